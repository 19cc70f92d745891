"""From what was read to what is shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import takewhile
from operator import attrgetter
from typing import Final

from commonground.platform.access import Action, Actor
from commonground.platform.reference import DECISIONS
from commonground.tenants.agreed.service import kind_of
from commonground.tenants.agreed.types import AgreedKind
from commonground.tenants.contexts.matching import LIKELY_FROM
from commonground.tenants.intake.said import can_be_told
from commonground.tenants.letters.types import Arrival
from commonground.tenants.referrals.history import Aside, HistoryLine, sentence
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.queries import Written
from commonground.tenants.referrals.types import (
    Asked,
    Attention,
    NoReplyReason,
    Outcome,
    ReferralState,
    Route,
    Verb,
)
from commonground.tenants.referrals.words import (
    ATTENTION_LABELS,
    NO_REPLY_LABELS,
    ROUTE_LABELS,
    STATE_SENTENCES,
    paused_words,
    why_look,
)
from commonground.tenants.referring.models import Statement
from commonground.tenants.tracker_import.models import ImportedRow
from commonground.ui.adding_up.words import levels
from commonground.ui.adding_up.worries import worries_view
from commonground.ui.agreed.views import on_record
from commonground.ui.attachments.views import standing
from commonground.ui.flags.views import head_of
from commonground.ui.pathways.words import StepRow, agency_words, pathway_words, step_rows
from commonground.ui.referrals import clocks
from commonground.ui.referrals import words as say
from commonground.ui.referrals.adding_up import Standing, adds_up
from commonground.ui.referrals.beside import alone_lines
from commonground.ui.referrals.record import Record, may_look
from commonground.ui.referrals.told import told_view
from commonground.ui.referrals.views import AddsUpView, ConflictView, Fact, Line, RecordView, ToldView
from commonground.ui.referrals.weighing import weighed_facts
from commonground.ui.referrals.where import elsewhere, where_words
from commonground.ui.shell.dates import LONDON, day, moment
from commonground.ui.shell.i18n import gettext, lazy

_WRITTEN = {
    "reply": "{who} replied",
    "question": "{who} asked the person who told us",
    "further": "{who} asked the person who told us",
    "word": "{who} wrote to them",
    "change": "{who} told them what has changed",
    "news": "They added",
    "asks": "They asked",
    "withdrawal": "They asked to withdraw it",
    "quoted": "They wrote as well",
}


# Long: one line to each part of the page.
def record_view(
    record: Record, actor: Actor, now: datetime, *, look: bool = False, conflict: ConflictView | None = None
) -> RecordView:
    """The whole page. `look`: with the masked words, this once."""
    row = record.row
    return RecordView(
        reference=row.reference,
        title=row.title,
        state=row.state,
        restricted=row.restricted,
        clock=clocks.due(row, record.history, actor, now),
        attention=". ".join(ATTENTION_LABELS[each] for each in _why_look(row)),
        told=_told(record, look=look),
        adds_up=_adds_up(record, now),
        # What was written in one moment is one text: it stays in the order of its parts.
        said_since=tuple(
            _written(each, now, look=look) for each in sorted(record.since, key=attrgetter("at"), reverse=True)
        ),
        history=tuple(_with_letter(_with_route(_line(each, now), each, record), each, row) for each in record.history),
        lost=tuple(each.words for each in record.history if each.letter and each.letter.arrival is Arrival.LOST),
        panel=record.may.panel(),
        standing=_standing(row),
        held_by=_held_by(record, actor),
        decided=tuple(_decided(record)),
        agreed=tuple(on_record(record.history, row.reference, now.astimezone(LONDON).date())),
        unrecorded=_unrecorded(record),
        main_act=record.may.main_act(),
        asked=_asked(record),
        acts=record.may.acts(answerable=can_be_told(record.said)),
        unanswered=_unanswered(record, now),
        why=record.may.act(Action.READ_REFERRAL).because,
        kept=kept_words(record.draft.saved_at, row.changed_at) if record.draft else "",
        has_draft=record.draft is not None,
        conflict=conflict,
        reply_lang=record.said.lang if record.said else "en",
        flags=head_of(record.flags, f"/referrals/{row.reference}"),
        elsewhere=elsewhere(record.where),
        levels=levels(record.guidance),
        worries=worries_view(record.worries),
        alone=alone_lines(record.alone, record.worries),
        files=standing(record.files, f"/referrals/{row.reference}"),
        open_now=say.has_open(record.open_now),
        can_add_files=bool(record.may.act(Action.SCREEN_REFERRAL)),
        steps=_steps(record, now),
    )


def _steps(record: Record, now: datetime) -> tuple[StepRow, ...]:
    may = bool(record.may.act(Action.DO_STEPS))
    return step_rows(record.steps, f"/referrals/{record.row.reference}", now, may=may)


def _told(record: Record, *, look: bool) -> ToldView:
    return told_view(
        record.row,
        record.said,
        record.since,
        can_look=may_look(record),
        can_answer=bool(record.may.act(Action.SCREEN_REFERRAL)),
        look=look,
        redacted=any(line.verb in (Aside.REDACT, Aside.BRING_BACK_COPY) for line in record.history),
        lies=where_words(record.where),
        referrer=_referrer(record),
    )


def _why_look(row: ReferralRow) -> tuple[Attention, ...]:
    return why_look(row.state, row.attention, wished=row.withdrawal_asked_at is not None)


def standing_of(record: Record) -> Standing | None:
    """The context that contacts are counted on: the one it stands on, else the likeliest, if it is likely at all. One
    that only shares a street or a postcode is none: what came in about the neighbour would be counted with it."""
    if record.context is not None:
        return Standing(record.context.id, record.context.name, linked=True, reference=record.context.reference)
    if record.row.context_id is None and record.matches and record.matches[0][0].score >= LIKELY_FROM:
        compared = record.matches[0][1]
        return Standing(compared.id, compared.known.name, linked=False)
    return None


def _adds_up(record: Record, now: datetime) -> AddsUpView | None:
    before, alone = record.before, [each.contact for each in record.alone]
    standing = standing_of(record)
    return adds_up(record.row, record.said, before, standing, record.nearby, now, record.guidance, alone)


def kept_words(saved_at: datetime, changed_at: datetime) -> str:
    said = gettext("Draft kept %(moment)s.") % {"moment": moment(saved_at)}
    if changed_at <= saved_at:
        return said
    return said + " " + gettext("The record changed after that: read the history first.")


def _written(each: Written, now: datetime, *, look: bool) -> Line:
    who = each.who or gettext("Somebody")
    text = gettext(_WRITTEN.get(each.kind, "{who}")).format(who=who)
    return Line(each.at, say.when(each.at, now), text, each.body if look else each.shown)


def _line(each: HistoryLine, now: datetime) -> Line:
    return Line(each.at, say.when(each.at, now), sentence(each), each.words)


_FROM_US: Final = frozenset({"reply", "question", "further", "word", "change"})


def _unanswered(record: Record, now: datetime) -> str:
    """Since when a question of theirs waits; nothing where none does."""
    since = takewhile(lambda each: each.kind not in _FROM_US, reversed(record.since))
    first = next((each for each in reversed(list(since)) if each.kind == "asks"), None)
    return say.when(first.at, now) if first else ""


def _with_route(line: Line, each: HistoryLine, record: Record) -> Line:
    """“Came in on the public form, in English. Code given.”"""
    if each.verb != Verb.RECEIVE:
        return line
    if record.handoff is not None:
        said = gettext("Taken in from %(council)s, which handed it over as %(reference)s")
        text = said % {"council": record.handoff.council, "reference": record.handoff.reference}
        return replace(line, text=text, href=f"/handoffs/{record.handoff.reference}")
    if isinstance(record.said, Statement):
        who = each.who or gettext("Somebody")
        name = f"{who} ({record.said.organisation})" if record.said.organisation else who
        return replace(line, text=gettext("%(name)s referred it") % {"name": name})
    if record.said is None or isinstance(record.said, ImportedRow):
        route = ROUTE_LABELS[Route(record.row.route)]
        return replace(line, text=gettext("Came in: %(route)s") % {"route": route.lower()})
    language = gettext("Welsh") if record.said.lang == "cy" else gettext("English")
    said = gettext("Came in on the public form, in %(language)s. Code given") % {"language": language}
    return replace(line, text=said)


_ARRIVED = {
    Arrival.ON_ITS_WAY: lazy("The e-mail is on its way."),
    Arrival.TAKEN: lazy("Their mail server has taken the e-mail."),
    Arrival.LOST: lazy("The e-mail did not arrive: ring them."),
}


def _with_letter(line: Line, each: HistoryLine, row: ReferralRow) -> Line:
    """“Dayo Okoro referred it on. The e-mail did not arrive: ring them.”"""
    if each.agreed is not None:
        return replace(line, href=f"/referrals/{row.reference}/agreed/{each.agreed.agreed_id}")
    if each.letter is None:
        return line
    arrived = str(_ARRIVED[each.letter.arrival]) if each.letter.arrival else ""
    href = f"/referrals/{row.reference}/letters/{each.id}"
    return replace(line, text=f"{line.text}. {arrived}" if arrived else line.text, href=href)


def _referrer(record: Record) -> str:
    return next((each.who for each in record.history if each.verb == Verb.RECEIVE), "")


def _asked(record: Record) -> str:
    if record.row.state != ReferralState.WAITING:
        return ""
    return next((each.words for each in record.history if each.verb == Verb.ASK_FOR_MORE), "")


def lines_since(history: Sequence[HistoryLine], opened: datetime | None, now: datetime) -> list[Line]:
    """What others did after the form was opened; the latest line where nothing says when that was."""
    theirs = [each for each in history if not each.is_mine and (opened is None or each.at > opened)]
    return [_line(each, now) for each in (theirs if opened else theirs[:1])]


def _standing(row: ReferralRow) -> str:
    """The state in a sentence; while we wait, whom we asked."""
    if row.state == ReferralState.WAITING and row.asked in set(Asked):
        said = paused_words(Asked(row.asked), row.asked_whom)
        return gettext("The clock stands still: %(asked)s.") % {"asked": said}
    return f"{STATE_SENTENCES[ReferralState(row.state)]}."


def _held_by(record: Record, actor: Actor) -> str:
    """Who has it, where that is somebody else."""
    row = record.row
    if row.lead_id is None or row.lead_id == actor.staff_id or record.house is None:
        return ""
    holder = record.house.person(row.lead_id)
    return holder.name if holder else ""


def _decided(record: Record) -> Iterator[Fact]:
    """What was decided, for those who read it."""
    row = record.row
    if row.outcome not in set(Outcome):
        return
    yield Fact(gettext("What happens"), DECISIONS.label(Outcome(row.outcome)))
    yield Fact(gettext("Why"), row.rationale)
    yield from weighed_facts(row)
    if record.context:
        yield Fact(gettext("Context"), record.context.name, f"/contexts/{record.context.reference}")
    if row.decided_at:
        yield Fact(gettext("Decided"), f"{day(row.decided_at)}{_decider(record)}")
    if row.pathway_version is not None:
        yield Fact(gettext("Pathway"), pathway_words(row.pathway_kind or "", row.pathway_version))
    yield from _refers_on(record, Outcome(row.outcome))
    yield from clocks.what_follows(row, record.steps, record.may.actor)
    if row.no_reply_reason in set(NoReplyReason):
        reason = NO_REPLY_LABELS[NoReplyReason(row.no_reply_reason)]
        yield Fact(gettext("No reply"), f"{reason}. {row.no_reply_words}".strip())
    elif reply := next((each for each in reversed(record.since) if each.kind == "reply"), None):
        yield Fact(gettext("Reply sent"), reply.shown)


def _unrecorded(record: Record) -> str:
    """What is to be agreed with others was decided, and nothing is recorded of it since."""
    kind, lines = kind_of(record.row), takewhile(lambda each: each.verb != Verb.DECIDE, record.history)
    if kind is None or record.row.route == Route.TRACKER or any(each.verb == Aside.RECORD_AGREED for each in lines):
        return ""
    if kind is AgreedKind.SINGLE_AGENCY:
        return gettext("Nothing is recorded yet of which agency leads.")
    return gettext("Nothing is recorded yet of the strategy discussion.")


def _refers_on(record: Record, outcome: Outcome) -> Iterator[Fact]:
    """Where the council refers such a worry on to, for those who may."""
    if (agencies := agency_words(record.pathways.of(outcome))) and record.may.act(Action.SEND_OUT):
        yield Fact(gettext("Refer it on to"), agencies, f"/referrals/{record.row.reference}/refer-on")


def _decider(record: Record) -> str:
    line = next((each for each in record.history if each.verb == "decide"), None)
    return gettext(", by %(name)s") % {"name": line.who} if line and line.who else ""
