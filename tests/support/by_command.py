"""A council that comes on by the command line: `commonground tenant …`, as whoever runs the server types it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commonground.infra.cli import main
from commonground.platform.settings import settings
from councils import World
from local_people import LocalPerson, accept, last_token
from postgres import Database
from web import running_site, settings_for

GIVEN = {
    "--name": "Brackwater Council",
    "--kind": "unitary",
    "--nation": "england",
    "--area": "Brackwater",
    "--colour": "#24478f",
    "--front-door-phone": "01632 960170",
    "--out-of-hours-phone": "101",
}


def tenant(*words: str) -> Result:
    return CliRunner().invoke(main, ["tenant", *words])


def create(slug: str, changed: dict[str, str] | None = None) -> Result:
    return tenant("create", slug, *(word for pair in (GIVEN | (changed or {})).items() for word in pair))


def run_here(monkeypatch: pytest.MonkeyPatch, database: Database, folder: Path, *, whole: bool = False) -> None:
    """Commands act on this database. `whole`: as the application's processes are set up, with its key and the rights
    of the pages and of signing in."""
    monkeypatch.setenv("COMMONGROUND_STATE_DIR", str(folder))
    monkeypatch.setenv("COMMONGROUND_DATABASE_URL", database.owner_url)
    if whole:
        monkeypatch.setenv("COMMONGROUND_SECRET_KEY", settings_for(database).secret_key)
        monkeypatch.setenv("COMMONGROUND_DATABASE_APP_URL", database.app_url)
        monkeypatch.setenv("COMMONGROUND_DATABASE_LOGIN_URL", database.login_url)
    settings.cache_clear()


def comes_in(world: World, slug: str, email: str) -> LocalPerson:
    """Whoever was invited last follows the link, chooses a password and sets an authenticator up."""

    async def come() -> LocalPerson:
        async with running_site(world) as site:
            return await accept(site.browser(), await last_token(world, "invitation"), slug, email)

    return asyncio.run(come())
