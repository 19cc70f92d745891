"""A report as it is signed: what makes it green, and that nobody can forge one."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from commonground.platform.audit.heads import End
from commonground.platform.audit.heads import sign as sign_head
from commonground.platform.audit.keys import SigningKey
from commonground.platform.isolation.report import (
    Count,
    IsolationReport,
    Part,
    PartKind,
    SignedReport,
    UnreadableReportError,
    Verdict,
    sign,
)

KEY, OTHER = SigningKey(b"k" * 32), SigningKey(b"o" * 32)
KEYS = {KEY.public.id: KEY.public}
NOW = datetime(2026, 11, 27, 9, 30, 0, 125, tzinfo=UTC)
GREEN = Part(PartKind.ROWS, 12, (Count("tables", 3, 3),), notes=("A row stood in.",))
RED = replace(GREEN, findings=("tenants.contexts can be read without a pass: 1 rows.",))
NOT_ALL = replace(GREEN, coverage=(Count("tables", 2, 3),))
NOT_TRIED = replace(GREEN, uncovered=("The broker is elsewhere.",))


def report(*parts: Part) -> IsolationReport:
    return IsolationReport(UUID(int=5), "larkmere", NOW, 4.2, "0.1.0", "abc", parts)


SIGNED = sign(KEY, report(GREEN, NOT_TRIED))


@pytest.mark.parametrize(
    ("parts", "verdict"),
    [
        ((GREEN,), Verdict.GREEN),
        ((GREEN, NOT_ALL), Verdict.INCOMPLETE),
        ((GREEN, NOT_TRIED), Verdict.INCOMPLETE),
        ((GREEN, NOT_TRIED, RED), Verdict.RED),
        ((), Verdict.INCOMPLETE),
    ],
)
def test_one_finding_is_enough_and_what_was_not_tried_is_not_green(parts: tuple[Part, ...], verdict: Verdict) -> None:
    assert report(*parts).verdict is verdict


def test_it_is_read_as_it_was_written() -> None:
    whole = report(GREEN, RED, NOT_TRIED)
    assert IsolationReport.from_line(whole.line) == whole
    assert "\n" not in whole.line


def test_a_signed_file_is_genuine_by_the_key_alone() -> None:
    read = SignedReport.from_file(SIGNED.file)
    assert read == SIGNED
    assert read.is_genuine(KEYS)
    assert read.report.verdict is Verdict.INCOMPLETE
    assert not read.is_genuine({OTHER.public.id: OTHER.public}), "a key that nobody knows"


@pytest.mark.parametrize(
    ("old", "new"),
    [("larkmere", "hallowdene"), ("2026-11-27", "2026-12-27"), ("The broker is elsewhere.", ""), (KEY.public.id, "0")],
)
def test_a_changed_report_is_not_genuine(old: str, new: str) -> None:
    assert old in SIGNED.file
    assert not SignedReport.from_file(SIGNED.file.replace(old, new)).is_genuine(KEYS)


def test_another_keys_signature_and_another_kind_of_signature_are_not_genuine() -> None:
    forged = sign(OTHER, report(GREEN))
    assert not replace(forged, key_id=KEY.public.id).is_genuine(KEYS)
    head = sign_head(KEY, End(UUID(int=5), 7, b"h" * 32), NOW)
    assert not replace(SIGNED, body=head.message.decode(), signature=head.signature).is_genuine(KEYS)


@pytest.mark.parametrize("name", ["form", "council", "slug", "at", "seconds", "version", "commit", "verdict", "parts"])
def test_a_line_that_lacks_something_is_no_report(name: str) -> None:
    said = json.loads(SIGNED.body)
    del said[name]
    with pytest.raises(UnreadableReportError):
        IsolationReport.from_line(json.dumps(said))


@pytest.mark.parametrize("name", ["kind", "tried", "coverage", "uncovered", "findings", "notes"])
def test_a_part_that_lacks_something_is_no_part(name: str) -> None:
    said = json.loads(SIGNED.body)
    del said["parts"][0][name]
    with pytest.raises(UnreadableReportError):
        IsolationReport.from_line(json.dumps(said))


def test_a_verdict_that_its_findings_do_not_give_is_refused() -> None:
    said = json.loads(report(RED).line) | {"verdict": "green"}
    with pytest.raises(UnreadableReportError, match="verdict"):
        IsolationReport.from_line(json.dumps(said))


@pytest.mark.parametrize(
    "text", ["", "{}\n", "{}\n{}\n", "a\nb\n", "{}\n{}\n{}\n", '{}\n{"signature": "?", "key": ""}\n']
)
def test_other_files_are_no_reports(text: str) -> None:
    with pytest.raises(UnreadableReportError):
        SignedReport.from_file(text)
