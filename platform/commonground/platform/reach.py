"""Whether something typed can be rung from the United Kingdom, or written to: by its form, never by trying."""

from __future__ import annotations

import re
from typing import Final

import phonenumbers
from email_validator import EmailNotValidError, validate_email

SHORT_NUMBERS: Final = frozenset(
    {"999", "112", "101", "111", "105", "116000", "116006", "116111", "116117", "116123", "18000"}
)
"""Numbers of fewer digits that anybody in the United Kingdom can ring."""
_OPTION: Final = re.compile(r",? *option *[0-9]$", re.IGNORECASE)


def can_be_rung(number: str, *, services: bool = False) -> bool:
    """With or without an extension, or the option to press. `services`: 101 and the like count too, which are nobody's
    own number."""
    if services and number.replace(" ", "") in SHORT_NUMBERS:
        return True
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(_OPTION.sub("", number), "GB"))
    except phonenumbers.NumberParseException:
        return False


def can_be_written_to(address: str) -> bool:
    """Whether it has the form of an e-mail address."""
    try:
        validate_email(address, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True
