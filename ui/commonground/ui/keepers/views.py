"""What these pages show: references and kinds. No word of any record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from commonground.platform.access import Action, Actor, reach_of
from commonground.platform.references import ReferenceKind, reference_kind
from commonground.tenants.keepers.queries import MOST, Alone
from commonground.ui.shell.i18n import gettext, lazy

HERE: Final = "/keepers"
FOLDERS: Final = {ReferenceKind.REFERRAL: "/referrals", ReferenceKind.CONTEXT: "/contexts"}
_KINDS: Final = {ReferenceKind.REFERRAL: lazy("Referral"), ReferenceKind.CONTEXT: lazy("Context")}


@dataclass(frozen=True, slots=True)
class AloneView:
    """Each line: reference, kind and where somebody is named. `cut`: that there are more."""

    lines: tuple[tuple[str, str, str], ...]
    cut: str


@dataclass(frozen=True, slots=True)
class NameView:
    """`nobody`: there is nobody who could be named."""

    reference: str
    here: str
    nobody: bool


def alone_view(found: Sequence[Alone]) -> AloneView:
    cut = gettext("Only the first %(count)s are shown.") % {"count": MOST} if len(found) > MOST else ""
    return AloneView(tuple(_line(each.reference) for each in found[:MOST]), cut)


def _line(reference: str) -> tuple[str, str, str]:
    return reference, str(_KINDS[reference_kind(reference)]), address(reference)


def address(reference: str) -> str:
    """The page on which somebody is named."""
    return f"{FOLDERS[reference_kind(reference)]}/{reference}/keeper"


def address_for(actor: Actor, reference: str) -> str:
    """The same; empty for those who name nobody."""
    return address(reference) if reach_of(actor, Action.NAME_KEEPER) is not None else ""
