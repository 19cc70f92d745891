"""`commonground check database`, over the embedded server and over a database that is named."""

from __future__ import annotations

import pytest

from commonground.infra.checks import database as database_check
from commonground.infra.checks.database import catalogue_findings, newest
from commonground.platform.settings import settings
from postgres import Database, Server


def test_a_migrated_database_is_looked_at_itself(
    own_database: Database, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMMONGROUND_DATABASE_URL", own_database.owner_url)
    settings.cache_clear()
    try:
        assert database_check.check() == []
        server.run("grant truncate on council.drafts to cg_app", database=own_database.name)
        assert "TRUNCATE" in " ".join(database_check.check())
    finally:
        settings.cache_clear()


def test_an_empty_one_is_left_alone(server: Server) -> None:
    name = "not_migrated_yet"
    server.run(f"CREATE DATABASE {name}")
    try:
        url = server.database(name).owner_url
        with newest(url) as beside:
            assert beside != url
            assert catalogue_findings(beside) == []
    finally:
        server.run(f"DROP DATABASE {name} WITH (FORCE)")
