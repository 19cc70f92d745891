"""What people do with a referral, besides deciding it (`deciding.py`) and restricting it (`restriction.py`).

Every verb goes through the one state machine in `rules.py`; `NotNowError` says what the record's state is instead."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.notifications.service import settle_for_all
from commonground.platform.refusals import Problem
from commonground.platform.work import Work
from commonground.tenants.contexts.handing_on import tell_who_had_it
from commonground.tenants.contexts.load import named_people
from commonground.tenants.contexts.service import NotNamedError
from commonground.tenants.intake.models import ReportMessage
from commonground.tenants.intake.said import Said, can_be_told
from commonground.tenants.intake.types import Danger
from commonground.tenants.pathways.following import drop_steps
from commonground.tenants.referrals.errors import ReasonMissingError, WordsRefusedError
from commonground.tenants.referrals.events import RECORD, SETTLES, subject_of, write_line
from commonground.tenants.referrals.hidden_words import Added, hidden_words
from commonground.tenants.referrals.history import READ_NAMES
from commonground.tenants.referrals.models import ReferralEvent, ReferralRow
from commonground.tenants.referrals.moving import go_to_team, is_given_to_another, move, next_step
from commonground.tenants.referrals.queries import Holder, news_of
from commonground.tenants.referrals.rules import ClockChange, Facts, allowed_verbs
from commonground.tenants.referrals.safe_words import check_reply, refused
from commonground.tenants.referrals.said import messages_of, said_of
from commonground.tenants.referrals.types import (
    QUESTION_LIMIT,
    REASON_LIMIT,
    Asked,
    AskForMore,
    Outcome,
    ReferralState,
    Verb,
    Weighed,
)
from commonground.tenants.referrals.writing import write_to_teller


async def take(work: Work, row: ReferralRow) -> None:
    """The acting person screens it from now on. Whoever it had been given to is told that it is theirs no more."""
    done = next_step(row, Verb.TAKE, Facts(held=True))
    had = row.lead_id if is_given_to_another(row, work.actor.staff_id) else None
    row.lead_id = work.actor.staff
    await move(work, row, Verb.TAKE, done, Action.SCREEN_REFERRAL)
    if had is not None:
        await tell_who_had_it(work, RECORD, row.id, team_id=row.team_id, lead_id=had)


async def ask_for_more(work: Work, row: ReferralRow, ask: AskForMore, said: Said | None) -> None:
    """Ask somebody, and let the clock stand still until they answer. The one who told us reads the question."""
    done = next_step(row, Verb.ASK_FOR_MORE)
    teller = said if ask.asked is Asked.REPORTER else None
    news = await news_of(work, teller) if teller is not None else ()
    question = checked_question(ask, said, news)
    row.asked, row.asked_whom = ask.asked.value, ask.of_whom.strip()
    if teller is not None:
        await write_to_teller(work, row, teller, "question", question)
    await move(work, row, Verb.ASK_FOR_MORE, done, Action.SCREEN_REFERRAL, words=question)


async def resume(work: Work, row: ReferralRow, words: str = "") -> None:
    """The answer has come, or we go on without it: the clock runs again. `words` is what was learned."""
    done = next_step(row, Verb.RESUME, Facts(held=row.lead_id is not None))
    await move(work, row, Verb.RESUME, done, Action.SCREEN_REFERRAL, words=_short(words, "words"))


async def escalate(work: Work, row: ReferralRow, reason: str) -> None:
    """Pass it up to the team's managers. It stays with whoever holds it, to be handed back to them."""
    done = next_step(row, Verb.ESCALATE)
    reason = _reason(Verb.ESCALATE, reason)
    await move(work, row, Verb.ESCALATE, done, Action.ESCALATE_REFERRAL, words=reason, why=audit.ON_RECORD)


async def hand_back(work: Work, row: ReferralRow, words: str = "") -> None:
    """From its screener to the team; from a manager to the screener it came from, if there is one."""
    if row.state != ReferralState.ESCALATED:
        done = next_step(row, Verb.HAND_BACK)
        row.lead_id = None
    else:
        done = next_step(row, Verb.HAND_BACK, Facts(held=row.lead_id is not None))
    await move(work, row, Verb.HAND_BACK, done, Action.SCREEN_REFERRAL, words=_short(words, "words"))


async def reassign(work: Work, row: ReferralRow, holder: Holder, reason: str, allocated: str = "") -> None:
    """Give it to somebody else, in this team or another. `allocated` is what the history says of the council's rules
    (`allocation.noted.line`)."""
    outcome = Outcome(row.outcome) if row.outcome else None
    done = next_step(row, Verb.REASSIGN, Facts(held=holder.lead_id is not None, outcome=outcome))
    reason = _reason(Verb.REASSIGN, reason)
    await put_with(work, row, holder)
    words = f"{reason}{allocated}"
    await move(work, row, Verb.REASSIGN, done, Action.REASSIGN_REFERRAL, words=words, why=audit.ON_RECORD)


async def give_lead(work: Work, row: ReferralRow, holder: Holder, words: str = "", allocated: str = "") -> None:
    """Somebody leads what was decided. `allocated` as in `reassign`."""
    done = next_step(row, Verb.GIVE_LEAD, Facts(held=True))
    if holder.lead_id is None:
        raise WordsRefusedError((Problem("place", "Choose the person who will lead it."),))
    await put_with(work, row, holder)
    words = f"{_short(words, 'words')}{allocated}".strip()
    await move(work, row, Verb.GIVE_LEAD, done, Action.REASSIGN_REFERRAL, words=words)


async def put_with(work: Work, row: ReferralRow, holder: Holder) -> None:
    """Set team and person. Raises `NotNamedError` for somebody who may not open a restricted record."""
    if row.restricted and holder.lead_id is not None and holder.lead_id not in await named_people(work, row.id):
        raise NotNamedError
    led_by = row.lead_id if row.lead_id != holder.lead_id else None
    if row.team_id != holder.team_id or led_by not in (None, work.actor.staff_id):
        await tell_who_had_it(work, RECORD, row.id, team_id=row.team_id, lead_id=led_by)
    go_to_team(row, holder.team_id)
    row.lead_id = holder.lead_id


async def close_withdrawn(work: Work, row: ReferralRow, reason: str) -> None:
    """Do what the reporter asked for, after somebody has read what they told us: it ends without a decision."""
    done = next_step(row, Verb.CLOSE_WITHDRAWN)
    reason = _reason(Verb.CLOSE_WITHDRAWN, reason)
    await move(work, row, Verb.CLOSE_WITHDRAWN, done, Action.SCREEN_REFERRAL, words=reason, why=audit.ON_RECORD)


async def reopen(work: Work, row: ReferralRow, reason: str, *, keep: bool) -> None:
    """Take a decided or withdrawn referral up again. With `keep` the acting person screens it, else the team has it.

    What was decided stays in the history, and the record has no decision any more. A danger about which nothing was
    decided is marked again."""
    danger = row.state == ReferralState.WITHDRAWN and await _said_danger(work, row)
    done = next_step(row, Verb.REOPEN, Facts(held=keep, danger=danger))
    reason = _reason(Verb.REOPEN, reason)
    row.lead_id = work.actor.staff if keep else None
    row.outcome, row.rationale, row.decided_at, row.decided_by = None, "", None, None
    row.decided_team_id = None
    put_weighed(row, Weighed())
    row.no_reply_reason, row.no_reply_words = None, ""
    dropped = (drop_steps(work, row),)
    await move(work, row, Verb.REOPEN, done, Action.REOPEN_REFERRAL, words=reason, why=audit.ON_RECORD, along=dropped)


def put_weighed(row: ReferralRow, weighed: Weighed) -> None:
    row.frequency, row.severity = weighed.frequency, weighed.severity
    row.trajectory, row.guardianship = weighed.trajectory, weighed.guardianship
    row.level, row.response = weighed.level, weighed.response


async def _said_danger(work: Work, row: ReferralRow) -> bool:
    said = await said_of(work, row.id)
    return said is not None and said.danger == Danger.YES


async def look_at_names(work: Work, row: ReferralRow) -> None:
    """Somebody with the right looks at the words that were masked: once, and it is written down twice."""
    write_line(work, row, READ_NAMES, ReferralState(row.state))
    await audit.record(work, Action.READ_NAMES, subject_of(row))


async def note_news(work: Work, referral_id: UUID) -> bool:
    """For the worker, under a job's pass: the reporter added something. False when it was noted before."""
    return await _note(work, referral_id, Verb.ADD_NEWS, "news", "asks")


async def withdraw(work: Work, referral_id: UUID) -> bool:
    """For the worker, under a job's pass: the reporter wants it back. False when it was noted before."""
    return await _note(work, referral_id, Verb.WITHDRAW, "withdrawal")


async def _note(work: Work, referral_id: UUID, verb: Verb, *kinds: str) -> bool:
    """Each message is noted once, however often its job is tried. The row's lock keeps two workers apart."""
    locked = select(ReferralRow).where(ReferralRow.id == referral_id).with_for_update()
    row = (await work.mine.scalars(locked)).one_or_none()
    if row is None or verb not in allowed_verbs(ReferralState(row.state)):
        return False
    if not await _is_unnoted(work, row, verb, kinds):
        return False
    asked = Asked(row.asked) if row.asked else None
    done = next_step(row, verb, Facts(held=row.lead_id is not None, asked=asked))
    if verb is Verb.WITHDRAW:
        row.withdrawal_asked_at = work.now
    await move(work, row, verb, done, Action.REPORT_WORRY)
    if done.clock is ClockChange.RESTART:  # this is what it waited for
        await settle_for_all(work, row.id, SETTLES[Verb.RESUME])
    await work.mine.flush()
    return True


async def _is_unnoted(work: Work, row: ReferralRow, verb: Verb, kinds: Sequence[str]) -> bool:
    said = await said_of(work, row.id)
    if said is None:
        return False
    messages = select(func.count()).select_from(ReportMessage).where(messages_of(said), ReportMessage.kind.in_(kinds))
    noted = (
        select(func.count())
        .select_from(ReferralEvent)
        .where(ReferralEvent.referral_id == row.id, ReferralEvent.verb == verb.value)
    )
    query = select(messages.scalar_subquery() > noted.scalar_subquery())
    return bool(await work.mine.scalar(query))


def checked_question(ask: AskForMore, said: Said | None, news: Sequence[Added] = ()) -> str:
    """The question as it goes out. `news` is what the reporter added. Raises `WordsRefusedError`."""
    question = ask.question.strip()
    if not question:
        raise WordsRefusedError((Problem("question", "Write what you want to know."),))
    if len(question) > QUESTION_LIMIT:
        raise WordsRefusedError((Problem("question", f"Keep this to {QUESTION_LIMIT:,} characters."),))
    if ask.asked is Asked.REPORTER and not can_be_told(said):
        raise WordsRefusedError((Problem("asked", "There is no way to ask the person who told us."),))
    if ask.asked is Asked.REPORTER:
        _check_words(question, hidden_words(said, news))
    return question


def _check_words(question: str, masked: tuple[str, ...]) -> None:
    """A question confirms as little as a reply does. Raises `WordsRefusedError`."""
    found = refused(check_reply(question, masked=masked))
    if found:
        said = (f"“{each.phrase}”: {each.why} Instead: {each.instead}" for each in found)
        raise WordsRefusedError(tuple(Problem("question", sentence) for sentence in said))


def _reason(verb: Verb, reason: str) -> str:
    reason = _short(reason, "reason")
    if not reason:
        raise ReasonMissingError(verb)
    return reason


def _short(words: str, field: str) -> str:
    words = words.strip()
    if len(words) > REASON_LIMIT:
        raise WordsRefusedError((Problem(field, f"Keep this to {REASON_LIMIT:,} characters."),))
    return words
