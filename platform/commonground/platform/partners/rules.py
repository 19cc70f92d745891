"""What an organisation and an agreement must say. No database, no web."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from commonground.platform.partners.types import (
    ABOUT_LIMIT,
    LONGEST_YEARS,
    NAME_LIMIT,
    WORDS_LIMIT,
    AgreementInput,
    AgreementKind,
    OrganisationInput,
)
from commonground.platform.reference import AGENCIES
from commonground.platform.refusals import IncompleteError, Problem

_MOST: Final = {
    "name": NAME_LIMIT,
    "contact_name": WORDS_LIMIT,
    "contact_email": WORDS_LIMIT,
    "contact_phone": WORDS_LIMIT,
    "about": ABOUT_LIMIT,
}


def check_organisation(typed: OrganisationInput) -> OrganisationInput:
    """The organisation as it may be kept, without stray spaces. Raises `IncompleteError` with every problem."""
    tidy = replace(typed, name=" ".join(typed.name.split()), about=typed.about.strip())
    if problems := tuple(_of_organisation(tidy)):
        raise IncompleteError(problems)
    return tidy


def _of_organisation(typed: OrganisationInput) -> Iterator[Problem]:
    if not typed.name:
        yield Problem("name", "Type the name of the organisation.")
    if typed.kind not in AGENCIES:
        yield Problem("kind", "Choose what kind of organisation it is.")
    for field, limit in _MOST.items():
        if len(getattr(typed, field)) > limit:
            yield Problem(field, f"Keep this to {limit:,} characters.")


def check_agreement(typed: AgreementInput, today: date) -> AgreementInput:
    """The agreement as it may be kept. Raises `IncompleteError` with every problem."""
    tidy = replace(typed, edition=typed.edition.strip(), signed_by=typed.signed_by.strip())
    if problems := tuple(_of_agreement(tidy, today)):
        raise IncompleteError(problems)
    return tidy


def _of_agreement(typed: AgreementInput, today: date) -> Iterator[Problem]:
    if typed.kind not in set(AgreementKind):
        yield Problem("kind", "Choose what was agreed.")
    for field, words in (("edition", "Say which version was signed."), ("signed_by", "Say who signed it.")):
        if not getattr(typed, field):
            yield Problem(field, words)
    for field in ("edition", "signed_by", "kept_at"):
        if len(getattr(typed, field)) > WORDS_LIMIT:
            yield Problem(field, f"Keep this to {WORDS_LIMIT:,} characters.")
    yield from _of_dates(typed, today)


def _of_dates(typed: AgreementInput, today: date) -> Iterator[Problem]:
    if typed.signed_on is None or typed.signed_on > today:
        yield Problem("signed_on", "Say on which day it was signed. It can’t be a day to come.")
    if typed.valid_from is None:
        yield Problem("valid_from", "Say from which day on it is in force.")
    if typed.valid_until is None:
        yield Problem("valid_until", "Say until which day it is in force: then somebody looks at it again.")
    if typed.valid_from is None or typed.valid_until is None:
        return
    if typed.valid_until < typed.valid_from:
        yield Problem("valid_until", "It ends before it begins.")
    elif (typed.valid_until - typed.valid_from).days > LONGEST_YEARS * 366:
        yield Problem("valid_until", f"An agreement is looked at again within {LONGEST_YEARS} years.")


def in_force(valid_from: date, valid_until: date, today: date) -> bool:
    return valid_from <= today <= valid_until
