"""The words of mails, in the reader's language: English in the source, Welsh in `locales/cy/LC_MESSAGES/mail.po`.

Mails are written by the worker, which knows nothing of pages; hence a catalogue of their own. New texts reach it with

    python -m commonground.infra.checks.mail_texts --update"""

from __future__ import annotations

from functools import cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

HERE: Final = Path(__file__).parent
WELSH: Final = HERE / "locales" / "cy" / "LC_MESSAGES" / "mail.po"
_CATALOGUES: Final = {"cy": WELSH}


@cache
def translations(lang: str) -> NullTranslations:
    """The catalogue of `lang`; a language that we do not have answers with the source text, which is English."""
    if lang not in _CATALOGUES:
        return NullTranslations()
    compiled = BytesIO()
    with _CATALOGUES[lang].open("rb") as file:
        write_mo(compiled, read_po(file, locale=lang))
    compiled.seek(0)
    return Translations(compiled)


@cache
def environment(lang: str) -> Environment:
    """Templates in this language. Whatever goes into HTML is escaped."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(["html"]),
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words = translations(lang)
    made.install_gettext_callables(words.gettext, words.ngettext, newstyle=True)  # type: ignore[attr-defined]  # the extension's own
    made.globals["lang"] = lang
    return made
