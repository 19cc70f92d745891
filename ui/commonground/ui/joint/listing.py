"""Lists about joint concerns: those of a council, and what happened in one with its receipts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from commonground.platform.joint.types import KIND_LABELS, Party, Received, StepLine
from commonground.platform.listed import Listed
from commonground.tenants.joint.load import Joint, Link
from commonground.ui.joint.parts import PART_LABELS
from commonground.ui.shell.dates import day, moment
from commonground.ui.shell.i18n import LazyText, gettext, lazy
from commonground.ui.shell.lists import cut_off

DID: Final[Mapping[str, LazyText]] = {
    "open": lazy("began it"),
    "invite": lazy("asked another council to join"),
    "take_back": lazy("took an invitation back"),
    "accept": lazy("joined"),
    "decline": lazy("declined to join"),
    "hand_on": lazy("changed who speaks for it"),
    "propose_lead": lazy("proposed that the lead changes"),
    "take_lead": lazy("agreed that the lead changes"),
    "refuse_lead": lazy("did not go on with the change of lead"),
    "leave": lazy("left, and took along what was its own"),
    "close": lazy("closed it"),
    "add": lazy("added"),
    "show": lazy("changed who sees one of its parts"),
    "reason": lazy("said why it shows this council its own without an agreement"),
    "withdrawn": lazy("took back"),
    "expired": lazy("keeps no longer"),
    "left": lazy("took along"),
    "do_action": lazy("said what came of"),
    "let_in": lazy("let a partner in"),
    "end_guest": lazy("ended what a partner sees"),
}
RECEIPTS: Final[Mapping[str, LazyText]] = {
    "joint_shared": lazy("Something was shared"),
    "joint_shown": lazy("Who sees something was changed"),
    "joint_withdrawn": lazy("Something was taken back and deleted"),
    "joint_expired": lazy("Something was deleted because its time was over"),
    "joint_left": lazy("A council left"),
    "joint_closed": lazy("It was closed"),
}
_AT_ONCE: Final = lazy("At most %(most)s are shown at once.")


@dataclass(frozen=True, slots=True)
class JointLine:
    reference: str
    title: str
    kind: str
    lead: str
    others: str
    state: str

    @property
    def href(self) -> str:
        """Of one that the council has left, only its receipts are there."""
        return f"/joint/{self.reference}" if self.title else f"/joint/{self.reference}/history"


@dataclass(frozen=True, slots=True)
class ListView:
    asked: tuple[JointLine, ...]
    lines: tuple[JointLine, ...]
    over: tuple[JointLine, ...]


@dataclass(frozen=True, slots=True)
class HistoryView:
    reference: str
    title: str
    trail: tuple[tuple[str, str], ...]
    steps: tuple[tuple[str, str, str], ...]
    receipts: tuple[tuple[str, str, str, str], ...]
    """When, what, its hash, and where it can be saved."""
    cut: str
    """What is said under steps that are not all shown."""
    receipts_cut: str
    older: str
    """Where the receipts go on; empty where these are the last."""
    newest: str
    """Where they begin; empty where they begin here."""


def line_of(link: Link, joint: Joint | None) -> JointLine:
    if joint is None:
        return JointLine(link.reference, "", gettext(KIND_LABELS[link.kind]), "", "", gettext("Left"))
    concern = joint.round.concern
    others = ", ".join(each.council for each in joint.round.working if each.council_id != joint.council)
    state = gettext("Open") if concern.is_open else gettext("Closed")
    return JointLine(link.reference, concern.title, gettext(KIND_LABELS[link.kind]), concern.lead, others, state)


def asked_line(party: Party) -> JointLine:
    kind = gettext(KIND_LABELS[party.kind])
    return JointLine(party.reference, kind, kind, party.invited_by, "", day(party.invited_at))


def history_view(
    link: Link, title: str, steps: Sequence[StepLine], receipts: Listed[Received], cut: str, *, is_older: bool
) -> HistoryView:
    here = f"/joint/{link.reference}/history"
    return HistoryView(
        reference=link.reference,
        title=title,
        trail=((gettext("Joint concerns"), "/joint"), (title, f"/joint/{link.reference}") if title else ("", "")),
        steps=tuple((moment(each.at), _did(each), each.words) for each in steps),
        receipts=tuple(_receipt(link, each) for each in receipts),
        cut=cut,
        receipts_cut=cut_off(_AT_ONCE, receipts),
        older=f"{here}?before={receipts[-1].no}#receipts" if receipts.more else "",
        newest=f"{here}#receipts" if is_older else "",
    )


def number_of(before: str) -> int | None:
    """None for whatever is no number that a receipt may have: then the newest are shown."""
    return int(before) if before.isascii() and before.isdigit() and len(before) < 10 else None


def _receipt(link: Link, each: Received) -> tuple[str, str, str, str]:
    what, file = str(RECEIPTS.get(each.what, each.what)), f"/joint/{link.reference}/receipts/{each.id}/file"
    return moment(each.made_at), what, each.digest, file


def _did(each: StepLine) -> str:
    who = ", ".join(words for words in (each.by_name, each.council) if words)
    what = f" “{PART_LABELS[each.part_kind]}”" if each.part_kind else ""
    return f"{who} {DID.get(each.verb, each.verb.replace('_', ' '))}{what}"
