"""Mail to a thousand people beside what the server could take, and an urgent one beside another council's flood."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Iterator
from dataclasses import replace

from commonground.infra.bench._causing import saves, wait_for, wait_until_told, with_app
from commonground.infra.bench._stage import say
from commonground.infra.drill.ground import Ground, GroundCouncil, drill_ground
from commonground.infra.drill.post import Post, open_post
from commonground.infra.drill.processes import relay_and_worker
from commonground.infra.measures import Measure
from commonground.platform.mail.queueing import CHUNK
from commonground.platform.settings import Settings
from commonground.workers.mail.line import Line
from commonground.workers.mail.sender import LANES

MANY = 1_000
FACTS = 5
ROUNDS = 5
FLOOD = 20
URGENT = 5
_BARE = 5_000
_LONGEST = 600.0
_QUEUED = "select exists (select from council.mails where state = 'queued')"
# As long as ours, with headers and both parts.
_LETTER = b"Message-ID: <00000000-0000-0000-0000-000000000000@bench>\r\nSubject: x\r\n\r\n" + b"word " * 500


def measures() -> Iterator[Measure]:
    """Relay and worker as processes of their own over a durable database; the mail server is a local sink."""
    councils, more = {"larkmere": 1, "hallowdene": 1}, {"larkmere": MANY - 1}
    with (
        drill_ground(councils, more, mailed=tuple(councils)) as ground,
        open_post() as post,
        relay_and_worker(ground.environment(post.url), ground.folder),
    ):
        _send(ground, ground.councils[0], 1)  # all are up and warm
        rounds = [_beside_limit(ground, post) for _ in range(ROUNDS)]
        rate = statistics.median(rate for rate, _ in rounds)
        share = statistics.median(rate / limit for rate, limit in rounds)
        yield Measure("mail-1000-recipients-a-second", rate, "mails/s", 200, "higher")
        yield Measure("mail-1000-recipients-to-the-servers-limit", share, "ratio", 0.5, "higher")
        yield Measure("urgent-mail-beside-a-flood-slowest", _beside_flood(ground, post), "s", 2, "lower")


def _beside_limit(ground: Ground, post: Post) -> tuple[float, float]:
    """Mails a second of ours, and of the server alone just before: a machine is not as fast at every moment."""
    limit = asyncio.run(_limit(post))
    rate = FACTS * MANY / _send(ground, ground.councils[0], FACTS)
    say(f"{rate:.0f} mails a second, the server alone {limit:.0f}")
    return rate, limit


async def _limit(post: Post) -> float:
    """Mails a second over as many lines as the sender has, as many recipients to a message, and nothing else to do."""
    people = [f"{number}@bench.example" for number in range(_BARE)]
    parts = [people[number : number + CHUNK] for number in range(0, _BARE, CHUNK)]
    settings = replace(Settings(), smtp_url=post.url)

    async def lane(own: list[list[str]]) -> None:
        line = Line(settings)
        for recipients in own:
            await line.hand_over("bench@bench.example", recipients, _LETTER)
        await line.close()

    began = time.perf_counter()
    await asyncio.gather(*(lane(parts[number::LANES]) for number in range(LANES)))
    took = time.perf_counter() - began
    post.forget()
    return _BARE / took


def _send(ground: Ground, council: GroundCouncil, facts: int) -> float:
    """Seconds from the first save until the last recipient's mail of the last fact was taken."""
    began = time.perf_counter()
    asyncio.run(with_app(ground, lambda app: saves(app, ground, council, facts)))
    wait_until_told(ground)
    wait_for(ground, _QUEUED)
    return time.perf_counter() - began


def _beside_flood(ground: Ground, post: Post) -> float:
    """Twenty thousand mails of one council wait, all of them urgent: seconds until another's urgent one is taken."""
    many, one = ground.councils
    asyncio.run(with_app(ground, lambda app: saves(app, ground, many, FLOOD)))
    took = [_one_more(ground, one, post) for _ in range(URGENT)]
    say(f"urgent ones took {', '.join(f'{each:.2f}' for each in took)} s")
    wait_until_told(ground)
    wait_for(ground, _QUEUED, longest=_LONGEST)
    return max(took)


def _one_more(ground: Ground, council: GroundCouncil, post: Post) -> float:
    address = f"{council.screeners[0]}@{council.slug}.example"
    post.arrived_at.pop(address, None)
    asyncio.run(with_app(ground, lambda app: saves(app, ground, council, 1)))
    began = time.monotonic()
    while address not in post.arrived_at:
        if time.monotonic() - began > _LONGEST:
            raise RuntimeError("the urgent mail did not come")
        time.sleep(0.01)
    return post.arrived_at[address] - began
