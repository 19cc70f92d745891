"""Verifying the councils' chains against the entries, and against heads that were signed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import psycopg

from commonground.infra.trail import rows
from commonground.platform.audit.canonical import FIELDS
from commonground.platform.audit.heads import Head, UnreadableError, lines_of
from commonground.platform.audit.keys import PublicKey
from commonground.platform.audit.verifying import Fault, Finding, Report, Walk, genuine_heads

_ID = FIELDS.index("id")


@dataclass
class Exported:
    """What an export folder or file says: heads by council, each with where it stands, and lines that say nothing."""

    heads: dict[UUID, list[tuple[str, Head]]] = field(default_factory=dict)
    unreadable: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, place: Path) -> Exported:
        found = cls()
        for where, said in lines_of(place):
            found.take(where, said)
        return found

    def take(self, where: str, said: Mapping[str, object] | None) -> None:
        if said is not None and said.get("kind") != "head":
            return
        try:
            if said is None:
                raise UnreadableError
            head = Head.from_line(said)
        except UnreadableError:
            self.unreadable.append(where)
        else:
            self.heads.setdefault(head.end.council, []).append((where, head))


@dataclass(frozen=True)
class Trust:
    """Whose signatures count, and what was exported."""

    keys: Mapping[str, PublicKey]
    exported: Exported = field(default_factory=Exported)


def verify(connection: psycopg.Connection, council: UUID, trust: Trust) -> Report:
    """Everything that does not fit in one council's trail."""
    report = Report(council)
    kept = rows.kept_heads(connection, council)
    exported = trust.exported.heads.get(council, [])
    walk = Walk(report, genuine_heads(report, [*(("the database", head) for head in kept), *exported], trust.keys))
    for link in rows.links(connection, council):
        walk.step(link.number, link.hash, link.entry, link.values)
    walk.end(rows.end_of(connection, council))
    _twice(report, rows.linked_twice(connection, council))
    _unlinked(report, rows.unlinked(connection, council))
    for entry in rows.vanished(connection, council):
        said = f"Entry {entry} waits to be linked and is not in the trail: it was deleted."
        report.add(Fault.DELETED, said, entry=str(entry))
    _lost(report, kept, exported, trust)
    return report


def _twice(report: Report, found: Iterable[tuple[UUID, int]]) -> None:
    for entry, times in found:
        report.add(Fault.LINKED_TWICE, f"Entry {entry} is linked {times} times.", entry=str(entry))


def _unlinked(report: Report, found: Iterator[tuple[bool, rows.Values]]) -> None:
    """The newest wait for seconds. What neither waits nor is linked was put in past everything."""
    for waits, values in found:
        if waits:
            report.waiting += 1
        else:
            entry = (values[_ID] or b"").decode()
            said = f"Entry {entry} is in the trail and was never linked: it was put in past the chain."
            report.add(Fault.NOT_LINKED, said, entry=entry)


def _lost(report: Report, kept: list[Head], exported: list[tuple[str, Head]], trust: Trust) -> None:
    """A head is kept before it is exported: what was exported must be kept too."""
    known = {(head.end.sequence, head.signature) for head in kept}
    for where, head in exported:
        if head.is_genuine(trust.keys) and (head.end.sequence, head.signature) not in known:
            said = f"The head of link {head.end.sequence} in {where} is no longer kept in the database."
            report.add(Fault.LOST_HEAD, said, head.end.sequence)


def strangers(trust: Trust, councils: Iterable[UUID]) -> Iterator[Report]:
    """Councils of which heads were exported and of which the database knows nothing."""
    for council in sorted(set(trust.exported.heads) - set(councils)):
        report = Report(council)
        heads = genuine_heads(report, trust.exported.heads[council], trust.keys)
        for number in sorted(heads):
            said = f"It was signed that the chain had {number} links, and the council is not there at all."
            report.add(Fault.TRUNCATED, said, number)
        yield report


def unreadable(trust: Trust) -> list[Finding]:
    return [Finding(Fault.FALSE_HEAD, f"The export’s {where} can’t be read.") for where in trust.exported.unreadable]
