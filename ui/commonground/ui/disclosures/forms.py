"""Forms by which something is prepared for somebody outside the platform, agreed to, and taken back."""

from __future__ import annotations

from functools import cache
from typing import Final

from commonground.platform.crossings.types import Kind
from commonground.tenants.disclosures.models import Disclosure
from commonground.tenants.disclosures.types import EXPIRES_DAYS, PURPOSE_LIMIT, REASON_LIMIT, TOLD_LABELS, Typed
from commonground.tenants.outside.models import OutsideReceiver
from commonground.tenants.outside.types import NAME_LIMIT, OUTSIDE_KINDS, WORDS_LIMIT, Whom
from commonground.ui.packages.parts import PackageForm, started, typed_of, with_parts
from commonground.ui.shell.forms import (
    Checkboxes,
    Choice,
    Email,
    Form,
    Radios,
    Select,
    Telephone,
    TextArea,
    TextField,
)
from commonground.ui.shell.i18n import lazy

_LANGUAGES: Final = (Choice("en", lazy("English")), Choice("cy", lazy("Welsh")))


class BeginForm(Form):
    """For whom, and about what."""

    organisation = TextField(
        lazy("Which organisation is it for?"),
        hint=lazy("A hospital, a court, a school abroad, a council that is not here. It stays as it is from here on"),
        required=lazy("Say which organisation it is for"),
        most=NAME_LIMIT,
        size="s",
    )
    kind = Radios(
        lazy("What is it about?"),
        tuple(Choice(kind.value, label) for kind, label in OUTSIDE_KINDS.items()),
        required=lazy("Choose what it is about"),
        size="s",
        small=True,
    )


class OutsideForm(PackageForm):
    """Who gets it, the package, and the reasons. Which fields it has follows from the kind: `form_for`."""

    person = TextField(lazy("Who gets it?"), hint=lazy("Their name"), most=NAME_LIMIT, width=30, size="s")
    job = TextField(
        lazy("What are they there?"), hint=lazy("For example: named nurse"), most=NAME_LIMIT, width=30, size="s"
    )
    email = Email(
        lazy("Their own e-mail address at work"),
        hint=lazy("They are sent an address there that says nothing. Not an inbox that several people share"),
        size="s",
    )
    phone = Telephone(
        lazy("The number at which you will tell them the code"),
        hint=lazy("Take it from a directory or a switchboard, not from an e-mail of theirs"),
        size="s",
    )
    lang = Radios(lazy("In which language are they written to?"), _LANGUAGES, default="en", size="s", small=True)
    chosen = Checkboxes(
        lazy("What are they told?"),
        hint=lazy("Nothing is ticked to begin with. What is not ticked stays here"),
        size="s",
        small=True,
    )
    files = Checkboxes(lazy("Files that go along"), size="s", small=True)
    purpose = TextArea(
        lazy("For what do they need it?"), hint=lazy("They read this"), most=PURPOSE_LIMIT, rows=2, size="s"
    )
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
    untold_why = TextArea(
        lazy("If not everybody was told: why"), hint=lazy("They read this"), most=REASON_LIMIT, rows=2, size="s"
    )
    advice = TextArea(lazy("Whose advice was taken?"), hint=lazy("It stays here"), most=REASON_LIMIT, rows=2, size="s")
    expires_days = Select(
        lazy("How long may they take to open it?"),
        tuple(Choice(str(days), lazy("%(days)s days", days=days)) for days in EXPIRES_DAYS),
        hint=lazy("After that it is erased, and can be sent anew"),
        default="7",
        size="s",
    )

    def typed(self) -> Typed:
        return typed_of(self)

    def whom(self) -> Whom:
        return Whom(
            person=self.person.data or "",
            job=self.job.data or "",
            email=self.email.data or "",
            phone=self.phone.data or "",
            lang=self.lang.data or "en",
        )


@cache
def form_for(kind: Kind) -> type[OutsideForm]:
    """The form of this kind's fields, made once."""
    return with_parts(OutsideForm, kind)


def filled(row: Disclosure, receiver: OutsideReceiver) -> OutsideForm:
    """As it stands in the draft."""
    start = started(row) | {
        "person": receiver.person,
        "job": receiver.job,
        "email": receiver.email,
        "phone": receiver.phone,
        "lang": receiver.lang,
        "chosen": row.chosen,
    }
    return form_for(Kind(row.kind))(None, start)


class WithdrawForm(Form):
    words = TextArea(
        lazy("Why do you take it back?"),
        hint=lazy("The record keeps this"),
        required=lazy("Say why"),
        most=WORDS_LIMIT,
        rows=3,
        size="s",
    )
