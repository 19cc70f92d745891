"""One row policy and one grant, as they are created and as the catalogue must show them."""

from __future__ import annotations

from dataclasses import dataclass

from commonground.platform.database.visibility import Verb


@dataclass(frozen=True)
class Policy:
    """One row policy, as it is created and as the catalogue must show it. `columns`: those that its UPDATE may change,
    which a grant says; empty means all."""

    table: str
    name: str
    roles: tuple[str, ...]
    verb: str
    using: str | None
    check: str | None
    restrictive: bool = False
    columns: tuple[str, ...] = ()

    @property
    def sql(self) -> str:
        kind = "RESTRICTIVE" if self.restrictive else "PERMISSIVE"
        using = f" USING ({self.using})" if self.using else ""
        check = f" WITH CHECK ({self.check})" if self.check else ""
        head = f"CREATE POLICY {self.name} ON {self.table} AS {kind} FOR {self.verb} TO {', '.join(self.roles)}"
        return head + using + check


@dataclass(frozen=True)
class Grant:
    """What a role may do to a table; UPDATE on `columns` alone, where there are any."""

    table: str
    role: str
    verbs: tuple[Verb, ...]
    columns: tuple[str, ...] = ()

    @property
    def sql(self) -> str:
        rights = [str(verb) for verb in self.verbs]
        if self.columns:
            rights.append(f"UPDATE ({', '.join(self.columns)})")
        return f"GRANT {', '.join(rights)} ON {self.table} TO {self.role}"


def of_kind(kind: str) -> str:
    """True where the row is of the council of a pass of this kind: both are one look at one pass, see `council_as`.

    The planner joins this with the restrictive policy's condition: one column, so one index and one comparison of the
    two councils before the first row."""
    return f"tenant_id = (select identity.council_as('{kind}'))"
