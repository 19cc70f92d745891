"""The database as it is against what the code declares: whatever differs could let somebody in."""

from __future__ import annotations

from commonground.infra.checks.database import catalogue_findings
from commonground.infra.migrations.metadata import all_tables
from commonground.platform.database.functions import FUNCTIONS
from commonground.platform.database.isolation import grants_of, policies_of
from commonground.platform.isolation.report import Count, Part, PartKind


def compare_catalogue(owner_url: str) -> Part:
    """Tables, row policies, rights and functions, all of them."""
    tables = all_tables().sorted_tables
    there = {
        "tables": len(tables),
        "row policies": sum(len(policies_of(table)) for table in tables),
        "rights": sum(len(grants_of(table)) for table in tables),
        "functions": len(FUNCTIONS),
    }
    coverage = tuple(Count(what, number, number) for what, number in there.items())
    return Part(PartKind.CATALOGUE, sum(there.values()), coverage, (), tuple(catalogue_findings(owner_url)))
