"""What the public door may read: the council's public face, one draft, and what one return code opens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select, true

from commonground.platform.calendar import WorkingCalendar
from commonground.platform.calendar.of_council import calendar_for
from commonground.platform.councils.models import Council
from commonground.platform.councils.powers import has_duty
from commonground.platform.councils.texts import public_texts
from commonground.platform.work import Work
from commonground.tenants.intake.models import Report, ReportDraft, ReportMessage
from commonground.tenants.intake.receiving import places_in
from commonground.tenants.intake.types import ReportSubject


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicCouncil:
    """A council as anybody may know it."""

    id: UUID
    slug: str
    name: str
    name_cy: str | None
    nation: str
    languages: tuple[str, ...]
    colour: str
    has_logo: bool
    front_door_phone: str
    out_of_hours_phone: str
    reads_from: time
    reads_until: time
    closures: tuple[date, ...]
    texts: Mapping[str, Mapping[str, str]]
    legal_powers: tuple[str, ...]
    takes_reports: bool
    """Whether somebody would read them. Until then the form is closed."""
    has_sign_in: bool
    """Whether its staff can sign in."""

    @property
    def protects_children(self) -> bool:
        """Whether it has the duty to act for a child who may suffer harm."""
        return has_duty(self.legal_powers)

    @property
    def calendar(self) -> WorkingCalendar:
        """Its opening hours, its nation's bank holidays and the days on which it is closed besides."""
        return calendar_for(self.nation, self.reads_from, self.reads_until, self.closures)

    def name_in(self, lang: str) -> str:
        return (self.name_cy or self.name) if lang == "cy" else self.name

    def text(self, which: str, lang: str) -> str:
        """The council's own words (`intro`, `emergency`, `privacy`, `child_front_door`), else ours, else nothing."""
        return str(getattr(public_texts(self.texts, self.legal_powers, lang), which, ""))


_PUBLIC = (
    Council.id,
    Council.slug,
    Council.name,
    Council.name_cy,
    Council.nation,
    Council.languages,
    Council.colour,
    Council.front_door_phone,
    Council.out_of_hours_phone,
    Council.reads_from,
    Council.reads_until,
    Council.closures,
    Council.texts,
    Council.legal_powers,
    Council.logo.is_not(None).label("has_logo"),
    func.identity.front_door_of(Council.id).is_not(None).label("takes_reports"),
    func.identity.has_sign_in(Council.id).label("has_sign_in"),
)


async def public_council(work: Work, slug: str) -> PublicCouncil | None:
    found = await work.shared.execute(select(*_PUBLIC).where(Council.slug == slug))
    row = found.mappings().one_or_none()
    return None if row is None else _public(row)


async def open_councils(work: Work) -> list[PublicCouncil]:
    """Every council whose report form is open, by name."""
    is_open = func.identity.front_door_of(Council.id).is_not(None)
    found = await work.shared.execute(select(*_PUBLIC).where(is_open).order_by(Council.name))
    return [_public(row) for row in found.mappings()]


def _public(row: Mapping[Any, Any]) -> PublicCouncil:
    lists = {name: tuple(row[name]) for name in ("languages", "closures", "legal_powers")}
    return PublicCouncil(**{**row, **lists})


async def logo(work: Work, slug: str) -> bytes | None:
    """The council's mark as it was given: a picture, kept apart from the rest because it is large."""
    found: bytes | None = await work.shared.scalar(select(Council.logo).where(Council.slug == slug))
    return found


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A report half typed: for each question, what was typed or ticked."""

    answers: Mapping[str, Sequence[str]]
    saved_at: datetime
    expires_at: datetime


async def draft(work: Work, draft_id: UUID) -> KeptDraft | None:
    """The draft that this browser's cookie opened."""
    wanted = (ReportDraft.answers, ReportDraft.saved_at, ReportDraft.expires_at)
    row = (await work.mine.execute(select(*wanted).where(ReportDraft.id == draft_id))).one_or_none()
    return None if row is None else KeptDraft(*row)


_BESIDE: Final = frozenset({"word", "further"})
"""What the council writes at any time: it moves nothing."""


@dataclass(frozen=True, slots=True)
class Message:
    """What was written since: the council's `reply`, `question`, `further`, `word` or `change`; the reporter's
    `news`, `asks` or `withdrawal`."""

    kind: str
    body: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Correspondence:
    """What a return code opens: when and in which language the report was sent, and what followed, newest first.

    `settled`: it was decided, which may be without a reply. `due_at`: by when it will be; None once it is, and while we
    wait for somebody's answer. `replied`: it was decided with a reply, and not opened again since."""

    sent_at: datetime
    lang: str
    messages: tuple[Message, ...]
    settled: bool
    due_at: datetime | None
    replied: bool

    @property
    def withdrawn_at(self) -> datetime | None:
        return next((message.at for message in self.messages if message.kind == "withdrawal"), None)

    @property
    def answered(self) -> bool:
        """Whether there ever was a reply: it may have been opened again since."""
        return any(message.kind == "reply" for message in self.messages)

    @property
    def newest(self) -> str:
        """The kind of the last word; empty where nothing was written."""
        return self.messages[0].kind if self.messages else ""

    @property
    def asked(self) -> bool:
        """Whether we wait, and nobody has answered our question. What else we wrote since does not take it back."""
        waits = not self.settled and self.due_at is None
        last = next((message.kind for message in self.messages if message.kind not in _BESIDE), "")
        return waits and last == "question"


async def correspondence(work: Work, report_id: UUID) -> Correspondence:
    """For the pass that a return code opened. The reporter's own words are not shown again: whoever finds the code
    would read them."""
    standing = func.identity.report_standing().table_valued("settled", "due_at", "replied")
    about = select(Report.sent_at, Report.lang, *standing.c).where(Report.id == report_id)
    report = (await work.mine.execute(about.join(standing, true()))).one()
    wanted = select(ReportMessage.kind, ReportMessage.body, ReportMessage.at).where(
        ReportMessage.report_id == report_id
    )
    rows = await work.mine.execute(wanted.order_by(ReportMessage.at.desc(), ReportMessage.id.desc()))
    messages = tuple(Message(*row) for row in rows)
    return Correspondence(report.sent_at, report.lang, messages, report.settled, report.due_at, report.replied)


async def sent_at(work: Work, report_id: UUID) -> datetime:
    """When the report that a return code opened was sent."""
    return (await work.mine.execute(select(Report.sent_at).where(Report.id == report_id))).scalar_one()


async def place_words_of(work: Work, report_id: UUID) -> tuple[frozenset[str], str]:
    """Words that the opened report uses for its place, so that news need not hide them; and its language."""
    wanted = select(Report.subject, Report.where_said, Report.address, Report.online_handle, Report.lang)
    row = (await work.mine.execute(wanted.where(Report.id == report_id))).one()
    said = {"where_said": row.where_said, "address": row.address, "online_handle": row.online_handle}
    return places_in(said, ReportSubject(row.subject)), row.lang
