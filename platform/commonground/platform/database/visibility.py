"""Who can see a row is declared on its table. Grants and policies are generated from these declarations.

Every table declares exactly one of `Isolated`, `Between`, `Commons`, `Identity`, `System`; `isolation.py` turns the
declaration into SQL and `catalogue.py` compares the live database with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType


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


Value = str | int | bool | timedelta | None


@dataclass(frozen=True)
class PublicArm:
    """What a public pass may do to a table: one verb, on the one row that it names.

    `kind` is the pass's kind: `intake` (the report form), `sending` (the one new referral of a report that is being
    sent), `report` (opened by a return code), `partner`: of somebody signed in who works for a partner organisation,
    to whom rows of their own are open and nothing else of the council's; or `support`: of somebody who runs the
    platform, on a visit that the council allows, who may read and write nothing. `opened` names the column that must
    hold the referral, report or draft that the pass opened, or the partner's own id; None where the pass may add a row
    of its own, or read any. `about` names the column that must hold what else the pass says: the reference drawn for a
    new referral, the referral of an opened report, or the partner's session.

    What may be written is closed unless it is declared: `fills` are the columns that the public fills as it likes,
    `only` those with the values they may have. Every other column must be NULL, so a new column begins closed.
    `condition` is for what these cannot say, in SQL."""

    kind: str
    verb: Verb
    opened: str | None = None
    about: str | None = None
    fills: tuple[str, ...] = ()
    only: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)
    condition: str | None = None


Columns = Mapping[str, tuple[str, ...]]
"""For an arm (`staff`, `jobs`, `relay`, `definer`): the columns that its UPDATE may change. Without an entry: all."""
NO_COLUMNS: Columns = MappingProxyType({})


@dataclass(frozen=True)
class Own:
    """Columns that say who put a row in: nobody can put in another's name.

    Staff put in rows with their own `staff` id, and with the `session` that they act in where that is kept too; a job
    leaves both empty, since it is nobody. Neither can be changed afterwards."""

    staff: str
    session: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.staff,) if self.session is None else (self.staff, self.session)


@dataclass(frozen=True)
class Isolated:
    """One council's own rows. Key `(tenant_id, id)`; every foreign key inside carries `tenant_id`."""

    staff: tuple[Verb, ...] = KEEP
    jobs: tuple[Verb, ...] = READ
    public: tuple[PublicArm, ...] = ()
    definer: tuple[Verb, ...] = NONE
    changes: Columns = field(default_factory=dict)
    own: Own | None = None


@dataclass(frozen=True)
class Between:
    """Rows of the named parties, and of nobody else: `parties` are columns that hold a council each, `among` one that
    holds several. The first of `parties` is whose row it is.

    Parties read. Whatever is written goes through functions that say themselves who writes it: a row of two councils
    that either could change would be proof of nothing. So there is no arm here that puts in or changes."""

    parties: tuple[str, ...]
    among: str | None = None
    staff: tuple[Verb, ...] = READ
    jobs: tuple[Verb, ...] = READ
    definer: tuple[Verb, ...] = NONE
    changes: Columns = field(default_factory=dict)


@dataclass(frozen=True)
class Commons:
    """Published rows: everybody may read them, nobody's case is in them."""

    definer: tuple[Verb, ...] = READ
    changes: Columns = field(default_factory=dict)


@dataclass(frozen=True)
class Identity:
    """Nobody reads these directly: narrow definer functions only."""

    definer: tuple[Verb, ...] = ALL


@dataclass(frozen=True)
class System:
    """The machinery's own rows: ids, never narrative. What a pass puts in is its own council's."""

    staff: tuple[Verb, ...] = NONE
    jobs: tuple[Verb, ...] = NONE
    public: tuple[PublicArm, ...] = ()
    relay: tuple[Verb, ...] = NONE
    definer: tuple[Verb, ...] = NONE
    changes: Columns = field(default_factory=dict)


Visibility = Isolated | Between | Commons | Identity | System
