"""Masks in the language of the page: what was hidden in a Welsh report reads “[name hidden]” on an English one.

They are stored in the words of whoever told us; every template shows them through here (`engine.py`)."""

from __future__ import annotations

import re
from typing import Final

from markupsafe import Markup

from commonground.tenants.intake.masking import TOKENS
from commonground.ui.shell.i18n import gettext, language

_KINDS: Final = {token: hidden for tokens in TOKENS.values() for hidden, token in tokens.items()}
_ANY: Final = re.compile("|".join(re.escape(token) for token in _KINDS))


def read_masks(text: str) -> str:
    """The text with its masks in the language of the page being made."""
    if "[" not in text:
        return text
    tokens = TOKENS[language()]
    return _ANY.sub(lambda found: tokens[_KINDS[found[0]]], text)


def finalize(value: object) -> object:
    """Of whatever a template puts out, plain text: what is marked up has been through here already."""
    return read_masks(value) if type(value) is str else value


def mask_meaning(text: object) -> Markup | str:
    """For whoever hears the page: what the brackets in the text before it are; nothing where there are none."""
    if not isinstance(text, str) or _ANY.search(text) is None:
        return ""
    said = gettext("(in brackets: hidden because it may tell who somebody is, until somebody with the right looks)")
    return Markup(' <span class="govuk-visually-hidden">{}</span>').format(said)
