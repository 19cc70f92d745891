"""Each step of a handoff, from the press of the button to the answer, beside the plainest save there is: a note on a
context. Both councils' people act through their pages."""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from commonground.infra.bench._crossers import Crossers, crossers
from commonground.infra.bench._figures import ratio_of_medians
from commonground.infra.bench._pages import WrongPageError
from commonground.infra.bench._serving import Server, web
from commonground.infra.bench._stage import Stage, stage
from commonground.infra.bench._visitor import Visitor, token_in
from commonground.infra.measures import Measure

HANDOFFS = 25
NOTE = "note"
_REFERENCE = re.compile(r"/handoffs/(HO-[0-9A-Z]{4}-[0-9A-Z]{3})")
_HIDDEN = re.compile(rb'<input type="hidden" name="(version|package|filled_from)" value="([^"]*)"')
_CONTEXTS = (
    "select reference from tenants.contexts where tenant_id = $1 and not restricted and status = 'active'"
    " order by id limit $2"
)
"""One for each: of one thing, there is one open offer to a council."""
_WARM_UP = 2
_WORDS = "They come after school, on two routes."
_BUILD = {
    "urgency": "soon", "harms": "cce", "ages": "13_15", "f_worry": _WORDS, "f_ask": _WORDS, "chosen": "worry",
    "purpose": "To plan on both sides.", "basis": "ca2004_s10", "necessity": "Half of it is seen by nobody.",
    "openness": "nobody_in_particular", "advice": "", "expires_days": "14", "no_agreement_reason": "Not signed yet.",
    "go": "propose",
}  # fmt: skip  # one form
Times = dict[str, list[float]]


def measures(handoffs: int = HANDOFFS) -> Iterator[Measure]:
    with stage(3, 1_000) as ground:
        here, there = crossers(ground, ground.councils[:2])
        with web(ground) as server:
            times = asyncio.run(_play(ground, server, here, there, handoffs))
    plain = times.pop(NOTE)
    for step, took in times.items():
        yield Measure(f"handoff-{step}-to-plain-save", ratio_of_medians(took, plain), "ratio", 2, "lower")


async def _play(ground: Stage, server: Server, here: Crossers, there: Crossers, handoffs: int) -> Times:
    rows = await asyncio.to_thread(ground.ask, _CONTEXTS, here.council.id, _WARM_UP + handoffs)
    both = await Both.of(server, here, there)
    for number, row in enumerate(rows, start=1):
        await both.hand_over(row["reference"])
        if number == _WARM_UP:
            both.times.clear()
    return both.times


class Both:
    """The people of both sides, and how long each step took them, in seconds."""

    def __init__(self, here: Crossers, there: Crossers, people: Mapping[str, Visitor]) -> None:
        self.here, self.there, self.people = here, there, people
        self.times: Times = defaultdict(list)

    @classmethod
    async def of(cls, server: Server, here: Crossers, there: Crossers) -> Both:
        tokens = {"author": here.practitioner, "second": here.manager, "desk": there.screener,
                  "taker": there.practitioner}  # fmt: skip  # by part
        return cls(here, there, {
            part: await Visitor.at(server.port, {"cg_session": person.token}) for part, person in tokens.items()
        })  # fmt: skip

    async def hand_over(self, context: str) -> None:
        """The whole way until responsibility has moved."""
        await self._do("author", NOTE, f"/contexts/{context}/note", {"words": _WORDS})
        asked = {"context": context, "receiver": str(self.there.council.id), "verb": "hand_over", "kind": "peer_group"}
        begun = await self._do("author", "begin", "/handoffs/new", asked, page=f"/handoffs/new?context={context}")
        found = _REFERENCE.search(begun)
        if found is None:
            raise WrongPageError(f"began nothing: {begun}")
        base = f"/handoffs/{found[1]}"
        await self._do("author", "propose", f"{base}/build", _BUILD)
        await self._do("second", "authorise", f"{base}/authorise", {"answer": "agree", "words": "It is the least."})
        await self._do("author", "send", f"{base}/send", {})
        await self._do("desk", "acknowledge", f"{base}/acknowledge", {})
        taker = {"taker": f"{self.there.council.team_id}.{self.there.practitioner.id}", "words": ""}
        await self._do("desk", "accept", f"{base}/accept", taker)
        await self._do("taker", "take-in", f"{base}/take-in", {"about": "group"})
        await self._do("taker", "complete", f"{base}/complete", {})
        await self._do("taker", "hold-conference", f"{base}/hold-conference", _held() | {"words": "Held together."})
        await self._do("taker", "take-responsibility", f"{base}/take-responsibility", {})

    async def _do(self, part: str, step: str, path: str, form: Mapping[str, str], *, page: str = "") -> str:
        """Open the page, press the button; where it leads. Raises `WrongPageError` if anything is asked again."""
        person = self.people[part]
        opened = await person.get(page or path)
        along = {name.decode(): value.decode() for name, value in _HIDDEN.findall(opened.body)}
        sent = await person.post(path, along | dict(form), token=token_in(opened))
        self.times[step].append(person.took)
        return sent.header("location")


def _held() -> dict[str, str]:
    now = datetime.now(UTC)
    return {"held_on-day": str(now.day), "held_on-month": str(now.month), "held_on-year": str(now.year)}
