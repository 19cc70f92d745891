"""The fields of a package: what a council may tell another one, one thing at a time. Everything starts unticked.

After what regional procedures ask for when a child moves (domain notes, 2j), and what a context needs to be worked on
from the other side. Our own words; a council's practice lead should read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from commonground.platform.crossings.types import OF_ONE_CHILD, Kind

FIELD_LIMIT: Final = 4_000
_ALL: Final = frozenset(Kind)
_CONTEXTS: Final = frozenset({Kind.PEER_GROUP, Kind.BORDER_PLACE, Kind.SCHOOL_PUPILS, Kind.ONLINE})
_GROUPS: Final = _CONTEXTS | {Kind.INTELLIGENCE}
_CASES: Final = _ALL - {Kind.INTELLIGENCE, Kind.INFORMATION_REQUEST}


@dataclass(frozen=True, slots=True)
class PackageField:
    """`source`: the column of the record from which it is proposed. `names`: it says who somebody is, so only what is
    about one child has it. `short`: one line. `ticked`: put together of what is ticked (`plans.py`), not typed."""

    code: str
    label: str
    kinds: frozenset[Kind]
    hint: str = ""
    source: str = ""
    names: bool = False
    short: bool = False
    ticked: bool = False


_FIELDS: Final = (
    PackageField("child_name", "The child’s name", OF_ONE_CHILD, names=True, short=True),
    PackageField("birth_date", "Date of birth", OF_ONE_CHILD, names=True, short=True),
    PackageField("case_reference", "Reference in our case system", OF_ONE_CHILD, names=True, short=True),
    PackageField("new_address", "The new address or placement", OF_ONE_CHILD, names=True),
    PackageField("family", "Parents and carers, and how to reach them", OF_ONE_CHILD, names=True),
    PackageField("why_moved", "Why they move, and who decided it", OF_ONE_CHILD),
    PackageField("effect", "What the move does to the risk", OF_ONE_CHILD),
    PackageField(
        "new_risks",
        "What we know of places and groups there, and the risks of the new address",
        OF_ONE_CHILD,
        hint="Contexts near it that worry somebody, and who could safeguard there",
    ),
    PackageField("voice", "What the young person says and wants", OF_ONE_CHILD),
    PackageField("context_plan", "A plan for a place or group around the child", OF_ONE_CHILD, ticked=True),
    PackageField("worry", "What worries us", _CASES | {Kind.INFORMATION_REQUEST}, source="description"),
    PackageField("called", "What it is called", _CONTEXTS, source="name", short=True),
    PackageField("group_facts", "Size, age band, what they share", _CONTEXTS, source="group"),
    PackageField("where_about", "Where, roughly", _GROUPS, hint="A part of town, a route, a stop. Not an address"),
    PackageField("where_exact", "Where exactly", _CONTEXTS, source="address"),
    PackageField("pattern", "When, and how often", _GROUPS),
    PackageField("affected", "How many young people are affected", _CONTEXTS, hint="A number or a band, never a list"),
    PackageField("strengths", "What keeps young people safe there", _CONTEXTS, hint="Adults, services, places"),
    PackageField("tried", "What has been tried, what helped, what made it worse", _CASES),
    PackageField("plan", "The plan as it stands, and its assessments", _CASES),
    PackageField("past_conferences", "What past conferences decided", OF_ONE_CHILD),
    PackageField("chronology", "Chronology", _CASES, hint="The days that matter, one to a line"),
    PackageField("needs", "Language, needs, and how best to talk", _CASES),
    PackageField("professionals", "Who works on it, and how to reach them", _ALL),
    PackageField("learned", "What was learned", frozenset({Kind.INTELLIGENCE})),
    PackageField("reliability", "Where it comes from, and how reliable it is", frozenset({Kind.INTELLIGENCE})),
    PackageField("question", "What we need to know, and for what", frozenset({Kind.INFORMATION_REQUEST})),
    PackageField("continuing", "What we go on doing ourselves", _CASES),
    PackageField("ask", "What we ask of them", _ALL, hint="By when, and whom to ring"),
)
FIELDS: Final[Mapping[str, PackageField]] = MappingProxyType({field.code: field for field in _FIELDS})


def fields_of(kind: Kind) -> tuple[PackageField, ...]:
    """Those that are asked for a package of this kind, in order."""
    return tuple(field for field in _FIELDS if kind in field.kinds and not field.ticked)
