"""What is shown where two councils do not agree whose something is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from commonground.platform.crossings.types import KIND_LABELS
from commonground.platform.disputes.types import (
    ACT_LABELS,
    REASON_LABELS,
    SETTLED,
    STATE_LABELS,
    DisputeAct,
    DisputeState,
    DisputeStep,
    DisputeView,
    Turn,
)
from commonground.ui.disputes.forms import AnswerForm, DecideForm
from commonground.ui.handoffs.showing import area_of
from commonground.ui.handoffs.views import Clock
from commonground.ui.shell.dates import moment, short_moment
from commonground.ui.shell.i18n import gettext

PATH: Final = "/disputes"
_TAGS: Final = {
    DisputeState.ASKED: "waiting",
    DisputeState.MORE_ASKED: "waiting",
    DisputeState.AGREED: "accepted",
    DisputeState.DECIDED: "accepted",
    DisputeState.WITHDRAWN: "draft",
    DisputeState.CLOSED: "draft",
}
_TODAY: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class DisputePage:
    """One dispute. `answer` and `decide` are there for whoever may send them; `buttons` are (address, label, red)."""

    reference: str
    heading: str
    state: str
    state_label: str
    clock: Clock | None
    proposal: str
    meanwhile: str
    danger: str
    notes: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    handoff_href: str
    handoff: str
    steps: tuple[tuple[datetime, str, str], ...]
    answer: AnswerForm | None
    in_codes: bool
    decide: DecideForm | None
    buttons: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class Row:
    reference: str
    href: str
    other: str
    kind: str
    proposed: str
    state: str
    state_label: str
    clock: Clock | None


@dataclass(frozen=True, slots=True)
class ListPage:
    live: tuple[Row, ...]
    over: tuple[Row, ...]
    may_begin: bool
    live_cut: str = ""
    over_cut: str = ""


@dataclass(frozen=True, slots=True)
class BeginPage:
    """`fields`: the questions in their order. `meanwhile`: who acts until it is settled."""

    about: str
    href: str
    fields: tuple[str, ...]
    meanwhile: str
    in_codes: bool
    conflict: str = ""


def state_label(dispute: DisputeView) -> str:
    if dispute.is_live and dispute.turn is Turn.OURS:
        return gettext("Waits for you")
    if dispute.is_live:
        return gettext("Waits for them")
    return str(STATE_LABELS[dispute.state])


def clock_of(dispute: DisputeView, now: datetime) -> Clock | None:
    """By when whoever's turn it is answers; once it is before managers, by when it is to be settled."""
    if not dispute.is_live:
        return None
    due = dispute.settle_by if dispute.escalated_at else dispute.answer_by
    words = gettext("Settle by %(when)s") if dispute.escalated_at else gettext("Answer by %(when)s")
    over = due <= now
    said = gettext("Late since %(when)s") if over else words
    who = dispute.name_of(dispute.waits_id)
    return Clock(said % {"when": short_moment(due)}, who, over=over, today=not over and due - now < _TODAY)


def proposal_of(dispute: DisputeView) -> str:
    said = {
        "council": dispute.name_of(dispute.proposed_by_id),
        "lead": dispute.name_of(dispute.lead_id or dispute.proposed_id),
        "reason": REASON_LABELS[dispute.reason],
    }
    if dispute.lead_id is not None:
        return gettext("%(lead)s leads.") % said
    return gettext("%(council)s proposes that %(lead)s leads: %(reason)s.") % said


def meanwhile_of(dispute: DisputeView) -> str:
    """Who acts: an answer here moves no responsibility, so somebody always does."""
    said = {"council": dispute.name_of(dispute.meanwhile_id), "lead": dispute.name_of(dispute.lead_id)}
    if dispute.is_live:
        return gettext("Until this is settled, %(council)s goes on acting and stays responsible.") % said
    if dispute.state is DisputeState.WITHDRAWN or dispute.lead_id == dispute.meanwhile_id:
        return gettext("%(council)s acts and is responsible.") % said
    return (
        gettext(
            "%(lead)s is to lead. %(council)s goes on acting and stays responsible until it is handed over and the"
            " transfer-in conference is recorded."
        )
        % said
    )


def danger_words() -> str:
    return gettext(
        "If a child is in danger now, the council where the child is found acts at once, whoever leads afterwards."
    )


def notes_of(dispute: DisputeView) -> Iterable[str]:
    if dispute.escalated_at is not None:
        yield gettext("It is before the managers of both councils since %(when)s.") % {
            "when": moment(dispute.escalated_at)
        }
    pairs = ((dispute.us_id, dispute.our_decision_id), (dispute.them_id, dispute.their_decision_id))
    for council, decided in pairs:
        if decided is not None:
            said = {"council": dispute.name_of(council), "lead": dispute.name_of(decided)}
            yield gettext("The manager of %(council)s has decided that %(lead)s leads.") % said
    if dispute.is_live and dispute.our_decision_id and dispute.their_decision_id:
        yield gettext("They have not said the same. It is settled once they do.")


def facts_of(dispute: DisputeView) -> list[tuple[str, str]]:
    facts = [
        (gettext("Asked by"), dispute.opener),
        (gettext("Asked of"), dispute.other),
        (gettext("About"), str(KIND_LABELS[dispute.kind])),
        (gettext("Area"), area_of(dispute.area)),
        (gettext("Asked on"), moment(dispute.opened_at)),
        (gettext("To be settled by"), moment(dispute.settle_by) if dispute.is_live else ""),
        (gettext("Settled on"), moment(dispute.over_at) if dispute.over_at and dispute.lead_id else ""),
    ]
    return [(term, words) for term, words in facts if words]


def step_lines(steps: Sequence[DisputeStep]) -> tuple[tuple[datetime, str, str], ...]:
    """Newest first: when, in words, and what."""
    return tuple((each.at, moment(each.at), _step(each)) for each in reversed(steps))


def _step(each: DisputeStep) -> str:
    who = ", ".join(filter(None, (each.by_name, each.council)))
    said = str(ACT_LABELS[each.act])
    if each.lead:
        said = gettext("%(did)s: %(lead)s leads") % {"did": said, "lead": each.lead}
    reason = REASON_LABELS[each.reason] if each.reason else ""
    parts = [said, f"({who})" if who else "", f"– {reason}" if reason else "", f"“{each.words}”" if each.words else ""]
    return " ".join(filter(None, parts))


def row_of(dispute: DisputeView, now: datetime) -> Row:
    return Row(
        reference=dispute.reference,
        href=f"{PATH}/{dispute.reference}",
        other=dispute.them,
        kind=str(KIND_LABELS[dispute.kind]),
        proposed=dispute.name_of(dispute.lead_id or dispute.proposed_id),
        state=_TAGS[dispute.state],
        state_label=state_label(dispute),
        clock=clock_of(dispute, now),
    )


def buttons_of(dispute: DisputeView, can: Iterable[DisputeAct]) -> tuple[tuple[str, str, bool], ...]:
    base = f"{PATH}/{dispute.reference}"
    known = {
        DisputeAct.ESCALATE: (f"{base}/escalate", gettext("Put it before both managers now"), False),
        DisputeAct.WITHDRAW: (f"{base}/end", gettext("Withdraw the question"), True),
        DisputeAct.CLOSE: (f"{base}/end", gettext("Close it"), False),
    }
    return tuple(known[act] for act in known if act in set(can))


def page_of(
    dispute: DisputeView,
    steps: Sequence[DisputeStep],
    can: frozenset[DisputeAct],
    now: datetime,
    answer: AnswerForm | None,
    decide: DecideForm | None,
) -> DisputePage:
    said = {"kind": KIND_LABELS[dispute.kind], "council": dispute.them}
    return DisputePage(
        reference=dispute.reference,
        heading=gettext("Whose is this? %(kind)s, with %(council)s") % said,
        state=_TAGS[dispute.state],
        state_label=state_label(dispute),
        clock=clock_of(dispute, now),
        proposal=proposal_of(dispute),
        meanwhile=meanwhile_of(dispute),
        danger=danger_words() if dispute.is_live or dispute.state in SETTLED else "",
        notes=tuple(notes_of(dispute)),
        facts=tuple(facts_of(dispute)),
        handoff_href=f"/handoffs/{dispute.offer}" if dispute.offer else "",
        handoff=dispute.offer or "",
        steps=step_lines(steps),
        answer=answer,
        in_codes=dispute.in_codes,
        decide=decide,
        buttons=buttons_of(dispute, can),
    )
