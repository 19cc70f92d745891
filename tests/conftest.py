"""What every test may ask for. A test that asks for no database starts none."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from councils import World, make_world
from postgres import Database, Server, claim_server_folder, remove_server, running_server

pytest_plugins = ["canaries", "figures", "order", "patience", "pytester"]
# The same examples in every run, and as long for each as a busy machine takes: a suite that is red by the draw says
# nothing of the change that it is run for.
settings.register_profile("commonground", deadline=None, derandomize=True)
settings.load_profile("commonground")


def _is_controller(config: pytest.Config) -> bool:
    return not hasattr(config, "workerinput")


def pytest_configure(config: pytest.Config) -> None:
    """Tests start from the defaults, whatever the developer's shell has set."""
    for name in [name for name in os.environ if name.startswith("COMMONGROUND_")]:
        del os.environ[name]
    if _is_controller(config):
        config.stash[_folder] = claim_server_folder()


def pytest_unconfigure(config: pytest.Config) -> None:
    if _folder in config.stash:
        remove_server(config.stash[_folder])


_folder = pytest.StashKey[Path]()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The run's PostgreSQL server; ask for `database` unless the test is about the server."""
    with running_server() as running:
        yield running


@pytest.fixture(scope="module")
def database(server: Server, request: pytest.FixtureRequest) -> Iterator[Database]:
    """A migrated, empty database for this module alone."""
    with server.clone(request.module.__name__.rpartition(".")[2]) as clone:
        yield clone


@pytest.fixture(scope="module")
def world(database: Database) -> World:
    """Two invented councils with their people, in the module's database; tests add their own records."""
    return asyncio.run(make_world(database))


@pytest.fixture
def own_database(server: Server, request: pytest.FixtureRequest) -> Iterator[Database]:
    """A migrated, empty database for this one test: for what it breaks on purpose."""
    with server.clone(request.node.originalname[:40]) as clone:
        yield clone
