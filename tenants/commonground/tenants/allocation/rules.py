"""Which team and whom a referral is proposed for. No database, no web."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from uuid import UUID

from commonground.platform.postcodes.written import parse_postcode, plain_area
from commonground.platform.reference import HARMS, KINDS, VENUES
from commonground.platform.references import ReferenceKind, parse_reference
from commonground.platform.refusals import IncompleteError, Problem
from commonground.tenants.allocation.types import (
    AREA_LIMIT,
    MOST_AREAS,
    MOST_RULES,
    UNDER,
    Facts,
    LeadsIt,
    Load,
    Part,
    Proposal,
    Rule,
    Rules,
    Shown,
)
from commonground.tenants.contexts.colleagues import Place, PlaceKey

_NONE: Final = Load()


def propose(
    known: Rules, facts: Facts, places: Sequence[Place], load: Load = _NONE, *, person: bool = False
) -> Proposal | None:
    """By the first rule that fits whole; where none does, by the one of which the most fits, the earlier of two.

    `places` is where the referral can go, by whoever is asked: a rule whose team is not among them, for it is gone, or
    nobody there could go on with it, proposes nothing. `person`: it has to be somebody, not a team alone."""
    found = list(_candidates(known, facts, places, load, person=person))
    whole = next((each for each in found if each.whole), None)
    return whole or max((each for each in found if _speaks(each)), key=_closeness, default=None)


def _candidates(known: Rules, facts: Facts, places: Sequence[Place], load: Load, *, person: bool) -> Iterator[Proposal]:
    for number, rule in enumerate(known.rules, 1):
        place = _place(rule, places, load, person=person)
        if place is not None:
            found = met(rule, facts, load)
            yield Proposal(place, known.version, number, rule, facts, found, _open_with(place, load))


def _place(rule: Rule, places: Sequence[Place], load: Load, *, person: bool) -> Place | None:
    """The team, or whoever of it has the least open and is not away, by name where two have as little."""
    there = [each for each in places if each.team.id == rule.team_id]
    if rule.person or person:
        present = [each for each in there if each.person is not None and each.person.away_until is None]
        least = min(present, key=lambda each: _open_with(each, load), default=None)
        if least is not None or person:
            return least
    return next((each for each in there if each.person is None), None)


def _open_with(place: Place, load: Load) -> int:
    return load.teams.get(place.team.id, 0) if place.person is None else load.people.get(place.person.id, 0)


def met(rule: Rule, facts: Facts, load: Load = _NONE) -> tuple[Part, ...]:
    """What of that which it asks for is so. What is not known is not so."""
    return tuple(part for part in rule.asks if _is_met(part, rule, facts, load))


def _is_met(part: Part, rule: Rule, facts: Facts, load: Load) -> bool:
    match part:
        case Part.KIND:
            return facts.kind in rule.kinds
        case Part.VENUE:
            return facts.venue in rule.venues
        case Part.HARM:
            return not facts.harms.isdisjoint(rule.harms)
        case Part.AREA:
            return any(lies_in(area, facts) for area in rule.areas)
        case Part.LOAD:
            return rule.under is None or load.teams.get(rule.team_id, 0) < rule.under


def lies_in(area: str, facts: Facts) -> bool:
    """Whether the postcode begins so, or lies in an area of that name. A part of a postcode is whole up to its space,
    and its letters up to its first digit: “LM4” is not the beginning of “LM41 2AB”, nor “LM42” that of “LM4 2QT”, nor
    “L” that of either."""
    outward, _, inward = (parse_postcode(facts.postcode) or "").partition(" ")
    first, _, rest = (parse_postcode(area) or " ".join(area.upper().split())).partition(" ")
    if outward and first == outward:
        return inward.startswith(rest)
    if first and not rest and _begins(outward, first):
        return True
    return bool(plain_area(area)) and plain_area(area) in {plain_area(each) for each in facts.areas}


def _begins(outward: str, first: str) -> bool:
    """“LM” begins “LM4”, and “SW1” begins “SW1A”."""
    left = outward.removeprefix(first) if outward.startswith(first) else ""
    return left[:1].isdigit() if first.isalpha() else len(left) == 1 and left.isalpha()


def _speaks(each: Proposal) -> bool:
    """That a team has room is no reason to propose it."""
    return any(part is not Part.LOAD for part in each.met)


def _closeness(each: Proposal) -> tuple[int, int, int]:
    return len(each.met), -len(each.rule.asks), -each.number


def check_rule(rule: Rule, number: int, teams: Iterable[UUID]) -> None:
    """Of one that was just written, where there are `number` in all. Raises `IncompleteError`."""
    problems = list(_problems(rule, frozenset(teams)))
    if number > MOST_RULES:
        problems.append(Problem("team", f"Keep to {MOST_RULES} rules: nobody can foresee what more of them propose."))
    if problems:
        raise IncompleteError(tuple(problems))


def _problems(rule: Rule, teams: frozenset[UUID]) -> Iterator[Problem]:
    if rule.team_id not in teams:
        yield Problem("team", "Choose one of your teams.")
    for field, chosen, known in (
        ("kinds", rule.kinds, KINDS), ("venues", rule.venues, VENUES), ("harms", rule.harms, HARMS)
    ):  # fmt: skip  # one line to a question
        if any(code not in known for code in chosen):
            yield Problem(field, "Choose from this page.")
    if rule.under is not None and rule.under not in UNDER:
        yield Problem("under", "Choose one of the numbers on this page.")
    if len(rule.areas) > MOST_AREAS or any(len(area) > AREA_LIMIT for area in rule.areas):
        yield Problem("areas", f"Keep to {MOST_AREAS} areas, each of at most {AREA_LIMIT} characters.")
    for area in rule.areas:
        if not plain_area(area):
            yield Problem("areas", f"“{area}” is neither the beginning of a postcode nor the name of an area.")


def kept(rules: Sequence[Rule]) -> dict[str, list[dict[str, object]]]:
    """As the database holds them."""
    return {"rules": [_kept(rule) for rule in rules]}


def _kept(rule: Rule) -> dict[str, object]:
    lists = {name: list(getattr(rule, name)) for name in ("kinds", "venues", "harms", "areas")}
    return lists | {"team": str(rule.team_id), "under": rule.under, "person": rule.person}


def read(version: int, held: dict[str, list[dict[str, object]]]) -> Rules:
    """What `kept` made."""
    return Rules(version, tuple(_read(each) for each in held.get("rules", ())))


def _read(held: dict[str, object]) -> Rule:
    lists = {name: tuple(str(each) for each in _list(held[name])) for name in ("kinds", "venues", "harms", "areas")}
    under = held["under"]
    return Rule(
        team_id=UUID(str(held["team"])),
        under=under if isinstance(under, int) else None,
        person=bool(held["person"]),
        **lists,
    )


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def sent(proposal: Proposal | LeadsIt | None) -> str:
    """What a form brings back of a proposal that it showed."""
    if isinstance(proposal, LeadsIt):
        return f"{proposal.reference}.{proposal.place.key}"
    return f"{proposal.version}.{proposal.number}.{proposal.place.key}" if proposal else ""


def read_shown(typed: str) -> Shown | None:
    """None for what is no proposal of ours."""
    version, _, rest = typed.partition(".")
    if version and parse_reference(version, kind=ReferenceKind.CONTEXT) == version:
        led = PlaceKey.read(rest)
        return Shown(0, 0, led, version) if led and led.person_id else None
    number, _, place = rest.partition(".")
    found = PlaceKey.read(place)
    whole = all(each.isascii() and each.isdigit() and len(each) < 9 for each in (version, number))
    return Shown(int(version), int(number), found) if whole and found else None
