"""Between a draft and its forms: which questions a page has, what a draft holds for them, what is kept of a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from commonground.tenants.intake.types import Page, ReportSubject
from commonground.ui.public_report.forms import (
    GroupForm,
    OnlineForm,
    PlaceForm,
    SchoolForm,
    SubjectForm,
    UnsureForm,
    WhatForm,
    YouForm,
)
from commonground.ui.shell.forms import Checkboxes, Form, Sent

WHERE_FORMS: Final[Mapping[ReportSubject, type[Form]]] = {
    ReportSubject.PLACE: PlaceForm,
    ReportSubject.GROUP: GroupForm,
    ReportSubject.SCHOOL: SchoolForm,
    ReportSubject.ONLINE: OnlineForm,
}
FORMS: Final[Mapping[Page, type[Form]]] = {Page.SUBJECT: SubjectForm, Page.WHAT: WhatForm, Page.YOU: YouForm}


def form_of(page: Page, subject: ReportSubject | None) -> type[Form]:
    """The questions of a page; those about where depend on what it is about."""
    if page is Page.WHERE:
        return WHERE_FORMS.get(subject, UnsureForm) if subject else UnsureForm
    return FORMS[page]


def start_of(form: type[Form], kept: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """A draft's answers as the start values of a form."""
    values: dict[str, Any] = {}
    for field in form():
        given = kept.get(field.name)
        if given is not None:
            values[field.name] = list(given) if isinstance(field, Checkboxes) else next(iter(given), None)
    return values


def kept_of(form: Form) -> dict[str, list[str]]:
    """A form's answers as a draft keeps them: cleaned, whether they would be accepted or not."""
    return {field.name: _as_list(field.data) for field in form}


def _as_list(typed: Any) -> list[str]:
    if isinstance(typed, list):
        return [str(each) for each in typed]
    return [str(typed)] if typed else []


def checked(form: type[Form], kept: Mapping[str, Sequence[str]]) -> Form:
    """A draft's answers, looked at as if they had just been sent."""
    again = form(Sent((name, value) for name, given in kept.items() for value in given))
    again.validate()
    return again
