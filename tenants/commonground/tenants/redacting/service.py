"""Making a redacted copy, and bringing an earlier one back. The original is never changed: who acts may not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import and_, func, select

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.councils.people import Staff
from commonground.platform.ids import uuid7
from commonground.platform.refusals import ChangedMeanwhileError
from commonground.platform.work import Work
from commonground.tenants.intake.copies import hidden_in, hide
from commonground.tenants.intake.masking import with_marks
from commonground.tenants.intake.patterns import Hidden, Span
from commonground.tenants.redacting import rules
from commonground.tenants.redacting.models import RedactedCopy
from commonground.tenants.redacting.types import Copy, Spans, Version, originals
from commonground.tenants.referrals.events import subject_of, touch, write_line
from commonground.tenants.referrals.history import Aside
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.queries import messages_by_teller
from commonground.tenants.referrals.said import said_of
from commonground.tenants.referrals.types import ReferralState
from commonground.tenants.tracker_import.models import ImportedRow

MOST_VERSIONS: Final = 50


async def load_copy(work: Work, row: ReferralRow) -> Copy:
    """What it came with and what its teller wrote since, and what is shown of it. Raises `NotFoundHereError` where
    nobody wrote us anything: words of an earlier tracker are cleared of names (`tracker_import.clearing`)."""
    said = await said_of(work, row.id)
    if said is None or isinstance(said, ImportedRow):
        raise NotFoundHereError
    written = await messages_by_teller(work, said)
    messages = {f"m{number}": each for number, each in enumerate(written)}
    masked = rules.by_masking(said, messages)
    spans, versions = rules.as_shown(said, messages, masked), await _versions(work, row, originals(said, messages))
    return Copy(said, messages, spans, masked, versions)


async def _versions(work: Work, row: ReferralRow, words: Mapping[str, str]) -> tuple[Version, ...]:
    copy = RedactedCopy
    query = (
        select(copy.version, func.coalesce(Staff.display_name, ""), copy.made_at, copy.spans, copy.brought)
        .outerjoin(Staff, and_(Staff.tenant_id == copy.tenant_id, Staff.id == copy.made_by))
        .where(copy.referral_id == row.id)
        .order_by(copy.version.desc())
        .limit(MOST_VERSIONS)
    )
    found = await work.mine.execute(query)
    return tuple(
        Version(number, who, at, rules.read(spans, words), brought) for number, who, at, spans, brought in found
    )


async def redact(work: Work, row: ReferralRow, copy: Copy, spans: Spans, *, version: int) -> None:
    """Everybody who need not see the names reads this from now on. `version`: over which it was made. Raises
    `ChangedMeanwhileError`."""
    await _put(work, row, copy, spans, version)
    write_line(work, row, Aside.REDACT, ReferralState(row.state))
    await audit.record(work, f"{Action.READ_NAMES}:redact", subject_of(row))


def earlier(copy: Copy, which: int) -> Spans:
    """What a version hides; 0 is what masking finds. What was written after it stays hidden as it is. Raises
    `NotFoundHereError` for one that there is not."""
    before = {0: copy.masked} | {each.number: each.spans for each in copy.versions}
    if which not in before:
        raise NotFoundHereError
    return {**copy.spans, **before[which]}


async def bring_back(work: Work, row: ReferralRow, copy: Copy, which: int, *, version: int) -> None:
    """An earlier version counts again, as a new one; 0 is what masking finds. Raises `ChangedMeanwhileError`, and
    `NotFoundHereError` for one that there is not."""
    await _put(work, row, copy, earlier(copy, which), version, brought=which)
    write_line(work, row, Aside.BRING_BACK_COPY, ReferralState(row.state))
    await audit.record(work, f"{Action.READ_NAMES}:bring_back", subject_of(row))


async def _put(
    work: Work, row: ReferralRow, copy: Copy, spans: Spans, version: int, *, brought: int | None = None
) -> None:
    if version != copy.version:
        raise ChangedMeanwhileError
    said, before = copy.said, copy.said.shown.get("where_said", "")
    work.mine.add(
        RedactedCopy(
            tenant_id=work.actor.council, id=uuid7(), referral_id=row.id, version=version + 1,
            spans=rules.kept(spans), brought=brought, made_by=work.actor.staff, made_at=work.now,
        )
    )  # fmt: skip  # one row
    shown = rules.write(copy, spans)
    said.shown = {column: shown[column] for column in said.words()}
    said.names_masked = sum(len(spans.get(column, ())) for column in said.shown)
    for column, message in copy.messages.items():
        message.shown = shown[column]
    row.title = _title(row.title, before, copy, spans)
    # A form that was filled before may still have the words in it.
    touch(work, row)
    await work.mine.flush()


def _title(title: str, before: str, copy: Copy, spans: Spans) -> str:
    """What lists call it is where it is, as that is shown. A title that came from elsewhere keeps its words, but for
    those that are hidden."""
    where = " ".join(copy.said.shown.get("where_said", "").split())
    if where and title == " ".join(before.split()):
        return where
    marks: tuple[Span, ...] = ()
    hidden = {word for column, words in copy.words.items() for word in hidden_in(words, spans.get(column, ()))}
    # The longest first, so that a whole name is one mark.
    for word in sorted(hidden, key=lambda each: (-len(each), each)):
        marks = hide(title, marks, word, Hidden.OTHER)
    return with_marks(title, marks, copy.said.lang)
