"""What is shown of an earlier tracker before and after it is brought in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from commonground.platform.reference import DECISIONS, HARMS, NOT_SAID
from commonground.tenants.tracker_import.becoming import title_of
from commonground.tenants.tracker_import.known_again import Planned
from commonground.tenants.tracker_import.queries import UNDO_WITHIN, Brought
from commonground.tenants.tracker_import.row_kinds import RowKind
from commonground.tenants.tracker_import.service import Preview
from commonground.tenants.tracker_import.words import UNDECIDED
from commonground.ui.shell.dates import day, moment
from commonground.ui.shell.i18n import gettext, ngettext
from commonground.ui.shell.masks import read_masks
from commonground.ui.tracker_import.copies import reads_otherwise, reasons

SHOWN = 20
_PASSED = {
    RowKind.BLANK: "empty",
    RowKind.DIVIDER: "a heading across the page",
    RowKind.HEADER: "the header again",
    RowKind.TOTAL: "a total",
    RowKind.TWICE: "the very same as a row before it",
    RowKind.GOES_ON: "a row that goes on with the one above it, kept with its comments",
}


@dataclass(frozen=True, slots=True)
class RowLine:
    row: int
    reference: str
    received: str
    title: str
    becomes: str
    harms: str


@dataclass(frozen=True, slots=True)
class PreviewView:
    href: str
    coming: int
    here: bool
    outcomes: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    rows: tuple[RowLine, ...]
    stopped: tuple[tuple[int, str], ...]
    stopped_count: int
    looks: tuple[tuple[int, str], ...]
    looks_count: int
    other: tuple[tuple[int, str], ...]
    other_count: int
    unknown: int
    copy: bool
    same_file: str


@dataclass(frozen=True, slots=True)
class ImportLine:
    href: str
    what: str
    when: str
    by: str
    state: str


@dataclass(frozen=True, slots=True)
class IndexView:
    lines: tuple[ImportLine, ...]
    waiting: str


@dataclass(frozen=True, slots=True)
class ResultView:
    href: str
    facts: tuple[tuple[str, str], ...]
    can_undo: bool
    undone: bool
    left: tuple[tuple[int, str, str], ...]
    uncleared: int
    clear: str
    until: str


def preview_view(key: UUID, found: Preview, same_file: datetime | None) -> PreviewView:
    looks = [row for row in found.coming if row.entry.remarks]
    outcomes = Counter(_becomes(row) for row in found.coming)
    return PreviewView(
        href=f"/tracker/import/{key}",
        coming=len(found.coming),
        here=bool(found.here),
        outcomes=tuple((words, f"{number:,}") for words, number in outcomes.most_common()),
        facts=tuple(_facts(found)),
        rows=tuple(_row(row) for row in found.coming[:SHOWN]),
        stopped=_first(found.stopped),
        stopped_count=len(found.stopped),
        looks=_first(looks),
        looks_count=len(looks),
        other=tuple((each.row.entry.row, reads_otherwise(each)) for each in found.other[:SHOWN]),
        other_count=len(found.other),
        unknown=len(found.plan.unknown()),
        copy=found.has_copy,
        same_file=moment(same_file) if same_file else "",
    )


def _facts(found: Preview) -> Iterator[tuple[str, str]]:
    if found.here:
        yield gettext("Here already, so they add nothing"), f"{len(found.here):,}"
    if unsaid := sum(row.entry.source in (None, NOT_SAID) for row in found.coming):
        yield gettext("Told by: not said, which is not counted as anonymous"), f"{unsaid:,}"
    for kind, number in found.plan.passed_over.items():
        if kind is not RowKind.BLANK:
            yield gettext("Passed over: %(what)s") % {"what": gettext(_PASSED[kind])}, f"{number:,}"
    for name, number in found.plan.not_read:
        rows = ngettext("%(n)s row", "%(n)s rows", number) % {"n": f"{number:,}"}
        yield gettext("Not read: sheet “%(name)s”") % {"name": name}, rows
    if found.plan.comments:
        yield gettext("Comments on cells, which are not taken in"), f"{found.plan.comments:,}"
    if found.plan.lost:
        yield gettext("Cells without a value in the file"), ", ".join(found.plan.lost[:SHOWN])


def _first(rows: Sequence[Planned]) -> tuple[tuple[int, str], ...]:
    return tuple((row.entry.row, " ".join(reasons(row.entry))) for row in rows[:SHOWN])


def _becomes(row: Planned) -> str:
    if row.entry.decision == UNDECIDED:
        return gettext("Open, before the front door")
    return gettext("Decided: %(what)s") % {"what": DECISIONS.label(row.entry.decision)}


def _row(row: Planned) -> RowLine:
    entry = row.entry
    return RowLine(
        row=entry.row,
        reference=entry.reference,
        received=day(entry.received.day) if entry.received else "",
        title=read_masks(title_of(entry)),
        becomes=_becomes(row),
        harms=", ".join(HARMS.label(code) for code in entry.harms),
    )


def index_view(found: Sequence[Brought], waiting: UUID | None) -> IndexView:
    lines = (
        ImportLine(
            href=f"/tracker/import/{each.id}",
            what=ngettext("%(n)s row", "%(n)s rows", each.brought) % {"n": f"{each.brought:,}"},
            when=moment(each.imported_at),
            by=each.by,
            state=_state(each),
        )
        for each in found
    )
    return IndexView(tuple(lines), f"/tracker/import/{waiting}" if waiting else "")


def _state(each: Brought) -> str:
    if each.undone_at:
        return gettext("Taken out %(moment)s by %(who)s") % {"moment": moment(each.undone_at), "who": each.undone_by}
    if each.uncleared:
        said = ngettext("%(n)s row to be cleared of names", "%(n)s rows to be cleared of names", each.uncleared)
        return said % {"n": f"{each.uncleared:,}"}
    # Of those alone that the reader may open: what others are is nobody else’s to know.
    return gettext("None that you can open waits to be cleared of names")


def result_view(found: Brought, left: Sequence[tuple[int, str, str]], clear: str | None, now: datetime) -> ResultView:
    """`clear`: the referral whose words are to be cleared of names first."""
    facts = [
        (gettext("Brought in"), f"{found.brought:,}"),
        (gettext("Were here already"), f"{found.here:,}"),
        (gettext("Left out"), f"{found.left_out:,}"),
        (gettext("By"), f"{found.by}, {moment(found.imported_at)}"),
    ]
    if found.undone_at:
        facts.append((gettext("Taken out"), f"{found.undone_by}, {moment(found.undone_at)}"))
    return ResultView(
        href=f"/tracker/import/{found.id}",
        facts=tuple(facts),
        can_undo=found.can_be_undone(now),
        undone=found.undone_at is not None,
        left=tuple((row, reference, read_masks(title)) for row, reference, title in left),
        uncleared=found.uncleared,
        clear=clear or "",
        until=moment(found.imported_at + UNDO_WITHIN),
    )
