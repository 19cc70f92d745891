"""What only one kind of context has: who manages a place, how old a group is, whom one rings at a school, who can
read along online. No database, no web."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from commonground.platform.reference import AGE_BANDS, GROUP_SIZES, Table
from commonground.platform.refusals import Problem
from commonground.tenants.contexts.types import AUDIENCES, DETAIL_LIMIT, PHONE_LIMIT, ContextInput, ContextKind


@dataclass(frozen=True, slots=True)
class Detail:
    """One question that a kind of context has. `codes`: what can be answered, by code, with its words."""

    kind: ContextKind
    label: str
    limit: int = DETAIL_LIMIT
    codes: Mapping[str, str] | None = None

    def words(self, stored: str) -> str:
        return stored if self.codes is None else self.codes.get(stored, stored)


def _of(table: Table[Any]) -> Mapping[str, str]:
    return {code: table.label(code) for code in table.codes}


DETAILS: Final[Mapping[str, Detail]] = MappingProxyType(
    {
        "owner": Detail(ContextKind.PLACE, "Owner or manager"),
        "owner_reach": Detail(ContextKind.PLACE, "How to reach the business"),
        "opening": Detail(ContextKind.PLACE, "When it is open"),
        "size": Detail(ContextKind.GROUP, "How many they are", codes=_of(GROUP_SIZES)),
        "age_band": Detail(ContextKind.GROUP, "How old most of them are", codes=_of(AGE_BANDS)),
        "common_link": Detail(ContextKind.GROUP, "What links them"),
        "establishment": Detail(ContextKind.SCHOOL, "Establishment number", 20),
        "dsl_post": Detail(ContextKind.SCHOOL, "Designated safeguarding lead"),
        "dsl_phone": Detail(ContextKind.SCHOOL, "Their number", PHONE_LIMIT),
        "audience": Detail(ContextKind.ONLINE, "Who can see what is said there", codes=AUDIENCES),
    }
)

_ESTABLISHMENT: Final = re.compile(r"([2-9][0-9]{2})[\s/-]*([1-9][0-9]{3})")
NOT_A_NUMBER: Final = "Write the authority’s three digits and the school’s four, like 201/4012."
_SECRET: Final = re.compile(r"\b(?:pass(?:word|code|wd)?|pin|login)\b\s*(?:[:=]|is\b)|://[^/\s]*@", re.IGNORECASE)
_INVITING: Final = re.compile(
    r"discord\.gg|discord(?:app)?\.com/invite|chat\.whatsapp\.com|t\.me/(?:\+|joinchat)"
    r"|[?&#](?:pwd|pass\w*|token|code|key|secret|auth\w*|invite\w*|join\w*)=",
    re.IGNORECASE,
)


def establishment_number(typed: str) -> str | None:
    """“201/4012” however it was typed: the authority's three digits, then the establishment's four."""
    found = _ESTABLISHMENT.fullmatch(typed.strip())
    return f"{found[1]}/{found[2]}" if found else None


def tidy_details(typed: ContextInput) -> ContextInput:
    """Without stray spaces, a school's number as registers write it."""
    tidy: dict[str, Any] = {name: " ".join(getattr(typed, name).split()) for name in DETAILS}
    tidy["establishment"] = establishment_number(tidy["establishment"]) or tidy["establishment"]
    return replace(typed, **tidy)


def detail_problems(context: ContextInput) -> Iterator[Problem]:
    """What is wrong with them, and what does not belong to this kind."""
    for name, detail in DETAILS.items():
        answer = getattr(context, name)
        if answer and detail.kind is not context.kind:
            yield Problem(name, f"Only a context of another kind has this: {detail.label.lower()}.")
        elif len(answer) > detail.limit:
            yield Problem(name, f"Keep this to {detail.limit:,} characters.")
        elif answer and detail.codes is not None and answer not in detail.codes:
            yield Problem(name, "Choose one from the list, or leave it open.")
    if context.establishment and establishment_number(context.establishment) is None:
        yield Problem("establishment", NOT_A_NUMBER)
    if context.kind is ContextKind.ONLINE:
        yield from _secret_problems(context)


def _secret_problems(context: ContextInput) -> Iterator[Problem]:
    """Whoever reads the record must not get in by it: a way in is evidence for the police, and no part of a record."""
    for name in ("name", "platform", "handle", "description"):
        if _SECRET.search(getattr(context, name)):
            yield Problem(name, "Leave out passwords and other ways to sign in. Write only what it is called.")
        elif name != "description" and _INVITING.search(getattr(context, name)):
            yield Problem(name, "Leave out links by which one joins. Write only what it is called.")
    if any(_SECRET.search(each) or _INVITING.search(each) for each in context.aliases):
        yield Problem("aliases", "Leave out passwords, and links by which one joins. Write only what it is called.")
