"""What is shown of files: a line for each, on the record and on their page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commonground.platform.files.kinds import MIB, SORTS
from commonground.tenants.attachments.types import STATE_LABELS, Attached
from commonground.ui.shell.dates import day
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.masks import read_masks


@dataclass(frozen=True, slots=True)
class FileLine:
    """`href` opens it, `take_off` leads to the form that takes it off; either may be empty."""

    name: str
    href: str
    picture: bool
    what: str
    about: str
    state: str
    added: str
    take_off: str


@dataclass(frozen=True, slots=True)
class FilesView:
    title: str
    reference: str
    href: str
    trail: tuple[tuple[str, str], ...]
    lines: tuple[FileLine, ...]
    may: bool


@dataclass(frozen=True, slots=True)
class TakeOffView:
    reference: str
    href: str
    trail: tuple[tuple[str, str], ...]
    there: bool


def line_of(file: Attached, href: str, *, may: bool, own: bool = False) -> FileLine:
    """`own`: for whoever added it, who reads it as they wrote it."""
    address = f"{href}/files/{file.id}"
    return FileLine(
        name=_name(file, own) if file.taken_off_at is None else gettext("A file"),
        href=address if file.can_be_opened else "",
        picture=file.is_picture,
        what=f"{gettext(SORTS[file.kind].words)}, {size_words(file.size)}",
        about=file.about if own else read_masks(file.shown_about),
        state=_state(file),
        added=f"{file.added_by}, {day(file.added_at)}",
        take_off=f"{href}/files/take-off?file={file.id}" if may and file.taken_off_at is None else "",
    )


def _name(file: Attached, own: bool) -> str:
    return file.name if own else gettext(file.shown_name)


def standing(files: Sequence[Attached], href: str) -> tuple[FileLine, ...]:
    """For the record's own page: those that are there."""
    return tuple(line_of(file, href, may=False) for file in files if file.taken_off_at is None)


def _state(file: Attached) -> str:
    if file.taken_off_at is None:
        return gettext(STATE_LABELS[file.state])
    said = {"who": file.taken_off_by, "day": day(file.taken_off_at), "why": file.taken_off_words.rstrip(".")}
    return gettext("Taken off by %(who)s, %(day)s: %(why)s") % said


def size_words(size: int) -> str:
    if size < MIB // 10:
        return gettext("%(n)s KB") % {"n": max(1, round(size / 1024))}
    return gettext("%(n)s MB") % {"n": f"{size / MIB:.1f}"}
