"""What a reporter does: send a report; later, with the return code, read the reply, add news, withdraw."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.identity.passes import Intake, OpenedReport, begin_report
from commonground.platform.ids import uuid7
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.references import hash_return_code
from commonground.platform.refusals import IncompleteError
from commonground.platform.work import Origin, Work
from commonground.tenants.intake import drafts, flow, queries, receiving
from commonground.tenants.intake.again import in_turn, said_just_now
from commonground.tenants.intake.errors import (
    AlreadySentError,
    NewsRefusedError,
    NobodyToReadError,
    ReportIncompleteError,
)
from commonground.tenants.intake.masking import mask_names
from commonground.tenants.intake.models import Report, ReportMessage
from commonground.tenants.intake.queries import Correspondence, PublicCouncil
from commonground.tenants.intake.receiving import Shown
from commonground.tenants.intake.types import NEWS_LIMIT, Answers, Danger, Page
from commonground.tenants.referrals.models import ReferralEvent, ReferralRow
from commonground.tenants.referrals.rules import decision_due, step
from commonground.tenants.referrals.types import Attention, ReferralState, Verb


@dataclass(frozen=True, slots=True)
class SentReport:
    """What the reporter sees once: the code, when somebody reads it, and by when it is decided."""

    code: str
    reference: str
    read_at: datetime
    reply_by: datetime


async def send_report(work: Work, intake: Intake, council: PublicCouncil, answers: Answers, code: str) -> SentReport:
    """Take in a report as a new referral at the front door, to be opened again by the return code `code`, and delete
    its draft.

    The draft's row serialises two presses of the button: the second finds it gone. Raises `ReportIncompleteError`,
    `NobodyToReadError`, `AlreadySentError`."""
    _check(answers)
    if intake.team_id is None:
        raise NobodyToReadError
    if not await drafts.discard(work, intake):
        raise AlreadySentError
    _stay_unknown(work)
    shown = receiving.shown(answers, work.now.year)
    referral = await _receive(work, intake, council, answers, shown.title)
    work.mine.add(referral)
    await work.mine.flush()  # the others point at it
    work.mine.add_all([_report(referral, answers, shown, code), _first_event(referral)])
    await audit.record(work, Action.REPORT_WORRY, audit.Subject("referral", referral.id, referral.reference))
    await work.mine.flush()
    await publish(work, Fact(FactKind.REFERRAL_RECEIVED, "referral", referral.id))
    return SentReport(code, referral.reference, council.calendar.when_read(work.now), referral.decision_due_at)


def _check(answers: Answers) -> None:
    """The pages asked for all of this already; a form of somebody else's making may not have."""
    lacking = flow.next_page(answers)
    if lacking is not Page.CHECK:
        raise ReportIncompleteError(lacking)
    if problems := flow.answer_problems(answers):
        raise IncompleteError(problems)


def _stay_unknown(work: Work) -> None:
    """Whoever reports may stay anonymous, so the council's trail must not hold the address they came from."""
    work.origin = Origin(request_id=work.origin.request_id)


async def _receive(work: Work, intake: Intake, council: PublicCouncil, answers: Answers, title: str) -> ReferralRow:
    """The referral, under the reference that the database drew for it. From here on the pass is good for it alone."""
    referral_id = uuid7()
    return ReferralRow(
        tenant_id=intake.council_id,
        id=referral_id,
        reference=await begin_report(work, referral_id),
        route=receiving.route_of(answers),
        source=receiving.source_of(answers),
        subject_kind=receiving.subject_kind(answers),
        title=title,
        harms=list(answers.harms),
        children=answers.children,
        state=step(None, Verb.RECEIVE).state,
        attention=Attention.DANGER if answers.danger is Danger.YES else None,
        received_at=work.now,
        decision_due_at=decision_due(work.now, council.calendar),
        team_id=intake.team_id,
        changed_at=work.now,
    )


def _report(referral: ReferralRow, answers: Answers, shown: Shown, code: str) -> Report:
    return Report(
        tenant_id=referral.tenant_id,
        id=uuid7(),
        referral_id=referral.id,
        code_hash=hash_return_code(code),
        lang=answers.lang,
        subject=str(answers.subject),
        postcode=answers.postcode,
        venue=answers.venue,
        group_size=answers.group_size,
        ages=list(answers.ages),
        danger=answers.danger,
        danger_page_seen=answers.danger_page_seen,
        how_often=answers.how_often,
        connection=answers.connection,
        contact_name=answers.contact_name,
        contact_by=answers.contact_by,
        contact_value=answers.contact_value,
        contact_safe=answers.contact_safe,
        shown=dict(shown.fields),
        names_masked=shown.hidden,
        sent_at=referral.received_at,
        **receiving.said(answers),
    )


def _first_event(referral: ReferralRow) -> ReferralEvent:
    return ReferralEvent(
        tenant_id=referral.tenant_id,
        id=uuid7(),
        referral_id=referral.id,
        at=referral.received_at,
        verb=Verb.RECEIVE,
        from_state=None,
        to_state=ReferralState.NEW,
    )


async def read_reply(work: Work, opened: OpenedReport) -> Correspondence:
    """What the council wrote, for the holder of the return code. The council sees that it was read."""
    _stay_unknown(work)
    await audit.record(work, Action.REPORT_WORRY, audit.Subject("referral", opened.referral_id))
    return await queries.correspondence(work, opened.report_id)


async def add_news(work: Work, opened: OpenedReport, words: str, *, asks: bool = False) -> None:
    """Something more from the reporter, or a question of theirs; once, if they press twice. A worker marks the
    referral, which this pass can't. Raises `NewsRefusedError`."""
    if not words.strip():
        raise NewsRefusedError("Write what you want to add.")
    kind = "asks" if asks else "news"
    await in_turn(work, opened.report_id)
    there = await queries.correspondence(work, opened.report_id)
    if said_just_now(there.messages, kind, words, work.now):
        return
    await _write(work, opened, kind, words)
    await publish(work, Fact(FactKind.REPORTER_ADDED_NEWS, "referral", opened.referral_id))


async def withdraw(work: Work, opened: OpenedReport, words: str = "") -> bool:
    """The reporter asks for it back. That ends nothing: a worry about young people can't be unheard, and somebody of
    the council says what becomes of it. False when they asked before, in other words than a moment ago. Raises
    `NewsRefusedError` for too many words."""
    await in_turn(work, opened.report_id)
    there = await queries.correspondence(work, opened.report_id)
    if there.withdrawn_at is not None:
        return bool(words) and said_just_now(there.messages, "withdrawal", words, work.now)
    await _write(work, opened, "withdrawal", words)
    await publish(work, Fact(FactKind.REPORTER_WITHDREW, "referral", opened.referral_id))
    return True


async def _write(work: Work, opened: OpenedReport, kind: str, words: str) -> None:
    if len(words) > NEWS_LIMIT:
        raise NewsRefusedError(f"Use {NEWS_LIMIT:,} characters or fewer.")
    _stay_unknown(work)
    places, lang = await queries.place_words_of(work, opened.report_id)
    work.mine.add(
        ReportMessage(
            tenant_id=opened.council_id,
            id=uuid7(),
            report_id=opened.report_id,
            kind=kind,
            body=words,
            shown=mask_names(words, places, lang=lang, this_year=work.now.year).shown,
            at=work.now,
        )
    )
    await audit.record(work, Action.REPORT_WORRY, audit.Subject("referral", opened.referral_id))
