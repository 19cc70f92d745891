"""Whatever somebody with every right on the database does to a trail, both verifiers find it.

`TAMPERS=whole` is the long form, for `make prove ONLY=audit`; `TAMPERS_SEED` draws others."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from councils import make_world
from figures import Figure
from postgres import Database
from tampers import DRAWS, Tamper, drawn
from trails import Ground, make_trails, second_verifier, sentences, tampered, write_exports

WHOLE = os.environ.get("TAMPERS") == "whole"
SEED = int(os.environ.get("TAMPERS_SEED", "20261127"))
NUMBER = 1_000 if WHOLE else 2 * len(DRAWS)


@pytest.fixture(scope="module")
def ground(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Ground:
    world = asyncio.run(make_world(database))
    councils = (world.larkmere.id, world.hallowdene.id)
    return make_trails(database.owner_url, tmp_path_factory.mktemp("heads"), councils)


def test_untouched_trails_fit(ground: Ground, tmp_path: Path) -> None:
    with tampered(ground, Tamper("nothing", "nothing"), tmp_path) as (connection, place):
        assert sentences(connection, ground, place) == []
        files = write_exports(connection, ground, place, tmp_path)
    assert [each.sentences for each in second_verifier(files).values() if not each.fits] == []


def test_every_tamper_is_found_by_both(ground: Ground, tmp_path: Path, figure: Figure) -> None:
    tampers = list(drawn(ground.hand(), NUMBER, SEED))
    unfound, files = [], {}
    for number, tamper in enumerate(tampers):
        with tampered(ground, tamper, tmp_path / f"{number}-heads") as (connection, place):
            if not sentences(connection, ground, place):
                unfound.append(f"{tamper} (Python)")
            files[number] = write_exports(connection, ground, place, tmp_path / f"{number}")
    said = second_verifier([file for each in files.values() for file in each])
    unfound += [f"{tampers[n]} (Node)" for n, each in files.items() if all(said[file].fits for file in each)]
    figure("tampers", len(tampers))
    figure("tampers not found", len(unfound))
    assert unfound == []
    assert len(tampers) >= 60


def test_every_sort_is_among_them(ground: Ground) -> None:
    assert len({tamper.sort for tamper in drawn(ground.hand(), NUMBER, SEED)}) >= len(DRAWS)
