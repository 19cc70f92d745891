"""What can be said of a database, and how two lists of it differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fact:
    """Something in the database: `kind` and `name` tell which, `says` how it is."""

    kind: str
    name: str
    says: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.kind, self.name


@dataclass(frozen=True, order=True)
class Finding:
    """A difference between the live database and what was declared, or a rule that is broken."""

    kind: str
    name: str
    problem: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name}: {self.problem}"


def differences(live: Iterable[Fact], declared: Iterable[Fact]) -> Iterator[Finding]:
    """Undeclared, missing, and other than declared."""
    found = {fact.key: fact.says for fact in live}
    wanted = {fact.key: fact.says for fact in declared}
    for kind, name in sorted(found.keys() - wanted.keys()):
        says = found[kind, name]
        yield Finding(kind, name, f"nobody declared it ({says})" if says else "nobody declared it")
    for kind, name in sorted(wanted.keys() - found.keys()):
        yield Finding(kind, name, "declared, and missing")
    for kind, name in sorted(found.keys() & wanted.keys()):
        if found[kind, name] != wanted[kind, name]:
            yield Finding(kind, name, f"is {found[kind, name]!r}, declared {wanted[kind, name]!r}")
