"""From what a draft keeps to a report's answers. Whatever would not be accepted counts as not answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from commonground.tenants.intake.types import Answers, Connection, ContactBy, ContactChoice, Danger, Page, ReportSubject
from commonground.ui.public_report.drafted import checked, form_of
from commonground.ui.shell.forms import Form

Kept = Mapping[str, Sequence[str]]
DANGER_SEEN = "danger_page_seen"
"""The one thing that a draft keeps and no page asks: that the 999 page was shown."""


@dataclass(frozen=True, slots=True)
class _Read:
    """Accepted answers of one page, by question."""

    form: Form

    def _accepted(self, name: str) -> Any:
        field = next((each for each in self.form if each.name == name), None)
        return None if field is None or field.errors else field.data

    def text(self, name: str) -> str:
        return self._accepted(name) or ""

    def code(self, name: str) -> str | None:
        return self._accepted(name) or None

    def codes(self, name: str) -> tuple[str, ...]:
        return tuple(self._accepted(name) or ())


def subject_of(kept: Kept) -> ReportSubject | None:
    code = _Read(checked(form_of(Page.SUBJECT, None), kept)).code("subject")
    return ReportSubject(code) if code else None


def answers_of(kept: Kept, lang: str) -> Answers:
    subject = subject_of(kept)
    where = _Read(checked(form_of(Page.WHERE, subject), kept))
    what = _Read(checked(form_of(Page.WHAT, subject), kept))
    danger = what.code("danger")
    return Answers(
        subject=subject,
        where=where.text("where"),
        address=where.text("address"),
        postcode=where.text("postcode").upper(),
        venue=where.code("venue"),
        online_handle=where.text("online_handle"),
        group_size=where.code("group_size"),
        ages=where.codes("ages"),
        danger=Danger(danger) if danger else None,
        danger_page_seen=bool(kept.get(DANGER_SEEN)),
        harms=what.codes("harms"),
        what=what.text("what"),
        when=what.text("when"),
        how_often=what.code("how_often"),
        children=what.code("children"),
        helps=what.text("helps"),
        lang=lang,
        **_about_the_reporter(kept),
    )


def _about_the_reporter(kept: Kept) -> dict[str, Any]:
    """Who stays unknown stays unknown: a name or a number typed before that choice goes nowhere."""
    you = _Read(checked(form_of(Page.YOU, None), kept))
    connection, contact = you.code("connection"), you.code("contact")
    found: dict[str, Any] = {"connection": Connection(connection) if connection else None}
    if contact is None:
        return found
    if contact == "unknown":
        return found | {"contact_choice": ContactChoice.UNKNOWN}
    return found | {
        "contact_choice": ContactChoice.CONTACT,
        "contact_by": ContactBy(contact),
        "contact_value": you.text(f"contact_{contact}"),
        "contact_name": you.text("contact_name"),
        "contact_safe": you.text("contact_safe"),
    }
