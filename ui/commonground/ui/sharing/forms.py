"""Forms about invitations of partners."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.ids import uuid_of
from commonground.platform.partners.types import Organisation, PartnerPerson
from commonground.tenants.disclosures.types import TOLD_LABELS, Told
from commonground.tenants.intake.masking import mask_names
from commonground.tenants.sharing.rules import last_day
from commonground.tenants.sharing.types import (
    BASIS_LABELS,
    DAYS,
    LONGEST_DAYS,
    PURPOSE_LIMIT,
    REASON_LIMIT,
    Basis,
    Invitation,
    InvitationInput,
    State,
    Verb,
)
from commonground.ui.contexts.forms import may_be_names
from commonground.ui.referrals.forms import Flagged, ReasonForm, RecordForm
from commonground.ui.shell.dates import day
from commonground.ui.shell.forms import Choice, Form, Radios, Select, TextArea
from commonground.ui.shell.i18n import gettext, lazy

SUMMARY, NOTES = "summary", "notes"
_LASTS = tuple(Choice(str(days), lazy("%(days)s days", days=days)) for days in DAYS)
_NO_YES = (
    Choice(
        "no",
        lazy("Without names"),
        lazy("Words that may be names are masked for them; what a group or an account calls itself is left out"),
    ),
    Choice("yes", lazy("With names"), lazy("As it is written. A second person must agree first")),
)


class ShareForm(RecordForm):
    """`offer` and `offer_bases` must have been called: the choices are the council's own partners and its own law."""

    partner = Select(
        lazy("Whom do you invite?"), empty=lazy("Choose"), required=lazy("Choose whom you invite"), size="s"
    )
    purpose = TextArea(
        lazy("For what do they need it?"),
        hint=lazy("They read this. Never a child’s name"),
        required=lazy("Say for what they need it"),
        most=PURPOSE_LIMIT,
        rows=3,
        size="s",
    )
    basis = Select(
        lazy("On which lawful basis?"),
        empty=lazy("Choose"),
        required=lazy("Choose the lawful basis"),
        size="s",
    )
    necessity = TextArea(
        lazy("Why can’t it be done with less?"),
        hint=lazy("Why this partner, why this much, and why now"),
        required=lazy("Say why it can’t be done with less"),
        most=REASON_LIMIT,
        rows=3,
        size="s",
    )
    openness = Radios(
        lazy("Were the young people and their parents told?"),
        tuple(Choice(told.value, label) for told, label in TOLD_LABELS.items()),
        hint=lazy("Where names are shared, say it"),
        size="s",
        small=True,
    )
    untold_why = TextArea(lazy("If not everybody was told: why"), most=REASON_LIMIT, rows=2, size="s")
    advice = TextArea(lazy("Whose advice was taken?"), hint=lazy("It stays here"), most=REASON_LIMIT, rows=2, size="s")
    what = Radios(
        lazy("What do they see?"),
        (
            Choice(SUMMARY, lazy("The summary"), lazy("Name, place and “In one minute”")),
            Choice(NOTES, lazy("The summary and the notes"), lazy("Nothing about contacts, flags or who reported")),
        ),
        required=lazy("Choose what they see"),
        default=SUMMARY,
        size="s",
        small=True,
    )
    names = Radios(
        lazy("With names?"),
        _NO_YES,
        required=lazy("Choose whether names are shared"),
        default="no",
        size="s",
        small=True,
    )
    days = Select(
        lazy("For how long?"),
        _LASTS,
        hint=lazy("Then it ends by itself. You are reminded a week before"),
        required=lazy("Choose for how long"),
        default="28",
        size="s",
    )

    def offer(self, partners: Sequence[tuple[Organisation, Sequence[PartnerPerson]]]) -> None:
        """Each organisation as a whole, followed by its people; all of them say so where no agreement is in force."""
        self.of_person = {person.id: each.id for each, people in partners for person in people}
        choices = []
        for each, people in partners:
            everybody = gettext("%(name)s, everybody there") % {"name": each.name}
            named = [(person.id, f"{person.name}, {each.name}") for person in people]
            agreed = "" if each.agreed_until else f" ({gettext('no agreement in force')})"
            choices += [Choice(str(which), f"{words}{agreed}") for which, words in [(each.id, everybody), *named]]
        self.partner.choices = choices

    def offer_bases(self, bases: Collection[Basis]) -> None:
        self.basis.choices = [Choice(basis.value, words) for basis, words in BASIS_LABELS.items() if basis in bases]

    def typed(self) -> InvitationInput:
        """Of a form that is valid."""
        chosen = uuid_of(self.partner.data)
        person = chosen if chosen in self.of_person else None
        return InvitationInput(
            organisation_id=self.of_person[person] if person else chosen,
            person_id=person,
            purpose=self.purpose.data or "",
            basis=Basis(self.basis.data or ""),
            necessity=self.necessity.data or "",
            names=self.names.data == "yes",
            notes=self.what.data == NOTES,
            days=int(self.days.data or LONGEST_DAYS),
            openness=Told(self.openness.data) if self.openness.data else None,
            untold_why=self.untold_why.data or "",
            advice=self.advice.data or "",
        )

    def flagged(self) -> Iterator[Flagged]:
        for name in ("purpose", "necessity", "untold_why", "advice"):
            typed = self[name].data or ""
            if words := mask_names(typed).hidden_words(typed):
                yield Flagged(name, may_be_names(words), typed)


class EndSharingForm(ReasonForm):
    """`offer` must have been called: the choices are what stands or waits on this context."""

    sharing = Radios(lazy("Which invitation?"), required=lazy("Choose an invitation"), size="s", small=True)

    def offer(self, invitations: Sequence[Invitation]) -> None:
        live = [each for each in invitations if each.state in (State.PROPOSED, State.ACTIVE)]
        until = {each.id: gettext("until %(day)s") % {"day": day(last_day(each.until))} for each in live}
        self.sharing.choices = [Choice(str(each.id), whom(each), until[each.id]) for each in live]

    @property
    def chosen(self) -> UUID:
        chosen = uuid_of(self.sharing.data)
        if chosen is None:
            raise NotFoundHereError
        return chosen


class SettleForm(Form):
    """The second person's answer."""

    answer = Radios(
        lazy("Do you agree?"),
        (
            Choice(Verb.AUTHORISE.value, lazy("Yes: let them in"), lazy("It opens to them at once")),
            Choice(Verb.REFUSE.value, lazy("No"), lazy("Nothing is shared. The one who proposed it reads why")),
        ),
        required=lazy("Choose whether you agree"),
        size="s",
        small=True,
    )
    words = TextArea(
        lazy("Why?"),
        hint=lazy("Is it necessary, and as little as possible? The record keeps this"),
        required=lazy("Say why"),
        most=REASON_LIMIT,
        rows=3,
        size="s",
    )


def whom(each: Invitation) -> str:
    """“Ada Quill, Riverside Mentors”, or everybody there."""
    if each.person_id is not None:
        return f"{each.person}, {each.organisation}"
    return gettext("%(name)s, everybody there") % {"name": each.organisation}
