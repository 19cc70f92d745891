"""Walking along a chain: what does not fit, and which entry it is. Without a database; constant in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from uuid import UUID

from commonground.platform.audit.canonical import FIELDS, canonical, genesis, moment_text
from commonground.platform.audit.heads import End, Head
from commonground.platform.audit.keys import PublicKey

MOST: Final = 100
"""Findings of one council that are kept; more are counted."""
_AT, _DID, _REFERENCE = FIELDS.index("at"), FIELDS.index("action"), FIELDS.index("reference")

Values = Sequence[bytes | None]


class Fault(StrEnum):
    """What kind of thing is wrong."""

    CHANGED = "changed"
    DELETED = "deleted"
    MISSING_LINK = "missing_link"
    OUT_OF_ORDER = "out_of_order"
    LINKED_TWICE = "linked_twice"
    NOT_LINKED = "not_linked"
    REWRITTEN = "rewritten"
    TRUNCATED = "truncated"
    FALSE_HEAD = "false_head"
    LOST_HEAD = "lost_head"
    WRONG_END = "wrong_end"


@dataclass(frozen=True)
class Finding:
    """One thing that does not fit, in a sentence."""

    fault: Fault
    sentence: str
    sequence: int | None = None
    entry: str | None = None


@dataclass
class Report:
    """What became of one council's chain."""

    council: UUID
    links: int = 0
    heads: int = 0
    waiting: int = 0
    found: int = 0
    findings: list[Finding] = field(default_factory=list)

    def add(self, fault: Fault, sentence: str, sequence: int | None = None, entry: str | None = None) -> None:
        self.found += 1
        if len(self.findings) < MOST:
            self.findings.append(Finding(fault, sentence, sequence, entry))


class Walk:
    """Give it every link in order, then `end()`. `heads`: those whose signatures were looked at."""

    def __init__(self, report: Report, heads: Mapping[int, Sequence[Head]]) -> None:
        self.report = report
        self._heads = heads
        self._number = 0
        self._hash = genesis(report.council)

    def step(self, number: int, link_hash: bytes, entry: str, values: Values | None) -> None:
        """`values`: of the entry that the link names; None where there is no such entry."""
        in_order = number == self._number + 1
        if not in_order:
            self._gap(number, entry)
        if values is None:
            gone = f"Entry {entry}, link {number}, is in the chain and no longer in the trail: it was deleted."
            self.report.add(Fault.DELETED, gone, number, entry)
        elif in_order and hashlib.sha256(self._hash + canonical(values)).digest() != link_hash:
            self.report.add(Fault.CHANGED, f"{_named(values, entry, number)} is not what was linked.", number, entry)
        if number in self._heads:
            self._compare(number, link_hash)
        self._number, self._hash = max(number, self._number), link_hash
        self.report.links += 1

    def _gap(self, number: int, entry: str) -> None:
        missing = f"{self._number + 1} to {number - 1}"
        if number <= self._number:
            again = f"Link {number}, entry {entry}, stands in the chain a second time."
            self.report.add(Fault.OUT_OF_ORDER, again, number, entry)
        elif number == self._number + 2:
            self.report.add(Fault.MISSING_LINK, f"Link {number - 1} is missing.", number - 1)
        else:
            self.report.add(Fault.MISSING_LINK, f"Links {missing} are missing.", self._number + 1)

    def _compare(self, number: int, link_hash: bytes) -> None:
        for head in self._heads[number]:
            if head.end.hash != link_hash:
                when = moment_text(head.signed_at)
                said = f"Link {number} is not the one that was signed at {when}: the chain up to it was written anew."
                self.report.add(Fault.REWRITTEN, said, number)

    def end(self, kept: End | None = None) -> None:
        """`kept`: where the database says that the chain ends."""
        for number in sorted(self._heads):
            if number > self._number:
                self._truncated(self._heads[number][0])
        if kept is not None and (kept.sequence, kept.hash) != (self._number, self._hash):
            said = f"The last link is {self._number}, and the chain is kept as one that ends at {kept.sequence}."
            self.report.add(Fault.WRONG_END, said, self._number)
        if kept is None and self._number:
            self.report.add(Fault.WRONG_END, "There are links, and it is not kept where the chain ends.")

    def _truncated(self, head: Head) -> None:
        when = moment_text(head.signed_at)
        said = f"The chain ends at link {self._number}; at {when} it was signed that it had {head.end.sequence}."
        self.report.add(Fault.TRUNCATED, said, self._number + 1)


def _named(values: Values, entry: str, number: int) -> str:
    """The entry in words that lead to it."""
    at, did, reference = (_text(values[place]) for place in (_AT, _DID, _REFERENCE))
    about = f" {reference}" if reference else ""
    return f"Entry {entry} ({did}{about}, {at}), link {number},"


def _text(value: bytes | None) -> str:
    return "" if value is None else value.decode("utf-8", "replace")


def genuine_heads(
    report: Report, heads: Iterable[tuple[str, Head]], keys: Mapping[str, PublicKey]
) -> dict[int, list[Head]]:
    """By link, those of the council's heads that were signed with one of the keys; a false one is a finding. Each comes
    with where it stands."""
    found: dict[int, list[Head]] = {}
    for place, head in heads:
        if not head.is_genuine(keys):
            known = "its signature is false" if head.key_id in keys else f"nobody knows its key {head.key_id}"
            report.add(
                Fault.FALSE_HEAD, f"The head of link {head.end.sequence} in {place} counts for nothing: {known}."
            )
        else:
            report.heads += 1
            found.setdefault(head.end.sequence, []).append(head)
    return found
