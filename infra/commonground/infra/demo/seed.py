"""Writes the stories into the database: three months that end today."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.infra.demo.councils import Settled
from commonground.infra.demo.referred import add_statement
from commonground.infra.demo.shapes import Changed, Setting, Story, Told
from commonground.platform.audit.models import AuditEntry
from commonground.platform.calendar import LONDON, WorkingCalendar
from commonground.platform.councils.types import Nation
from commonground.platform.ids import uuid7
from commonground.platform.notifications.models import NotificationRow
from commonground.platform.references import ReferenceKind, new_reference, new_return_code
from commonground.tenants.contexts.details import DETAILS
from commonground.tenants.contexts.models import ContextEvent, ContextRow, NamedPerson
from commonground.tenants.contexts.rules import ContextVerb
from commonground.tenants.intake.models import Report, ReportMessage
from commonground.tenants.intake.receiving import masked
from commonground.tenants.intake.types import ReportSubject
from commonground.tenants.referrals.models import ReferralEvent, ReferralRow
from commonground.tenants.referrals.rules import decision_due
from commonground.tenants.referring.models import Statement, StatementPeople

PUBLIC_SOURCES = {"public", "anonymous", "young_person", "individual_family"}
SETTLED = {"decided", "needs_lead"}


def _route(told: Told) -> str:
    if told.source in PUBLIC_SOURCES:
        return "public"
    return "partner" if told.referred and told.source != "la_other" else "professional"


def _attention(told: Told) -> str | None:
    """Why somebody must look, as the product would have it."""
    if told.danger == "yes" and told.state not in SETTLED:
        return "danger"
    if told.withdrawal and told.state not in {"screening", "withdrawn"}:
        return "withdrawal"
    return "news" if told.news or (told.asks and not told.answer) else None


class Writer:
    """Puts one council's story in. Rows are gathered by table and inserted together."""

    def __init__(self, council: Settled, now: datetime) -> None:
        self.council = council
        self.now = now
        self.calendar = WorkingCalendar(Nation(council.nation))
        self.contexts: dict[str, UUID] = {}
        self.restricted: dict[str, Setting] = {}
        self.changed: dict[str, tuple[Changed, str]] = {}
        self.teams_of_contexts: dict[str, str] = {}
        self.rows: dict[Any, list[dict[str, Any]]] = {}

    def add(self, model: Any, **values: Any) -> UUID:
        row_id = uuid7()
        self.rows.setdefault(model, []).append({"tenant_id": self.council.id, "id": row_id, **values})
        return row_id

    def moment(self, days: int, at: str = "10:00") -> datetime:
        """`days` ago at a local time; a time later than now today becomes the day before."""
        hour, minute = (int(part) for part in at.split(":"))
        day = self.now.astimezone(LONDON).date() - timedelta(days=days)
        found = datetime.combine(day, time(hour, minute), LONDON).astimezone(UTC)
        return found if found < self.now else found - timedelta(days=1)

    async def write(self, connection: AsyncConnection, story: Story) -> None:
        for setting in story.settings:
            self._context(setting)
        for told in story.told:
            self._referral(told)
        self._order_told()
        for model in (ContextRow, ReferralRow, Report, Statement, StatementPeople, ContextEvent, ReferralEvent,
                      ReportMessage, NamedPerson, NotificationRow, AuditEntry):  # fmt: skip
            for row in self.rows.get(model, []):
                if model is NamedPerson:
                    row.pop("id")
            if self.rows.get(model):
                await connection.execute(insert(model), self.rows[model])

    def _order_told(self) -> None:
        """Notifications are listed by their ids, which elsewhere are made one after another as things happen."""
        told = sorted(self.rows.get(NotificationRow, []), key=lambda row: row["occurred_at"])
        for row, made in zip(told, sorted(row["id"] for row in told), strict=True):
            row["id"] = made

    def _context(self, setting: Setting) -> None:
        made = self.moment(setting.days)
        context_id = self.add(
            ContextRow, reference=new_reference(ReferenceKind.CONTEXT), kind=setting.kind, name=setting.name,
            aliases=list(setting.aliases), description=setting.description, venue=setting.venue,
            address=setting.address, postcode=setting.postcode, platform=setting.platform, handle=setting.handle,
            **{name: setting.details.get(name, "") for name in DETAILS}, status=setting.status,
            restricted=setting.restricted, team_id=self.council.teams[setting.team],
            lead_id=self.council.staff.get(setting.lead), created_at=made, changed_at=made, version=1,
        )  # fmt: skip  # a row
        self.contexts[setting.key] = context_id
        self.teams_of_contexts[setting.key] = setting.team
        self._event(context_id, made, ContextVerb.OPEN, "", setting.lead or next(iter(self.council.staff)))
        for days, words in setting.notes:
            self._event(context_id, self.moment(days), ContextVerb.NOTE, words, setting.lead)
        for subject in setting.named:
            self._name(context_id, subject, made)
        if setting.restricted:
            self.restricted[setting.key] = setting
        if setting.changed:
            self.changed[setting.key] = setting.changed, setting.lead
            words = "\n".join(filter(None, (setting.changed.en, setting.changed.cy)))
            at = self.moment(setting.changed.days, "15:30")
            self._event(context_id, at, ContextVerb.TELL_CHANGE, words, setting.lead)

    def _event(self, context_id: UUID, at: datetime, verb: str, words: str, who: str = "") -> None:
        staff = self.council.staff.get(who)
        self.add(ContextEvent, context_id=context_id, at=at, staff_id=staff, verb=verb, words=words, referral_id=None)

    def _name(self, record_id: UUID, subject: str, since: datetime) -> None:
        self.add(NamedPerson, record_id=record_id, staff_id=self.council.staff[subject], since=since)

    def _referral(self, told: Told) -> None:
        received = self.moment(told.days, told.at)
        changed = min(received + timedelta(hours=20 * told.decided_after), self.now - timedelta(minutes=5))
        holder = self.council.staff.get(told.holder)
        decider = holder or self.council.staff[self._first_screener()]
        decided = told.state in {"decided", "needs_lead"}
        reference = new_reference(ReferenceKind.REFERRAL)
        first = self.council.teams[told.team]
        # On no context yet, one about a restricted place has a circle of its own.
        on_context = None if told.state in {"new", "screening"} else self.contexts.get(told.subject)
        restricted = told.subject in self.restricted
        referral_id = self.add(
            ReferralRow, reference=reference, route=_route(told),
            source=told.source, subject_kind=told.kind, title=told.title, harms=list(told.harms),
            children=told.children, state=told.state, restricted=restricted,
            follows_context=restricted and on_context is not None,
            received_at=received, decision_due_at=decision_due(received, self.calendar),
            paused_at=changed if told.state == "waiting" else None, paused_for=timedelta(),
            asked=told.asked or None, asked_whom=told.asked_whom, attention=_attention(told),
            withdrawal_asked_at=self._wished(told, changed),
            team_id=self.council.teams[self._team(told)], received_team_id=first,
            decided_team_id=first if decided else None, lead_id=holder,
            context_id=on_context,
            outcome=told.outcome or None, rationale=told.why, **asdict(told.weighed),
            decided_at=changed if decided else None, decided_by=decider if decided else None,
            no_reply_reason=None if told.reply or not decided else told.no_reply, no_reply_words="",
            changed_at=changed, version=1,
        )  # fmt: skip  # a row
        self._history(told, referral_id, received, changed, decider)
        self._said(told, referral_id, received, changed, decider)
        self._tell(told, referral_id, reference, received, changed)
        for subject in self.restricted[told.subject].named if told.subject in self.restricted else ():
            self._name(referral_id, subject, changed)

    def _team(self, told: Told) -> str:
        """What was decided goes to the team that has its context, as it does when somebody decides it on screen."""
        return self.teams_of_contexts.get(told.subject, told.team) if told.state in SETTLED else told.team

    def _first_screener(self) -> str:
        return next(iter(self.council.staff))

    def _history(self, told: Told, referral_id: UUID, received: datetime, changed: datetime, who: UUID) -> None:
        referrer = self.council.staff[told.referred.by] if told.referred else None
        self._step(referral_id, received, referrer, "receive", None, "new", "")
        wished = self._wished(told, changed)
        if told.state != "new":
            self._step(referral_id, received + timedelta(minutes=50), who, "take", "new", "screening", "")
        if wished is not None:
            before = "new" if told.state == "new" else "screening"
            self._step(referral_id, wished, None, "withdraw", before, before, "")
        verb = {"waiting": "ask_for_more", "escalated": "escalate", "withdrawn": "close_withdrawn"}.get(told.state)
        if told.state not in {"new", "screening"}:
            words = told.asked_whom or told.why or ("Needs a manager’s decision today." if verb == "escalate" else "")
            whom = told.asked_whom if told.state == "waiting" else ""
            self._step(referral_id, changed, who, verb or "decide", "screening", told.state, words, whom)

    def _wished(self, told: Told, changed: datetime) -> datetime | None:
        """When the reporter asked to withdraw; before it was closed for that."""
        if not told.withdrawal:
            return None
        return changed - timedelta(hours=1) if told.state == "withdrawn" else self.now - timedelta(hours=1)

    def _step(
        self,
        referral_id: UUID,
        at: datetime,
        who: UUID | None,
        verb: str,
        before: str | None,
        after: str,
        words: str,
        whom: str = "",
    ) -> None:
        self.add(
            ReferralEvent, referral_id=referral_id, at=at, staff_id=who, verb=verb, from_state=before, to_state=after,
            words=words, asked_whom=whom or None,
        )  # fmt: skip  # a row

    def _said(self, told: Told, referral_id: UUID, received: datetime, changed: datetime, who: UUID) -> None:
        """What the person said, and what was written since."""
        if told.referred:
            referrer = self.council.staff[told.referred.by]
            said = {"statement_id": add_statement(self.add, told, told.referred, referral_id, referrer, received)}
        else:
            said = {"report_id": self._report(told, referral_id, received)}
        if told.reply:
            self._message(said, "reply", told.reply, changed, who)
        if told.asks:
            self._asked(said, told, referral_id, changed, who)
        if told.news:
            self._message(said, "news", told.news, self.now - timedelta(hours=2), None)
        if wished := self._wished(told, changed):
            self._message(said, "withdrawal", told.withdrawal, wished, None)
        if told.state in SETTLED and told.subject in self.changed:
            self._tell_change(said, told, referral_id)

    def _asked(self, said: dict[str, UUID], told: Told, referral_id: UUID, changed: datetime, who: UUID) -> None:
        """Two days after the decision, and answered the day after; or just now, where nobody has answered."""
        at = changed + timedelta(days=2) if told.answer else self.now - timedelta(hours=3)
        self._message(said, "asks", told.asks, at, None)
        self._step(referral_id, at + timedelta(seconds=20), None, "add_news", told.state, told.state, "")
        if told.answer:
            answered = at + timedelta(days=1)
            self._message(said, "word", told.answer, answered, who)
            self._step(referral_id, answered, who, "write", told.state, told.state, told.answer)

    def _tell_change(self, said: dict[str, UUID], told: Told, referral_id: UUID) -> None:
        """What has changed there, to whoever told us of it before."""
        change, lead = self.changed[told.subject]
        if told.days <= change.days:
            return
        at, who = self.moment(change.days, "15:30"), self.council.staff[lead]
        self._message(said, "change", change.cy if told.lang == "cy" else change.en, at, who)
        self._step(referral_id, at, who, "tell_change", told.state, told.state, "")

    def _report(self, told: Told, referral_id: UUID, received: datetime) -> UUID:
        """Over the public form, as every source but the council's own people does here."""
        said = {
            "where_said": told.where or told.title, "address": told.address, "online_handle": "",
            "what_said": told.what, "when_said": told.when, "helps_said": told.helps,
        }  # fmt: skip  # columns of a row
        hidden = masked(said, ReportSubject(told.kind), lang=told.lang)
        return self.add(
            Report, referral_id=referral_id, code_hash=hashlib.sha256(new_return_code().encode()).digest(),
            lang=told.lang, subject=told.kind, postcode="", venue=None, group_size=None, ages=["13_15"],
            danger=told.danger, danger_page_seen=True, how_often=None, connection=None,
            contact_name="", contact_by=None, contact_value="", contact_safe="",
            shown={column: each.shown for column, each in hidden.items()},
            names_masked=sum(len(each.spans) for each in hidden.values()), sent_at=received, **said,
        )  # fmt: skip  # a row

    def _message(self, said: dict[str, UUID], kind: str, body: str, at: datetime, who: UUID | None) -> None:
        whose = {"report_id": None, "statement_id": None} | said
        self.add(ReportMessage, **whose, kind=kind, body=body, shown=body, at=at, staff_id=who)

    def _tell(self, told: Told, referral_id: UUID, reference: str, received: datetime, changed: datetime) -> None:
        if told.referred and told.reply:
            self.add(
                NotificationRow, staff_id=self.council.staff[told.referred.by], fact_id=uuid7(), kind="written_to_you",
                subject_kind="referred", subject_id=referral_id, reference=reference, occurred_at=changed,
                read_at=None,
            )  # fmt: skip  # a row
        if told.state not in {"new", "escalated"}:
            return
        kind = "referral_escalated" if told.state == "escalated" else "referral_received"
        for staff_id in self._told_people(told):
            self.add(
                NotificationRow, staff_id=staff_id, fact_id=uuid7(), kind=kind, subject_kind="referral",
                subject_id=referral_id, reference=reference, occurred_at=received,
                read_at=None if told.days <= 1 else received + timedelta(hours=1),
            )  # fmt: skip  # a row

    def _told_people(self, told: Told) -> list[UUID]:
        if told.state == "escalated":
            return [self.council.staff[told.holder]] if told.holder else []
        return [self.council.staff[self._first_screener()]]

    def summary(self) -> Counter[str]:
        return Counter({model.__tablename__: len(rows) for model, rows in self.rows.items()})
