"""What the pages about ready words show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commonground.platform.reference import DECISIONS
from commonground.tenants.replies.library import CHANGE, CODES, Library
from commonground.tenants.replies.service import Version
from commonground.ui.shell.dates import moment
from commonground.ui.shell.i18n import gettext


@dataclass(frozen=True, slots=True)
class ReplyRow:
    """One of them. `own`: in the council's words; `no_welsh`: those are there in English alone."""

    code: str
    name: str
    words: str
    own: bool
    no_welsh: bool


@dataclass(frozen=True, slots=True)
class VersionRow:
    when: str
    who: str
    words: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class WriteView:
    """`conflict`: somebody was quicker."""

    name: str
    versions: tuple[VersionRow, ...]
    conflict: str = ""


def index_view(library: Library) -> tuple[ReplyRow, ...]:
    return tuple(_row(library, code) for code in CODES)


def _row(library: Library, code: str) -> ReplyRow:
    own = library.own.get(code, {})
    return ReplyRow(
        code=code,
        name=name_of(code),
        words=library.words(code, "en"),
        own=library.is_own(code),
        no_welsh=bool(own.get("en")) and not own.get("cy"),
    )


def name_of(code: str) -> str:
    return gettext("When something has changed in a context") if code == CHANGE else DECISIONS.label(code)


def write_view(code: str, versions: Sequence[Version], conflict: str = "") -> WriteView:
    return WriteView(name_of(code), tuple(_version(each) for each in versions), conflict)


def _version(each: Version) -> VersionRow:
    said = tuple((lang, words) for lang, words in sorted(each.words.items(), reverse=True) if words)
    return VersionRow(moment(each.at), each.who, said)
