"""What a council's administrators change of it, each change checked as a new council is, and each in the trail.

Each rests on the row that its form was made of, and raises `ChangedMeanwhileError` where somebody was quicker."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Final
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy import text as sql

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.features import Feature
from commonground.platform.councils.colour import check_council_colour
from commonground.platform.councils.gate import council_row
from commonground.platform.councils.logo import redrawn
from commonground.platform.councils.models import Council
from commonground.platform.councils.people import Team
from commonground.platform.councils.powers import check_powers, powers_in
from commonground.platform.councils.types import (
    CouncilKind,
    LegalPower,
    Nation,
    check_areas,
    check_hours,
    check_kind,
    check_languages,
    check_name,
    check_phone,
    check_texts,
    default_powers,
    required_languages,
)
from commonground.platform.ids import uuid7
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.refusals import ChangedMeanwhileError, IncompleteError, Problem
from commonground.platform.work import Work

MOST_CLOSURES: Final = 60
_KIND_STANDS = sql("select identity.kind_stands()")
_CHANGE = sql("select identity.change_council(cast(:changed as jsonb), cast(:stood as jsonb))")


@dataclass(frozen=True, slots=True)
class Amounts:
    """How much there is of what the tasks are about."""

    providers: int
    groups: int
    teams: int
    people: int
    """Its own, without those of partner organisations."""
    kept: int
    """Types of record for which the council chose how long they are kept."""
    notices: int
    """Whether it set its own numbers for notices."""


_AMOUNTS = sql(
    "select (select count(*) from identity.my_provider()) as providers,"
    " (select count(*) from identity.my_groups()) as groups, (select count(*) from council.teams) as teams,"
    " (select count(*) from council.staff where ended_at is null and organisation_id is null) as people,"
    " (select count(distinct record_type) from council.retention_choices) as kept,"
    " (select count(*) from council.notice_rules) as notices"
)


async def amounts(work: Work) -> Amounts:
    """Of the acting council, for its administrator."""
    return Amounts(*(await work.connection.execute(_AMOUNTS)).one())


async def own_council(work: Work) -> Council:
    """The acting council's row, without its logo."""
    return await council_row(work.connection, work.actor.council)


async def change_details(
    work: Work, council: Council, *, name: str, name_cy: str, areas: Iterable[str], phones: tuple[str, str]
) -> None:
    """What it is called, whom it serves and whom the public rings: front door, and out of hours."""
    served = check_areas(tuple(area for area in areas if area.strip()))
    check_kind(CouncilKind(council.kind), Nation(council.nation), served)
    changed = {
        "name": check_name("name", "The name", name),
        "name_cy": check_name("name_cy", "The Welsh name", name_cy) if name_cy.strip() else None,
        "areas": served,
        "front_door_phone": check_phone("front_door_phone", "The front door’s number", phones[0]),
        "out_of_hours_phone": check_phone("out_of_hours_phone", "The out-of-hours number", phones[1]),
    }
    await _change(work, council, changed, "details")


async def kind_stands(work: Work) -> bool:
    """Whether kind and nation are settled: its form was opened, or something was reported to it."""
    return bool(await work.connection.scalar(_KIND_STANDS))


async def change_kind(work: Work, council: Council, kind: CouncilKind, nation: Nation) -> None:
    """What kind of body it is, and under which nation's law. Its powers are then those of that kind, our own words
    about the law those of that nation; what it has written itself stays."""
    if await kind_stands(work):
        raise IncompleteError((Problem("kind", "Kind and nation are settled: what is there stands under their law."),))
    check_kind(kind, nation, tuple(council.areas))
    languages = [lang for lang in ("en", "cy") if lang in {*council.languages, *required_languages(nation)}]
    changed: dict[str, object] = {"kind": kind.value, "nation": nation.value, "languages": languages}
    if (kind, nation) != (council.kind, council.nation):
        changed["legal_powers"] = [power.value for power in powers_in(nation) if power in default_powers(kind, nation)]
    await _change(work, council, changed, "kind and nation")


async def change_powers(work: Work, council: Council, powers: Collection[LegalPower]) -> None:
    """Under which powers it acts, of those that its nation has."""
    kind, nation = CouncilKind(council.kind), Nation(council.nation)
    check_powers(kind, nation, powers)
    there = powers_in(nation)
    chosen = [power.value for power in there if power in set(powers)]
    await _change(work, council, {"legal_powers": chosen}, "legal powers")


async def change_days(work: Work, council: Council, *, opens: time, closes: time, closures: Iterable[date]) -> None:
    """When reports are read, and on which days nobody does, besides weekends and bank holidays. The clocks that run
    already are counted again with them, by a job."""
    check_hours(opens, closes)
    days = sorted(set(closures))
    if len(days) > MOST_CLOSURES:
        raise IncompleteError((Problem("closures", f"Name at most {MOST_CLOSURES} days."),))
    hours = {"reads_from": opens.isoformat(), "reads_until": closes.isoformat()}
    await _change(work, council, hours | {"closures": [day.isoformat() for day in days]}, "working days")
    if (opens, closes, days) != (council.reads_from, council.reads_until, sorted(council.closures)):
        await publish(work, Fact(FactKind.WORKING_DAYS_CHANGED, "council", council.id))


async def change_words(
    work: Work, council: Council, *, languages: Collection[str], texts: Mapping[str, Mapping[str, str]]
) -> None:
    """What its public pages say, in the languages in which they stand. What is left blank is ours. Words in a language
    that they stand in no more are kept for when they do again; new ones in such a language are refused."""
    chosen = tuple(lang for lang in ("en", "cy") if lang in languages)
    check_languages(chosen, Nation(council.nation))
    _check_nothing_is_lost(council, chosen, texts)
    own = {lang: {which: said.strip() for which, said in texts[lang].items() if said.strip()} for lang in chosen}
    check_texts(own, chosen)
    kept = council.texts | {lang: {**council.texts.get(lang, {}), **texts[lang]} for lang in chosen}
    plain = {lang: {which: said for which, said in words.items() if said.strip()} for lang, words in kept.items()}
    await _change(work, council, {"languages": list(chosen), "texts": plain}, "public words")


def _check_nothing_is_lost(council: Council, chosen: Collection[str], texts: Mapping[str, Mapping[str, str]]) -> None:
    for lang in texts.keys() - set(chosen):
        known = council.texts.get(lang, {})
        if any(said.strip() and said.strip() != known.get(which) for which, said in texts[lang].items()):
            raise IncompleteError((Problem("languages", "Choose the language of each text that you typed."),))


async def change_features(work: Work, council: Council, wanted: Collection[Feature]) -> None:
    """What it uses, of all that can be switched off. It counts from everybody's next click."""
    without = [feature.value for feature in Feature if feature not in set(wanted)]
    await _change(work, council, {"switched_off": without}, "features")


async def change_brand(work: Work, council: Council, *, colour: str, logo: bytes | None, logo_alt: str) -> None:
    """Its colour, on which white can be read, and its mark."""
    changed: dict[str, object] = {"colour": check_council_colour(colour), "logo_alt": logo_alt.strip() or None}
    if logo is not None:
        drawn = await asyncio.to_thread(redrawn, logo)
        changed["logo"] = base64.b64encode(drawn).decode()
    await _change(work, council, changed, "brand")


async def add_team(work: Work, *, name: str, kind: str, area: str) -> UUID:
    """A team of the acting council. Raises `IncompleteError` for a name that a team has."""
    said = check_name("name", "The team’s name", name)
    names = (await work.mine.scalars(select(Team.name))).all()
    if said.casefold() in {each.casefold() for each in names}:
        raise IncompleteError((Problem("name", f"There is a team “{said}” already."),))
    team = uuid7()
    row = {"tenant_id": work.actor.council, "id": team, "name": said, "kind": kind, "area": area.strip() or None}
    await work.mine.execute(insert(Team).values(row))
    await audit.record(work, Action.SET_UP_COUNCIL, audit.Subject("team", team), why="Added a team")
    return team


async def _change(work: Work, council: Council, changed: Mapping[str, object], what: str) -> None:
    """Raises `ChangedMeanwhileError` where what would be changed is not as `council` says any more."""
    stood = {name: _stood(council, name) for name in changed if name != "logo"}
    if "logo" in changed:
        stood["logo_digest"] = council.logo_digest.hex() if council.logo_digest else None
    sent = {"changed": json.dumps(changed), "stood": json.dumps(stood)}
    if not await work.connection.scalar(_CHANGE, sent):
        raise ChangedMeanwhileError
    await audit.record(work, Action.SET_UP_COUNCIL, audit.Subject("council"), why=f"Changed its {what}")


def _stood(council: Council, column: str) -> object:
    """As the database writes it in JSON."""
    value = getattr(council, column)
    if isinstance(value, time):
        return value.isoformat()
    return [day.isoformat() for day in value] if column == "closures" else value
