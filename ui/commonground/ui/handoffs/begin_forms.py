"""The forms by which a crossing is begun and prepared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Final, cast
from uuid import UUID

from commonground.platform.crossings.area import ABOUT_KM
from commonground.platform.crossings.types import (
    KIND_LABELS,
    URGENCY_LABELS,
    VERB_LABELS,
    Kind,
    Urgency,
    Verb,
)
from commonground.platform.ids import uuid_of
from commonground.platform.reference import AGE_BANDS, HARMS
from commonground.tenants.disclosures.fields import FIELDS
from commonground.tenants.disclosures.models import Disclosure
from commonground.tenants.disclosures.plans import PlanItem
from commonground.tenants.disclosures.types import (
    EXPIRES_DAYS,
    PURPOSE_LIMIT,
    REASON_LIMIT,
    TOLD_LABELS,
    Beginning,
    Typed,
)
from commonground.ui.packages.parts import PackageForm, started, typed_of, with_parts
from commonground.ui.shell.forms import Checkboxes, Choice, Form, Hidden, Radios, Select, TextArea, TextField
from commonground.ui.shell.i18n import lazy

_OF_VERB: Final = {
    Verb.INFORM: lazy("They are told. They own nothing by it"),
    Verb.WORK_JOINTLY: lazy("Each council works on its own side, and both know it"),
    Verb.HAND_OVER: lazy("You stay responsible until their transfer-in conference is recorded"),
}


class BeginForm(Form):
    """To whom, how and about what. `offer` must have been called."""

    context = Hidden(most=20)
    referral = Hidden(most=20)
    again = Hidden(most=20)
    receiver = Select(lazy("Which council?"), empty=lazy("Choose"), required=lazy("Choose the council"), size="s")
    verb = Radios(
        lazy("What do you want to do?"),
        tuple(Choice(verb.value, label, _OF_VERB[verb]) for verb, label in VERB_LABELS.items()),
        required=lazy("Choose what you want to do"),
        size="s",
    )
    kind = Radios(
        lazy("What is it about?"),
        tuple(Choice(kind.value, label) for kind, label in KIND_LABELS.items()),
        required=lazy("Choose what it is about"),
        size="s",
        small=True,
    )

    def offer(self, councils: Sequence[tuple[UUID, str]]) -> None:
        self.receiver.choices = [Choice(str(each), name) for each, name in councils]

    def typed(self, thread_id: UUID | None) -> Beginning:
        """Of a form that is valid."""
        return Beginning(
            receiver_id=cast(UUID, uuid_of(self.receiver.data)),
            verb=Verb(self.verb.data or ""),
            kind=Kind(self.kind.data or ""),
            thread_id=thread_id,
        )


class BuildForm(PackageForm):
    """The package and the reasons. Which fields it has follows from the kind: `form_for`."""

    urgency = Radios(
        lazy("How urgent is it?"),
        tuple(Choice(urgency.value, label) for urgency, label in URGENCY_LABELS.items()),
        required=lazy("Choose how urgent it is"),
        default=Urgency.SOON.value,
        size="s",
        small=True,
    )
    harms = Checkboxes(
        lazy("Kinds of harm"),
        tuple(Choice(code, label) for code, label in HARMS.labels()),
        hint=lazy("They see these before they accept"),
        size="s",
        small=True,
    )
    ages = Checkboxes(
        lazy("How old are the young people?"),
        tuple(Choice(code, label) for code, label in AGE_BANDS.labels()),
        hint=lazy("They see this before they accept"),
        size="s",
        small=True,
    )
    postcode = TextField(
        lazy("A postcode in the area"),
        most=10,
        width=10,
        size="s",
    )
    area = Hidden(most=15)
    chosen = Checkboxes(lazy("What goes into the package"), size="s", small=True)
    plan = Checkboxes(
        lazy("What are they told of a plan for a place or group around the child?"),
        hint=lazy("They read each line that is ticked, as it stands here. Never who else has to do with it"),
        size="s",
        small=True,
    )
    files = Checkboxes(lazy("Files that go along"), size="s", small=True)
    purpose = TextArea(lazy("For what do they need it?"), hint=lazy("They read this once they have accepted"),
                       most=PURPOSE_LIMIT, rows=2, size="s")  # fmt: skip  # a row to a question
    basis = Select(lazy("On which lawful basis?"), empty=lazy("Choose"), size="s")
    necessity = TextArea(
        lazy("Why can’t it be done with less?"),
        hint=lazy("Why them, why this much, and why now. It stays here: the second person reads it"),
        most=REASON_LIMIT,
        rows=2,
        size="s",
    )
    openness = Radios(
        lazy("Were the young people and their parents told?"),
        tuple(Choice(told.value, label) for told, label in TOLD_LABELS.items()),
        size="s",
        small=True,
    )
    untold_why = TextArea(lazy("If not everybody was told: why"), most=REASON_LIMIT, rows=2, size="s")
    advice = TextArea(lazy("Whose advice was taken?"), hint=lazy("It stays here"), most=REASON_LIMIT, rows=2, size="s")
    no_agreement_reason = TextArea(
        lazy("Why it has to be shared without an agreement"), most=REASON_LIMIT, rows=2, size="s"
    )
    expires_days = Select(
        lazy("How long may they take to accept it?"),
        tuple(Choice(str(days), lazy("%(days)s days", days=days)) for days in EXPIRES_DAYS),
        hint=lazy("After that it is erased, and can be offered anew"),
        default="28",
        size="s",
    )

    def offer_plan(self, items: Sequence[PlanItem]) -> None:
        self.plan.choices = [Choice(each.code, each.words) for each in items]

    def offer_area(self, precision: int) -> None:
        """`precision`: how roughly the council's offers say where."""
        self.postcode.hint = lazy(
            "They see an area about %(km)s km across, as your council chose, and never the postcode. Leave it empty for"
            " none",
            km=ABOUT_KM[precision],
        )

    def typed(self) -> Typed:
        return replace(
            typed_of(self),
            urgency=Urgency(self.urgency.data) if self.urgency.data in set(Urgency) else Urgency.SOON,
            harms=tuple(self.harms.data or ()),
            ages=tuple(self.ages.data or ()),
            area=self.area.data or None,
            chosen=(*(self.chosen.data or ()), *(self.plan.data or ())),
            no_agreement_reason=self.no_agreement_reason.data or "",
        )


@cache
def form_for(kind: Kind) -> type[BuildForm]:
    """The form of this kind's fields, made once."""
    return with_parts(BuildForm, kind)


def filled(row: Disclosure) -> BuildForm:
    """As it stands in the draft."""
    start = started(row) | {
        "urgency": row.urgency,
        "harms": row.harms,
        "ages": row.ages,
        "area": row.area or "",
        "chosen": [code for code in row.chosen if code in FIELDS],
        "plan": [code for code in row.chosen if code not in FIELDS],
        "no_agreement_reason": row.no_agreement_reason,
    }
    return form_for(Kind(row.kind))(None, start)
