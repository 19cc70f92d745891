"""What the page of a redacted copy shows, already said in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from commonground.tenants.intake.masking import TOKENS
from commonground.tenants.redacting.rules import suggested
from commonground.tenants.redacting.types import BY_HAND, Copy, Spans, Word
from commonground.tenants.referrals.models import ReferralRow
from commonground.ui.redacting.forms import CopyForm, choices
from commonground.ui.shell.dates import moment
from commonground.ui.shell.i18n import LazyText, gettext, language, lazy, ngettext

_WHY: Final[Mapping[str, LazyText]] = {
    "elsewhere": lazy("hidden in another place"),
    "teller": lazy("of the person who told us"),
    "likely": lazy("may be a name"),
    "address": lazy("may be an address"),
}


@dataclass(frozen=True, slots=True)
class WordLine:
    """A word with what can be done with it. `chosen` is what was chosen on a page that is shown again."""

    words: str
    label: str
    choices: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class VersionLine:
    number: int
    name: str
    made: str
    is_newest: bool


@dataclass(frozen=True, slots=True)
class CopyView:
    """`asked` are the questions, each with the words as they were written and how many lines these need."""

    reference: str
    here: str
    asked: tuple[tuple[str, str, int], ...]
    words: tuple[WordLine, ...]
    versions: tuple[VersionLine, ...]
    marks: tuple[str, ...]
    conflict: str = ""
    kept: str = ""
    tried: bool = False
    bringing: int | None = None
    """Which earlier version the texts are, before it counts again."""


def copy_view(row: ReferralRow, copy: Copy, form: CopyForm, spans: Spans, chosen: Mapping[str, str]) -> CopyView:
    """`spans`: what is hidden in the texts as the page shows them; `chosen` for a page that is shown again."""
    return CopyView(
        reference=row.reference,
        here=f"/referrals/{row.reference}/redact",
        asked=tuple((column, copy.words[column], _lines(copy.words[column])) for column in form.asked(copy)),
        words=tuple(_line(each, chosen) for each in suggested(copy, spans)),
        versions=tuple(_versions(copy)),
        marks=tuple(TOKENS[language()][kind] for kind in BY_HAND),
    )


def _lines(words: str) -> int:
    return min(12, 1 + sum(1 + len(each) // 60 for each in words.splitlines()))


def _line(word: Word, chosen: Mapping[str, str]) -> WordLine:
    return WordLine(word.words, _label(word), choices(word.hidden), chosen.get(word.words, ""))


def _label(word: Word) -> str:
    if word.hidden:
        return gettext("“%(words)s”, hidden as %(mark)s") % {
            "words": word.words, "mark": TOKENS[language()][word.hidden],
        }  # fmt: skip  # one sentence
    open_now = ngettext("open in %(n)s place", "open in %(n)s places", word.shown) % {"n": word.shown}
    return gettext("“%(words)s”, %(open)s: %(why)s") % {
        "words": word.words, "open": open_now, "why": str(_WHY[word.why]),
    }  # fmt: skip  # one sentence


def _versions(copy: Copy) -> Iterator[VersionLine]:
    for each in copy.versions:
        hides = ngettext("%(n)s place hidden", "%(n)s places hidden", each.hides) % {"n": each.hides}
        made = gettext("%(who)s, %(when)s: %(hides)s") % {
            "who": each.who or gettext("Somebody"), "when": moment(each.at), "hides": hides,
        }  # fmt: skip  # one sentence
        if each.brought is not None:
            made = gettext("%(made)s. Brought back from version %(n)s") % {"made": made, "n": each.brought}
        name = gettext("Version %(n)s") % {"n": each.number}
        yield VersionLine(each.number, name, made, each.number == copy.version)
    if copy.versions:
        yield VersionLine(0, gettext("Before any copy"), gettext("What the system finds by itself"), is_newest=False)
