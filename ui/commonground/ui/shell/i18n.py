"""English is written in the source; Welsh comes from `locales/cy/LC_MESSAGES/messages.po`, read at start.

`_("…")` in templates and Python gives the text in the language of the page being made; `lazy("…")` is for
class bodies, where the language is not known yet (form labels). New texts reach the catalogue with

    python -m commonground.infra.checks.templates --update

which keeps what is translated and adds the rest empty; `commonground check templates` fails while a public
text has no Welsh."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

LOCALES = Path(__file__).parents[1] / "locales"
LANGUAGES = {"en": "English", "cy": "Cymraeg"}
"""Every language pages exist in, each named in itself."""
COOKIE = "cg_lang"

_language: ContextVar[str] = ContextVar("language", default="en")


@cache
def translations(lang: str) -> NullTranslations:
    """The catalogue of `lang`; English, and any language we do not have, answers with the source text."""
    source = LOCALES / lang / "LC_MESSAGES" / "messages.po"
    if lang not in LANGUAGES or not source.is_file():
        return NullTranslations()
    compiled = BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=lang))
    compiled.seek(0)
    return Translations(compiled)


def language() -> str:
    """The language of the page being made."""
    return _language.get()


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Texts asked for inside are in `lang`."""
    before = _language.set(lang if lang in LANGUAGES else "en")
    try:
        yield
    finally:
        _language.reset(before)


def gettext(text: str) -> str:
    return translations(_language.get()).gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    return translations(_language.get()).ngettext(one, many, count)


class LazyText:
    """A text that is translated each time it is read, with values put in after translating."""

    __slots__ = ("source", "values")

    def __init__(self, source: str, **values: object) -> None:
        self.source = source
        self.values = values

    def __str__(self) -> str:
        text = gettext(self.source)
        return text % self.values if self.values else text

    def __eq__(self, other: object) -> bool:
        return str(self) == str(other)

    def __hash__(self) -> int:
        return hash(self.source)

    def __repr__(self) -> str:
        return f"lazy({self.source!r})"


Text = str | LazyText


def lazy(source: str, **values: object) -> LazyText:
    """`source`, translated when it is shown: `lazy("Use %(most)s characters or fewer", most=200)`."""
    return LazyText(source, **values)


def choose_language(offered: tuple[str, ...], asked: str | None, kept: str | None) -> str:
    """`asked` (`?lang=`) before `kept` (cookie) before the council's first; never one the council lacks."""
    return next((lang for lang in (asked, kept) if lang in offered and lang in LANGUAGES), (*offered, "en")[0])


def language_of(connection: Any, offered: tuple[str, ...]) -> str:
    """The language that this visitor reads a public page in."""
    return choose_language(offered, connection.query_params.get("lang"), connection.cookies.get(COOKIE))
