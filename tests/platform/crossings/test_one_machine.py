"""What Python says of the machine and of the sealed form is what the database does."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from itertools import product

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from commonground.platform.crossings import rules
from commonground.platform.crossings.canonical import Sealable, canonical
from commonground.platform.crossings.types import Act, Side, State, Verb
from councils import World
from crossing_scene import Crossings


@pytest.fixture
async def owner(world: World) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(world.database.owner_url)
    yield connection
    await connection.close()


async def test_the_database_moves_as_the_rules_say(owner: asyncpg.Connection) -> None:
    """Every verb in every state, each side with every act; and of what nobody knows, nothing."""
    asked = list(product(Verb, State, Side, Act))
    said = await owner.fetch(
        "select crossing.next_state(a.verb, a.state, a.side, a.act) from"
        " unnest($1::text[], $2::text[], $3::text[], $4::text[]) with ordinality a (verb, state, side, act, n)"
        " order by a.n", *([str(each[n]) for each in asked] for n in range(4)),
    )  # fmt: skip
    differ = [one for one, row in zip(asked, said, strict=True) if rules.next_state(*one) != row[0]]
    assert differ == []
    assert sum(row[0] is not None for row in said) > 80
    for strange in (
        ("inform", "sent", "clock", "accept"),
        ("hand_over", "sent", "nobody", "withdraw"),
        ("hand_over", "nowhere", "sender", "withdraw"),
        ("hand_over", "sent", "sender", "anything"),
    ):
        assert await owner.fetchval("select crossing.next_state($1, $2, $3, $4)", *strange) is None


def test_what_may_be_done_is_what_moves() -> None:
    for verb, state, side in product(Verb, State, Side):
        found = rules.acts_of(verb, state, side)
        if state is State.STOPPED:
            assert found == ({Act.WITHDRAW} if side is Side.SENDER else {Act.DECLINE})
        else:
            assert found == {act for act in Act if rules.next_state(verb, state, side, act)}
        gone = rules.acts_of(verb, state, side, purged=True)
        assert gone == found - {Act.SUPPLEMENT, Act.ASK_PURGE}, "whoever deleted their copy gets no more of it"


async def test_responsibility_has_one_way(owner: asyncpg.Connection) -> None:
    """From a conference that was recorded, by the receiver's own word, of what is handed over."""
    ways = [
        each
        for each in product(Verb, State, Side, Act)
        if await owner.fetchval("select crossing.next_state($1, $2, $3, $4)", *map(str, each)) == State.MOVED
        and each[1] is not State.MOVED
    ]
    assert ways == [(Verb.HAND_OVER, State.CONFERENCE_HELD, Side.RECEIVER, Act.TAKE_RESPONSIBILITY)]


# What a text of PostgreSQL can't hold: the character 0, and half a pair of surrogates.
_TEXTS = some.text(some.characters(codec="utf-8", exclude_characters="\x00"))
_CODES = some.text(some.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=8)
_WHOLE = some.integers(-(2**53) + 1, 2**53 - 1)
_SEALED = some.recursive(
    some.none() | some.booleans() | _WHOLE | _TEXTS,
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(_CODES, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=_SEALED)
async def test_both_seal_alike(owner: asyncpg.Connection, said: Sealable) -> None:
    assert await owner.fetchval("select crossing.canonical($1::jsonb)", json.dumps(said)) == canonical(said)


@pytest.mark.parametrize(
    "said",
    [
        {"b": 1, "a": {"": [], " ": {}, "Z": "", "_": None}},
        ["\x01\x08\t\n\x0b\x0c\r\x1f\x7f\x80", '"quotes" and \\ / \u2028 \ud7ff', "\U0001d6ff \U0010ffff", "é e\u0301"],
        [0, -1, 2**53 - 1, True, False, None, [[]], {}],
    ],
)  # fmt: skip
async def test_both_seal_alike_what_is_rare(owner: asyncpg.Connection, said: Sealable) -> None:
    assert await owner.fetchval("select crossing.canonical($1::jsonb)", json.dumps(said)) == canonical(said)


async def test_a_trail_of_both_reads_the_same_machine(crossings: Crossings, world: World) -> None:
    """What either council sees of an offer is what the rules let them do with it."""
    crossing = await crossings.sent(world.larkmere, world.hallowdene)
    mine, theirs = await crossings.view(world.larkmere, crossing), await crossings.view(world.hallowdene, crossing)
    assert (mine.side, theirs.side, mine.state) == (Side.SENDER, Side.RECEIVER, theirs.state)
    assert rules.acts_of(mine.verb, mine.standing, mine.side) == {Act.WITHDRAW, Act.SUPPLEMENT, Act.ESCALATE}
