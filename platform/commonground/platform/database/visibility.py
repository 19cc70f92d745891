"""Who can see a row is declared on its table. Grants and policies are generated from these declarations.

Every table declares exactly one of `Isolated`, `Between`, `Commons`, `Identity`, `System`; `isolation.py` turns the
declaration into SQL and `catalogue.py` compares the live database with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verb(StrEnum):
    SELECT = "SELECT"
    INSERT = "INSERT"
    UPDATE = "UPDATE"
    DELETE = "DELETE"


READ = (Verb.SELECT,)
ADD = (Verb.INSERT,)
READ_ADD = (Verb.SELECT, Verb.INSERT)
KEEP = (Verb.SELECT, Verb.INSERT, Verb.UPDATE)
ALL = (Verb.SELECT, Verb.INSERT, Verb.UPDATE, Verb.DELETE)
NONE: tuple[Verb, ...] = ()


@dataclass(frozen=True)
class PublicArm:
    """What a public pass may do to a table: one verb, under a condition in SQL.

    `kind` is the pass's kind: `intake` (the report form) or `report` (opened by a return code). `opened` names the
    column that must hold the one report or draft that the pass opened; None where the pass may add a row of its own."""

    kind: str
    verb: Verb
    condition: str = "true"
    opened: str | None = None


@dataclass(frozen=True)
class Isolated:
    """One council's own rows. Key `(tenant_id, id)`; every foreign key inside carries `tenant_id`."""

    staff: tuple[Verb, ...] = KEEP
    jobs: tuple[Verb, ...] = READ
    public: tuple[PublicArm, ...] = ()
    definer: tuple[Verb, ...] = NONE


@dataclass(frozen=True)
class Between:
    """Rows of the named parties, by columns that hold their councils."""

    parties: tuple[str, ...]
    staff: tuple[Verb, ...] = READ_ADD


@dataclass(frozen=True)
class Commons:
    """Published rows: everybody may read them, nobody's case is in them."""

    definer: tuple[Verb, ...] = READ


@dataclass(frozen=True)
class Identity:
    """Nobody reads these directly: narrow definer functions only."""

    definer: tuple[Verb, ...] = ALL


@dataclass(frozen=True)
class System:
    """The machinery's own rows: ids, never narrative."""

    app: tuple[Verb, ...] = NONE
    jobs: tuple[Verb, ...] = NONE
    relay: tuple[Verb, ...] = NONE
    definer: tuple[Verb, ...] = NONE


Visibility = Isolated | Between | Commons | Identity | System
