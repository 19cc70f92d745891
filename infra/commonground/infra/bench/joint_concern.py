"""A joint concern of four councils with two hundred contributions, beside one with twenty: its page, and adding one
more to it. All were added by the councils' own people, through the services of the product."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from commonground.infra.bench._crossers import Crossers, acting, crossers, services
from commonground.infra.bench._figures import ratio_of_medians
from commonground.infra.bench._pages import WrongPageError
from commonground.infra.bench._serving import Server, web
from commonground.infra.bench._stage import Stage, say, stage
from commonground.infra.bench._visitor import Visitor, token_in
from commonground.infra.measures import Measure
from commonground.platform.access import Action
from commonground.platform.joint.types import JointAct, JointKind, NewPart, PartKind
from commonground.tenants.contexts.load import load_context
from commonground.tenants.joint import service
from commonground.tenants.joint.load import load_joint
from commonground.tenants.joint.types import NewJoint, OurSide

COUNCILS = 4
PARTS, FEW = 200, 20
ROUNDS = 40
_CONTEXTS = (
    "select reference from tenants.contexts where tenant_id = $1 and not restricted and status = 'active'"
    " order by id limit $2"
)
_WORDS = "They come on two routes after five, on most days."


@dataclass(frozen=True)
class Begun:
    """A joint concern that all four work on."""

    id: UUID
    reference: str
    parts: int


@dataclass
class Times:
    """Seconds; of the pages, and of adding a part or a note."""

    many: list[float] = field(default_factory=list)
    few: list[float] = field(default_factory=list)
    added: list[float] = field(default_factory=list)
    noted: list[float] = field(default_factory=list)


def measures(parts: int = PARTS, few: int = FEW, rounds: int = ROUNDS) -> Iterator[Measure]:
    with stage(COUNCILS, 400) as ground:
        people = crossers(ground, ground.councils)
        rows = ground.ask(_CONTEXTS, people[0].council.id, 2)
        begun = asyncio.run(_begin(ground, people, [row["reference"] for row in rows], (parts, few)))
        say(f"{parts} and {few} contributions added")
        with web(ground) as server:
            times = asyncio.run(_by_turns(server, people[0], rows[0]["reference"], begun, rounds))
    yield Measure("joint-200-parts-median", statistics.median(times.many) * 1000, "ms", 150, "lower")
    yield Measure("joint-200-parts-to-20", ratio_of_medians(times.many, times.few), "ratio", 3, "lower")
    yield Measure("joint-add-to-plain-save", ratio_of_medians(times.added, times.noted), "ratio", 2, "lower")


async def _begin(ground: Stage, people: Sequence[Crossers], known: Sequence[str], sizes: Sequence[int]) -> list[Begun]:
    async with services(ground) as engine:
        made = [await _one(engine, people, each) for each in known]
        for (_, reference), size in zip(made, sizes, strict=True):
            for number in range(size):
                await _add(engine, people, people[number % len(people)], reference, number)
    return [Begun(*each, size) for each, size in zip(made, sizes, strict=True)]


async def _one(engine: AsyncEngine, people: Sequence[Crossers], known: str) -> tuple[UUID, str]:
    lead = people[0]
    async with acting(engine, lead.manager) as work:
        row = await load_context(work, known, to=Action.CHANGE_CONTEXT)
        typed = NewJoint(
            kind=JointKind.PLACE, title="A bus and its stops", harms=("cce",), team_id=lead.council.team_id,
            coordinator_id=lead.manager.id, keep_days=730,
        )  # fmt: skip  # one row
        reference = await service.begin(work, row, typed)
    async with acting(engine, lead.manager) as work:
        link = (await load_joint(work, reference, to=Action.COORDINATE_JOINT)).link
        for other in people[1:]:
            await service.act(work, link, JointAct.INVITE, words="It cannot wait.", council=other.council.id)
    for other in people[1:]:
        async with acting(engine, other.manager) as work:
            side = OurSide(team_id=other.council.team_id, coordinator_id=other.manager.id)
            await service.join(work, link.id, reference, side)
    return link.id, reference


async def _add(engine: AsyncEngine, people: Sequence[Crossers], by: Crossers, reference: str, number: int) -> None:
    others = tuple(each.council.id for each in people if each is not by)
    async with acting(engine, by.practitioner) as work:
        joint = await load_joint(work, reference, to=Action.WORK_JOINT)
        part = NewPart(PartKind.TEXT, f"{_WORDS} Seen {number} times.", councils=others)
        await service.add(work, joint, part, "It cannot wait.")


async def _by_turns(server: Server, people: Crossers, known: str, begun: Sequence[Begun], rounds: int) -> Times:
    """The first three of each warm up and are not counted."""
    reader = await Visitor.at(server.port, {"cg_session": people.practitioner.token})
    times, (many, few) = Times(), begun
    for number in range(-3, rounds):
        took = (
            await _page(reader, many),
            await _page(reader, few),
            await _save(reader, f"/joint/{few.reference}/add/text"),
            await _save(reader, f"/contexts/{known}/note"),
        )
        for kept, each in zip((times.many, times.few, times.added, times.noted), took, strict=True):
            kept.extend([each] if number >= 0 else [])
    return times


async def _page(reader: Visitor, begun: Begun) -> float:
    """Raises `WrongPageError` unless everything that the council may see is there."""
    answer = await reader.get(f"/joint/{begun.reference}")
    shown = answer.body.count(_WORDS.encode())
    if shown < begun.parts:
        raise WrongPageError(f"{shown} contributions instead of {begun.parts}")
    return reader.took


async def _save(reader: Visitor, path: str) -> float:
    opened = await reader.get(path)
    await reader.post(path, {"words": _WORDS}, token=token_in(opened))
    return reader.took
