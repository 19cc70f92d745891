"""Lists: several things in a sentence, and what a page says under one that does not show everything."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from babel.lists import format_list

from commonground.platform.listed import Listed
from commonground.ui.shell.i18n import LazyText, language


def all_of(words: Iterable[str]) -> str:
    """“one, two and three”, as the language of the page joins them."""
    return format_list(list(words), locale=_locale())


def any_of(words: Iterable[str]) -> str:
    """“one, two or three”."""
    return format_list(list(words), style="or", locale=_locale())


def _locale() -> str:
    """British English puts no comma before the last."""
    return "en_GB" if language() == "en" else language()


def cut_off(words: LazyText, found: Listed[Any]) -> str:
    """`words` with the number that is shown (`most`) where there is more, and nothing where all of it is shown."""
    return str(words) % {"most": found.most} if found.more else ""
