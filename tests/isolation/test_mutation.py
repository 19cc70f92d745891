"""A probe that cannot fail proves nothing: every policy, grant, switch and check of the isolation is weakened, one at a
time, and must be noticed: by a row that is read or changed, a use that is refused, or a door that stands open.

Mutants: `tests/support/{policy,function}_mutants.py`. Probes: `mutant_probes.py`, `mutant_needs.py`, `*_probes.py`.
`MUTANTS=whole` is the long form, for `make prove ONLY=policies`; any other value chooses by name, and `MUTANTS_SEED`
another sample."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import AsyncIterator

import asyncpg
import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from commonground.infra.migrations.metadata import all_tables
from commonground.platform.database.addresses import sync_url
from commonground.platform.database.catalogue import findings
from commonground.platform.database.functions import FUNCTIONS
from commonground.platform.database.isolation import policies_of
from equivalent_mutants import EQUIVALENT, reason_for
from figures import Figure
from function_mutants import function_mutants, sources
from mutant_probes import Outcome
from mutation import Ground, Verdict, every_mutant, ground, sample
from policy_mutants import Sort
from postgres import Database
from stands import Scene

ASKED = os.environ.get("MUTANTS", "")
WHOLE = ASKED == "whole"
SEED = int(os.environ.get("MUTANTS_SEED", "20261121"))
CHOSEN = [m for m in every_mutant() if WHOLE or re.search(ASKED, str(m))] if ASKED else sample(64, SEED)
PARTS = 8 if WHOLE else 1


@pytest.fixture
async def tried(own_scene: Scene) -> AsyncIterator[Ground]:
    async with ground(own_scene) as made:
        yield made


@pytest.mark.slow
async def test_nothing_is_red_before_it_is_weakened(tried: Ground) -> None:
    """Every probe of every table that a mutant is about, and every promise of the functions: else a red one would say
    nothing of a mutant."""
    about = {mutant.about for mutant in CHOSEN}
    tables = [table for table in all_tables().sorted_tables if WHOLE or table.fullname in about]
    assert len(tables) > 10
    assert [each for table in tables for each in await tried.green(table)] == []
    assert await tried.promises() == []
    assert await tried.across() is None


def test_the_copy_is_as_declared(own_scene: Scene) -> None:
    """So that a mutant which differs from the copy differs from the declarations."""
    engine = create_engine(sync_url(own_scene.database.owner_url), poolclass=NullPool)
    with engine.connect() as connection:
        assert findings(connection, all_tables()) == []
    engine.dispose()


async def test_every_function_can_be_made_without_each_of_its_checks(database: Database) -> None:
    """A mutant that is no SQL would end the whole part that it is in."""
    connection, wrong = await asyncpg.connect(database.owner_url), []
    for mutant in function_mutants():
        await connection.execute("begin")
        try:
            for statement in mutant.sql:
                await connection.execute(statement)
        except asyncpg.PostgresError as refused:
            wrong.append(f"{mutant}: {refused}")
        await connection.execute("rollback")
    await connection.close()
    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
async def test_every_mutant_is_noticed(tried: Ground, figure: Figure, part: int) -> None:
    verdicts = [await tried.verdict(mutant) for mutant in CHOSEN[part::PARTS]]
    count(figure, verdicts)
    alive = [verdict for verdict in verdicts if verdict.outcome is Outcome.ALIVE]
    unseen = [each for each in verdicts if each.outcome is Outcome.DRIFT and reason_for(str(each.mutant)) is None]
    said = [str(verdict) for verdict in (*alive, *unseen)]
    sys.stderr.writelines(f"  {line}\n" for line in said)
    assert said == []


def count(figure: Figure, verdicts: list[Verdict]) -> None:
    figure("mutants of the isolation", len(verdicts))
    for outcome in Outcome:
        figure(f"mutants: {outcome}", sum(verdict.outcome is outcome for verdict in verdicts))
    figure("mutants listed as equivalent", sum(bool(reason_for(str(verdict.mutant))) for verdict in verdicts))


def test_everything_has_its_mutants(figure: Figure) -> None:
    """Each policy is dropped, each table's row security switched off, and no function is overlooked."""
    every = every_mutant()
    figure("mutants that can be made", len(every))
    dropped = {(m.about, m.policy.name) for m in every if m.sort is Sort.DROPPED and m.policy}
    assert dropped == {(p.table, p.name) for table in all_tables().sorted_tables for p in policies_of(table)}
    disabled = {m.about for m in every if m.sort is Sort.DISABLED}
    assert disabled == {table.fullname for table in all_tables().sorted_tables}
    assert {source.name for source in sources()} == {f.signature.partition("(")[0] for f in FUNCTIONS}
    assert {mutant.sort for mutant in sample(64, SEED)} == set(Sort)


def test_what_is_listed_as_equivalent_is_there() -> None:
    """A reason for a mutant that nobody makes any more would hide the next one of that name."""
    names = [str(mutant) for mutant in every_mutant()]
    unused = [pattern for pattern, _ in EQUIVALENT if not any(re.search(pattern, name) for name in names)]
    assert unused == []
