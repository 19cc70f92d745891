"""What the pages of break-glass show: everything already said in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from commonground.platform.references import ReferenceKind, reference_kind
from commonground.tenants.break_glass.queries import Use
from commonground.tenants.break_glass.types import GROUND_LABELS
from commonground.ui.shell.dates import clock_time, moment
from commonground.ui.shell.forms import Form
from commonground.ui.shell.i18n import gettext

_FOLDERS = {ReferenceKind.REFERRAL: "/referrals/", ReferenceKind.CONTEXT: "/contexts/"}


@dataclass(frozen=True, slots=True)
class UseLine:
    """One use. `href` leads to where the record would be; `found` says whether there was one, to those who may know."""

    id: UUID
    reference: str
    href: str
    who: str
    is_mine: bool
    found: str
    why: str
    reason: str
    started: str
    started_at: datetime
    standing: str
    is_open: bool
    reviewed: str
    note: str
    form: Form | None = None


@dataclass(frozen=True, slots=True)
class MineView:
    lines: tuple[UseLine, ...]


@dataclass(frozen=True, slots=True)
class ConfirmView:
    """What will happen, said before it does."""

    reference: str
    why: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReviewView:
    here: str
    tabs: tuple[tuple[str, str, int | None], ...]
    lines: tuple[UseLine, ...]
    waiting: bool
    older: str


def line_of(use: Use, form: Form | None = None) -> UseLine:
    return UseLine(
        id=use.id,
        reference=use.reference,
        href=f"{_FOLDERS[reference_kind(use.reference)]}{use.reference}",
        who=use.who,
        is_mine=use.is_mine,
        found="" if use.found is not False else gettext("There is no such record."),
        why=GROUND_LABELS[use.ground],
        reason=use.reason,
        started=moment(use.started_at),
        started_at=use.started_at,
        standing=_standing(use),
        is_open=use.is_open,
        reviewed=_reviewed(use),
        note=use.note,
        form=form,
    )


def _standing(use: Use) -> str:
    if use.is_open:
        return gettext("Open until %(time)s") % {"time": clock_time(use.until_at)}
    if use.ended_at is None:
        return gettext("Ended by itself, %(time)s") % {"time": clock_time(use.until_at)}
    said = {"time": clock_time(use.ended_at), "who": use.ended_by}
    return gettext("Ended by %(who)s, %(time)s") % said


def _reviewed(use: Use) -> str:
    if use.reviewed_at is None:
        return ""
    return gettext("Reviewed by %(who)s, %(when)s") % {"who": use.reviewed_by, "when": moment(use.reviewed_at)}


def answer(reference: str, until: datetime) -> str:
    """One and the same sentence, whether there is such a record or not."""
    said = {"reference": reference, "time": clock_time(until)}
    return gettext(
        "If there is a record %(reference)s in this council, you can open it until %(time)s."
        " Whoever answers for information governance has been told."
    ) % said  # fmt: skip  # one sentence after the other
