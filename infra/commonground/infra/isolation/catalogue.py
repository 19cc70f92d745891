"""The database as it is against what the code declares: whatever differs could let somebody in."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg

from commonground.infra.checks.database import catalogue_findings
from commonground.infra.migrations.metadata import all_tables
from commonground.platform.database.functions import FUNCTIONS
from commonground.platform.database.isolation import grants_of, policies_of
from commonground.platform.database.roles import APP, LOGIN, RELAY, WORKER
from commonground.platform.isolation.report import Count, Part, PartKind
from commonground.platform.settings import Settings


def compare_catalogue(settings: Settings) -> Part:
    """Tables, row policies, rights and functions, all of them; and that each process comes as the role it should be."""
    tables, roles = all_tables().sorted_tables, _addresses(settings)
    there = {
        "tables": len(tables),
        "row policies": sum(len(policies_of(table)) for table in tables),
        "rights": sum(len(grants_of(table)) for table in tables),
        "functions": len(FUNCTIONS),
        "addresses of the processes": len(roles),
    }
    coverage = tuple(Count(what, number, number) for what, number in there.items())
    findings = (*catalogue_findings(settings.database_url), *_wrong_roles(roles))
    return Part(PartKind.CATALOGUE, sum(there.values()), coverage, (), findings)


def _addresses(settings: Settings) -> dict[str, str]:
    return {
        APP: settings.database_app_url,
        LOGIN: settings.database_login_url,
        WORKER: settings.database_worker_url,
        RELAY: settings.database_relay_url,
    }


def _wrong_roles(addresses: dict[str, str]) -> Iterator[str]:
    """Whoever typed the owner's address in the place of the web's has taken every policy away from the pages."""
    for role, address in addresses.items():
        with psycopg.connect(address) as connection:
            (found,) = connection.execute("select current_user").fetchone() or ("nobody",)
        if found != role:
            yield f"The address that is meant for {role} is another role’s."
