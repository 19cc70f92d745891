"""What a report says, the one line of text it is signed as, and how a signed one is verified.

The decision record `0021-isolation-report.md` writes the form down."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from commonground.platform.audit.canonical import moment_text
from commonground.platform.audit.keys import PublicKey, SigningKey

FORM: Final = "commonground isolation report 1"


class UnreadableReportError(ValueError):
    """A file or a line that is no report of ours."""


class Verdict(StrEnum):
    GREEN = "green"  # everything was tried, nothing was found
    INCOMPLETE = "incomplete"  # nothing was found, and not everything could be tried
    RED = "red"  # something was found


class PartKind(StrEnum):
    """In the order in which they are tried and read."""

    CATALOGUE = "catalogue"
    ROWS = "rows"
    ROUTES = "routes"
    FILES = "files"
    QUEUES = "queues"


@dataclass(frozen=True)
class Count:
    """How many of the `what` there are could be tried."""

    what: str
    covered: int
    of: int


@dataclass(frozen=True)
class Part:
    """One kind of attempt. `tried` counts single attempts; `uncovered` says in words what could not be tried,
    `findings` what was reached that ought not to be, and `notes` what else a reader should know."""

    kind: PartKind
    tried: int
    coverage: tuple[Count, ...]
    uncovered: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        if self.findings:
            return Verdict.RED
        whole = all(count.covered == count.of for count in self.coverage)
        return Verdict.GREEN if whole and not self.uncovered else Verdict.INCOMPLETE


@dataclass(frozen=True)
class IsolationReport:
    """Names of tables and pages, and counts: no person, no record, no id but the council's own."""

    council: UUID
    slug: str
    at: datetime
    seconds: float
    version: str
    commit: str
    parts: tuple[Part, ...]

    @property
    def verdict(self) -> Verdict:
        return worst(part.verdict for part in self.parts)

    @property
    def line(self) -> str:
        """What is signed: one line of JSON."""
        said = asdict(self) | {
            "form": FORM, "council": str(self.council), "at": moment_text(self.at), "verdict": self.verdict,
            "parts": [asdict(part) | {"verdict": part.verdict} for part in self.parts],
        }  # fmt: skip  # one line
        return json.dumps(said, ensure_ascii=False)

    @classmethod
    def from_line(cls, line: str) -> IsolationReport:
        """Raises `UnreadableReportError`, also for a report whose verdict is not that of its findings."""
        try:
            said = json.loads(line)
            parts = tuple(_part(each) for each in said["parts"])
            found = cls(
                UUID(said["council"]), str(said["slug"]), datetime.fromisoformat(said["at"]), float(said["seconds"]),
                str(said["version"]), str(said["commit"]), parts,
            )  # fmt: skip  # one report
            agrees = said["form"] == FORM and said["verdict"] == found.verdict
        except (KeyError, TypeError, ValueError) as error:
            raise UnreadableReportError("This is no isolation report.") from error
        if not agrees:
            raise UnreadableReportError("This is no isolation report: its verdict is not that of its findings.")
        return found


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Nothing tried at all is not green."""
    found = set(verdicts)
    if Verdict.RED in found:
        return Verdict.RED
    return Verdict.GREEN if found == {Verdict.GREEN} else Verdict.INCOMPLETE


def _part(said: Mapping[str, object]) -> Part:
    counts = tuple(Count(str(each["what"]), int(each["covered"]), int(each["of"])) for each in _list(said, "coverage"))
    texts = (tuple(str(each) for each in _list(said, name)) for name in ("uncovered", "findings", "notes"))
    return Part(PartKind(str(said["kind"])), int(str(said["tried"])), counts, *texts)


def _list(said: Mapping[str, object], name: str) -> list[Any]:
    found = said[name]
    if not isinstance(found, list):
        raise TypeError(name)
    return found


@dataclass(frozen=True)
class SignedReport:
    """A report as it is kept and given out. `body` is the line that was signed, to the letter."""

    body: str
    key_id: str
    signature: bytes

    @property
    def report(self) -> IsolationReport:
        """Raises `UnreadableReportError`."""
        return IsolationReport.from_line(self.body)

    @property
    def file(self) -> str:
        """Two lines: the report, and its signature."""
        signed = {"kind": "signature", "key": self.key_id, "signature": base64.b64encode(self.signature).decode()}
        return f"{self.body}\n{json.dumps(signed)}\n"

    @classmethod
    def from_file(cls, text: str) -> SignedReport:
        """Raises `UnreadableReportError`."""
        try:
            body, last = text.removesuffix("\n").split("\n")
            said = json.loads(last)
            signature = base64.b64decode(said["signature"], validate=True)
            return cls(body, str(said["key"]), signature)
        except (KeyError, TypeError, ValueError) as error:
            raise UnreadableReportError("This file holds no signed isolation report.") from error

    def is_genuine(self, keys: Mapping[str, PublicKey]) -> bool:
        key = keys.get(self.key_id)
        return key is not None and key.signed(_message(self.body), self.signature)


def sign(key: SigningKey, report: IsolationReport) -> SignedReport:
    body = report.line
    return SignedReport(body, key.public.id, key.sign(_message(body)))


def _message(body: str) -> bytes:
    """The form's name comes first, so that no other signature of this key could be shown as one of a report."""
    return f"{FORM}\n{body}".encode()
