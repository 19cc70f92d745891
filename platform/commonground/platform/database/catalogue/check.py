"""The comparison itself."""

from __future__ import annotations

from sqlalchemy import Connection, MetaData

from commonground.platform.database.catalogue.declared import declared_facts
from commonground.platform.database.catalogue.facts import Finding, differences
from commonground.platform.database.catalogue.keys import key_findings
from commonground.platform.database.catalogue.live import live_facts
from commonground.platform.database.catalogue.rehearsal import rehearse


def findings(connection: Connection, metadata: MetaData) -> list[Finding]:
    """Every difference, sorted; empty when the database is as declared.

    `connection` is in a transaction, as whoever migrates. Nothing is left behind, and no table is locked."""
    live = list(live_facts(connection))
    declared = [*declared_facts(metadata), *rehearse(connection, metadata.sorted_tables)]
    return sorted([*differences(live, declared), *key_findings(connection, metadata)])
