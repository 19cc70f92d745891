"""Reference data: stable codes with English and Welsh words. Records keep the code; people read the label: ours, or the
one that their council has chosen (`own.py`, `platform/labels`).

All Welsh here is a draft for a translator (`welsh_unreviewed` lists it)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from commonground.platform.reference.harms import CENSUS_FACTORS, HARMS, PUBLIC_HARMS
from commonground.platform.reference.partners import AGENCIES, AGREE_TOGETHER, NOT_SAID, SOURCES
from commonground.platform.reference.people import ETHNIC_GROUPS, SEXES, EthnicGroup
from commonground.platform.reference.practice import (
    DECISIONS,
    NETWORK_STATUSES,
    RESPONSE_TARGETS,
    RESPONSES,
    TEAM_KINDS,
    TIES,
)
from commonground.platform.reference.screening import GUARDIANSHIPS, LEVELS, SEVERITIES, TRAJECTORIES
from commonground.platform.reference.subjects import (
    AGE_BANDS,
    CHILD_BANDS,
    FREQUENCIES,
    GROUP_SIZES,
    KINDS,
    VENUES,
    Band,
    Venue,
)
from commonground.platform.reference.types import LANGUAGES, Entry, Table, UnknownCodeError, Words

__all__ = [
    "AGENCIES",
    "AGE_BANDS",
    "AGREE_TOGETHER",
    "CENSUS_FACTORS",
    "CHILD_BANDS",
    "DECISIONS",
    "ETHNIC_GROUPS",
    "FREQUENCIES",
    "GROUP_SIZES",
    "GUARDIANSHIPS",
    "HARMS",
    "KINDS",
    "LABELLED",
    "LANGUAGES",
    "LEVELS",
    "NETWORK_STATUSES",
    "NOT_SAID",
    "PUBLIC_HARMS",
    "RESPONSES",
    "RESPONSE_TARGETS",
    "SEVERITIES",
    "SEXES",
    "SOURCES",
    "TABLES",
    "TEAM_KINDS",
    "TIES",
    "TRAJECTORIES",
    "VENUES",
    "Band",
    "Entry",
    "EthnicGroup",
    "Table",
    "UnknownCodeError",
    "Venue",
    "Words",
    "label",
    "venues_of",
    "welsh_unreviewed",
]

TABLES: Final[Mapping[str, Table[Entry] | Table[Venue] | Table[Band] | Table[EthnicGroup]]] = MappingProxyType(
    {
        "agency": AGENCIES,
        "age_band": AGE_BANDS,
        "agree_together": AGREE_TOGETHER,
        "child_band": CHILD_BANDS,
        "decision": DECISIONS,
        "ethnic_group": ETHNIC_GROUPS,
        "frequency": FREQUENCIES,
        "group_size": GROUP_SIZES,
        "guardianship": GUARDIANSHIPS,
        "harm": HARMS,
        "kind": KINDS,
        "level": LEVELS,
        "network_status": NETWORK_STATUSES,
        "response": RESPONSES,
        "response_target": RESPONSE_TARGETS,
        "severity": SEVERITIES,
        "sex": SEXES,
        "source": SOURCES,
        "team_kind": TEAM_KINDS,
        "tie": TIES,
        "trajectory": TRAJECTORIES,
        "venue": VENUES,
    }
)

LABELLED: Final[Mapping[str, Table[Entry] | Table[Venue]]] = MappingProxyType(
    {
        "team_kind": TEAM_KINDS,
        "decision": DECISIONS,
        "kind": KINDS,
        "venue": VENUES,
        "harm": HARMS,
        "source": SOURCES,
        "agency": AGENCIES,
    }
)
"""What a council may call otherwise, in the order in which its page asks for it."""


def label(table: str, code: str, lang: str = "en") -> str:
    """The words for a code: `label("harm", "cce", "cy")`."""
    try:
        found = TABLES[table]
    except KeyError:
        raise UnknownCodeError(f"“{table}” is no table of reference data: {', '.join(TABLES)}.") from None
    return found.label(code, lang)


def venues_of(kind: str) -> tuple[Venue, ...]:
    """The kinds of place to offer for a subject of this kind."""
    return tuple(venue for venue in VENUES if venue.kind == kind)


def welsh_unreviewed() -> Iterator[tuple[str, Entry]]:
    """Every entry whose Welsh no translator has read yet, with its table."""
    for name, table in TABLES.items():
        for entry in table:
            if not entry.welsh_reviewed:
                yield name, entry
