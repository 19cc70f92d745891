"""Forms about partner organisations and agreements."""

from __future__ import annotations

from typing import Any

from commonground.platform.access import PARTNER_ROLES, ROLES, Role
from commonground.platform.partners.models import PartnerAgreement, PartnerOrganisation
from commonground.platform.partners.service import REASON_LIMIT
from commonground.platform.partners.types import (
    ABOUT_LIMIT,
    AGREEMENT_LABELS,
    NAME_LIMIT,
    WORDS_LIMIT,
    AgreementInput,
    OrganisationInput,
)
from commonground.platform.reference import AGENCIES
from commonground.ui.shell.forms import (
    Choice,
    DateParts,
    Email,
    Form,
    Radios,
    Select,
    Telephone,
    TextArea,
    TextField,
    VersionForm,
    coded,
)
from commonground.ui.shell.i18n import lazy

KINDS = coded(AGENCIES.label, AGENCIES.codes)


class OrganisationForm(VersionForm):
    name = TextField(lazy("Name"), required=lazy("Type the name of the organisation"), most=NAME_LIMIT, size="s")
    kind = Select(
        lazy("What kind of organisation is it?"),
        KINDS,
        empty=lazy("Choose"),
        required=lazy("Choose what kind of organisation it is"),
        size="s",
    )
    contact_name = TextField(lazy("Whom do you ring there?"), most=WORDS_LIMIT, size="s")
    contact_email = Email(lazy("Their e-mail address"), size="s")
    contact_phone = Telephone(lazy("Their telephone"), size="s")
    about = TextArea(
        lazy("What should colleagues know?"),
        hint=lazy("What they do and where. Never anything about a child"),
        most=ABOUT_LIMIT,
        rows=3,
        size="s",
    )

    @classmethod
    def of(cls, row: PartnerOrganisation) -> OrganisationForm:
        """As the register has it now."""
        names = ("name", "kind", "contact_name", "contact_email", "contact_phone", "about")
        return cls(None, {name: getattr(row, name) for name in names} | {"version": str(row.version)})

    def typed(self) -> OrganisationInput:
        return OrganisationInput(
            name=self.name.data or "",
            kind=self.kind.data or "",
            contact_name=self.contact_name.data or "",
            contact_email=self.contact_email.data or "",
            contact_phone=self.contact_phone.data or "",
            about=self.about.data or "",
        )


class AgreementForm(VersionForm):
    kind = Radios(
        lazy("What was agreed?"),
        tuple(Choice(kind.value, words) for kind, words in AGREEMENT_LABELS.items()),
        required=lazy("Choose what was agreed"),
        size="s",
        small=True,
    )
    edition = TextField(
        lazy("Which version?"),
        hint=lazy("As it stands on the paper, for example 2.1 of March 2026"),
        required=lazy("Say which version was signed"),
        most=WORDS_LIMIT,
        size="s",
    )
    signed_on = DateParts(lazy("Signed on"), required=lazy("Say on which day it was signed"), size="s")
    signed_by = TextField(
        lazy("Signed by"),
        hint=lazy("Name and office, on both sides"),
        required=lazy("Say who signed it"),
        most=WORDS_LIMIT,
        size="s",
    )
    valid_from = DateParts(lazy("In force from"), required=lazy("Say from which day on it is in force"), size="s")
    valid_until = DateParts(lazy("Until"), required=lazy("Say until which day it is in force"), size="s")
    kept_at = TextField(lazy("Where is the signed paper kept?"), most=WORDS_LIMIT, size="s")

    @classmethod
    def of(cls, row: PartnerAgreement) -> AgreementForm:
        names = ("kind", "edition", "signed_on", "signed_by", "valid_from", "valid_until", "kept_at")
        start: dict[str, Any] = {name: getattr(row, name) for name in names} | {"version": str(row.version)}
        return cls(None, start)

    def typed(self) -> AgreementInput:
        return AgreementInput(
            kind=self.kind.data or "",
            edition=self.edition.data or "",
            signed_on=self.signed_on.data,
            signed_by=self.signed_by.data or "",
            valid_from=self.valid_from.data,
            valid_until=self.valid_until.data,
            kept_at=self.kept_at.data or "",
        )


class EndForm(Form):
    reason = TextField(
        lazy("Why?"), required=lazy("Say why: the record of who did what keeps it"), most=REASON_LIMIT, size="s"
    )


class PersonForm(Form):
    name = TextField(lazy("Name"), required=lazy("Type their name"), most=120, size="s")
    email = Email(
        lazy("E-mail address"),
        hint=lazy("The link goes there, and works for seven days"),
        required=lazy("Type their e-mail address"),
        size="s",
    )
    role = Radios(
        lazy("To act as"),
        tuple(Choice(role.value, ROLES[role].name, ROLES[role].sentence) for role in PARTNER_ROLES),
        required=lazy("Choose what they act as"),
        size="s",
        small=True,
    )
    language = Radios(
        lazy("In which language do we write to them?"),
        (Choice("en", "English"), Choice("cy", "Cymraeg")),
        default="en",
        required=lazy("Choose a language"),
        inline=True,
        size="s",
    )

    @property
    def chosen(self) -> Role:
        return Role(self.role.data or "")
