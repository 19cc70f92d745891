"""What was agreed, and what came of it. Neither has a place for a child's name, and each looks for one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from commonground.platform.reference import AGREE_TOGETHER
from commonground.tenants.agreed.models import AgreedVersion
from commonground.tenants.agreed.types import (
    AGREED_LIMIT,
    CAME_LIMIT,
    POST_LIMIT,
    AgreedInput,
    AgreedKind,
    CameInput,
)
from commonground.tenants.intake.masking import mask_names
from commonground.ui.contexts.forms import NO_NAMES, may_be_names
from commonground.ui.referrals.forms import Flagged, RecordForm
from commonground.ui.shell.forms import Checkboxes, DateParts, Select, TextArea, TextField, coded
from commonground.ui.shell.i18n import gettext, lazy

AGENCIES: Final = coded(AGREE_TOGETHER.label, AGREE_TOGETHER.codes)
DAYS: Final = tuple(f"{name}-{part}" for name in ("held_on", "due_on") for part in ("day", "month", "year"))
CAME_DAY: Final = tuple(f"came_on-{part}" for part in ("day", "month", "year"))
"""As what the dates of either form are sent."""


class AgreedForm(RecordForm):
    kind: AgreedKind | None = None
    """Which it is, for the second look."""
    held_on = DateParts(lazy("On which day was it agreed?"), size="s")
    held_at = TextField(
        lazy("At what time?"), hint=lazy("Only if it matters, like 9:30 or 2:30pm"), most=10, width=10, size="s"
    )
    agencies = Checkboxes(
        lazy("Which agencies took part?"), AGENCIES, required=lazy("Choose each that took part"), size="s", small=True
    )
    leads = Select(
        lazy("Which one leads?"), AGENCIES, required=lazy("Choose which leads"), empty=lazy("Choose"), size="s"
    )
    leads_post = TextField(
        lazy("Who leads there?"),
        hint=lazy("A role, like duty social worker: it stays when the person goes"),
        most=POST_LIMIT,
        size="s",
    )
    agreed = TextArea(
        lazy("What was agreed, and who does what?"),
        hint=NO_NAMES,
        required=lazy("Write what was agreed, and who does what"),
        most=AGREED_LIMIT,
        rows=5,
        size="s",
    )
    due_on = DateParts(
        lazy("By which day is something due?"),
        hint=lazy("It stands in your work until somebody says what came of it"),
        size="s",
    )

    @classmethod
    def fresh(cls, kind: AgreedKind, version: int, today: date) -> AgreedForm:
        """Filled in as it most likely is. A strategy discussion is led by children's social care."""
        start: dict[str, Any] = {"version": str(version), "held_on": today}
        if kind is AgreedKind.STRATEGY_DISCUSSION:
            start |= {"agencies": ["social_care"], "leads": "social_care"}
        return cls(None, start)

    @classmethod
    def of(cls, now: AgreedVersion) -> AgreedForm:
        names = ("held_on", "agencies", "leads", "leads_post", "agreed", "due_on")
        at = f"{now.held_at:%H:%M}" if now.held_at else ""
        return cls(None, {"version": str(now.version), "held_at": at, **{name: getattr(now, name) for name in names}})

    def typed(self) -> AgreedInput:
        return AgreedInput(
            held_on=self.held_on.data,
            time_typed=self.held_at.data or "",
            agencies=tuple(self.agencies.data),
            leads=self.leads.data or "",
            leads_post=self.leads_post.data or "",
            agreed=self.agreed.data or "",
            due_on=self.due_on.data,
        )

    def flagged(self) -> Iterator[Flagged]:
        there = set(self.agencies.data)
        if self.kind is AgreedKind.STRATEGY_DISCUSSION and not {"social_care", "police", "health"} <= there:
            yield Flagged("agencies", gettext(_LACKING), ",".join(sorted(there)))
        if self.kind is AgreedKind.SINGLE_AGENCY and len(there) > 1:
            yield Flagged("agencies", gettext(_SEVERAL), ",".join(sorted(there)))
        for name in ("leads_post", "agreed"):
            yield from _names_in(name, str(self[name].data or ""))


_LACKING: Final = (
    "Children’s social care, police and health take part in a strategy discussion. Send again if one of them did not"
)
_SEVERAL: Final = "A single agency works on it alone. Send again if the others only took part in agreeing it"


class CameForm(RecordForm):
    came = TextArea(
        lazy("What came of it?"),
        hint=NO_NAMES,
        required=lazy("Say what came of it, also if that is nothing"),
        most=CAME_LIMIT,
        rows=4,
        size="s",
    )
    came_on = DateParts(lazy("Since which day is that known?"), size="s")

    @classmethod
    def of(cls, now: AgreedVersion, today: date) -> CameForm:
        return cls(None, {"version": str(now.version), "came": now.came, "came_on": now.came_on or today})

    def typed(self) -> CameInput:
        return CameInput(came=self.came.data or "", came_on=self.came_on.data)

    def flagged(self) -> Iterator[Flagged]:
        yield from _names_in("came", self.came.data or "")


def _names_in(field: str, typed: str) -> Iterator[Flagged]:
    if words := mask_names(typed).hidden_words(typed):
        yield Flagged(field, may_be_names(words), typed)
