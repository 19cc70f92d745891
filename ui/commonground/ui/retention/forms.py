"""Questions about one record's time, and about the council's schedule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from commonground.tenants.retention.holds import HoldLine
from commonground.tenants.retention.types import (
    FROM_LABELS,
    GROUND_LABELS,
    HOLD_LABELS,
    REASON_LIMIT,
    TYPE_LABELS,
    CountedFrom,
    DisposalGround,
    HoldGround,
    Period,
    RecordType,
)
from commonground.ui.shell.dates import day
from commonground.ui.shell.forms import (
    Choice,
    DateParts,
    Form,
    Hidden,
    Radios,
    Select,
    StopValidation,
    TextArea,
    TextField,
)
from commonground.ui.shell.i18n import lazy

Body = dict[str, str | list[str]]
EXAMPLE_ID = "01890000-0000-7000-8000-000000000000"


def _why() -> TextArea:
    """Each form's own, so that it stands where that form has it."""
    return TextArea(
        lazy("Why?"),
        hint=lazy("Never a child’s name"),
        required=lazy("Say why, because the next person reads it"),
        most=REASON_LIMIT,
        rows=3,
        size="s",
    )


class KeepForm(Form):
    reason = _why()
    until = DateParts(
        lazy("Until when?"),
        hint=lazy("Within five years. Then it is due for review again"),
        required=lazy("Type the day on which somebody looks at it again"),
        size="s",
    )


class HoldForm(Form):
    ground = Radios(
        lazy("What is it needed for?"),
        tuple(Choice(ground.value, words) for ground, words in HOLD_LABELS.items()),
        required=lazy("Choose what it is needed for"),
        size="s",
        small=True,
    )
    reason = _why()
    review_on = DateParts(
        lazy("When does somebody look whether it is still needed?"),
        hint=lazy("Within a year. The hold lasts until it is lifted"),
        required=lazy("Type the day on which somebody looks at the hold again"),
        size="s",
    )

    @property
    def chosen(self) -> HoldGround:
        """Of a form that is valid."""
        return HoldGround(self.ground.data or "")


class LiftForm(Form):
    """`offer` must have been called: the choices are the record's own holds."""

    hold = Radios(lazy("Which hold?"), required=lazy("Choose a hold"), size="s", small=True)
    reason = _why()

    def offer(self, holds: Sequence[HoldLine]) -> None:
        self.hold.choices = [
            Choice(str(hold.id), HOLD_LABELS[hold.ground], f"{hold.put_by}, {day(hold.put_at)}")
            for hold in holds
            if hold.lifted_at is None
        ]


class ProposeForm(Form):
    ground = Radios(
        lazy("Why may it go?"),
        tuple(
            Choice(ground.value, words) for ground, words in GROUND_LABELS.items() if ground is not DisposalGround.TRIAL
        ),
        required=lazy("Choose why it may go"),
        size="s",
        small=True,
    )

    @property
    def chosen(self) -> DisposalGround:
        """Of a form that is valid."""
        return DisposalGround(self.ground.data or "")


class DisposalForm(Form):
    disposal = Hidden(most=40)


class TakeBackForm(Form):
    choice = Hidden(most=40)


class LookForm(Form):
    """Go to a record by its reference."""

    reference = TextField(
        lazy("Hold another record"),
        hint=lazy("Its reference, for example CR-7K3F-29M"),
        required=lazy("Type the reference of a record"),
        most=80,
        width=20,
        size="s",
    )


def _whole(_: Form, field: TextField) -> None:
    typed = field.data or ""
    if not (typed.isascii() and typed.isdigit()):
        raise StopValidation(lazy("Type a whole number, for example 3"))  # type: ignore[arg-type]  # shown in the reader's language


class ScheduleForm(Form):
    record_type = Select(
        lazy("Which type of record?"),
        tuple(Choice(each.value, words) for each, words in TYPE_LABELS.items()),
        empty=lazy("Choose"),
        required=lazy("Choose a type of record"),
        size="s",
    )
    years = TextField(
        lazy("Years"), most=3, width=3, required=lazy("Type a number of years, or 0"), size="s", validators=(_whole,)
    )
    months = TextField(
        lazy("Months"), most=2, width=3, required=lazy("Type a number of months, or 0"), size="s", validators=(_whole,)
    )
    counted_from = Radios(
        lazy("Counted from when?"),
        tuple(Choice(each.value, words[:1].upper() + words[1:]) for each, words in FROM_LABELS.items()),
        required=lazy("Choose from when the time is counted"),
        size="s",
        small=True,
    )
    reason = _why()

    @property
    def period(self) -> Period:
        """Of a form that is valid."""
        return Period(int(self.years.data or 0), int(self.months.data or 0))

    @property
    def chosen(self) -> tuple[RecordType, CountedFrom]:
        """Of a form that is valid."""
        return RecordType(self.record_type.data or ""), CountedFrom(self.counted_from.data or "")


def _in(days: int, name: str) -> Body:
    when = datetime.now(UTC).date() + timedelta(days=days)
    return {f"{name}-day": str(when.day), f"{name}-month": str(when.month), f"{name}-year": str(when.year)}


def keep_example() -> Body:
    return {"reason": "A court may ask for it.", **_in(90, "until")}


def hold_example() -> Body:
    return {"ground": "complaint", "reason": "The ombudsman has asked for it.", **_in(90, "review_on")}


def lift_example() -> Body:
    return {"hold": EXAMPLE_ID, "reason": "The ombudsman has decided."}


def propose_example() -> Body:
    return {"ground": "time_is_up"}


def take_back_example() -> Body:
    return {"choice": EXAMPLE_ID}


def disposal_example() -> Body:
    return {"disposal": EXAMPLE_ID}


def schedule_example() -> Body:
    return {
        "record_type": "context", "years": "2", "months": "0", "counted_from": "ended",
        "reason": "Our retention policy of 2026.",
    }  # fmt: skip  # one form
