"""What the public pages show. Dates are put into words when the page is made, in its language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from commonground.platform.calendar import LONDON
from commonground.tenants.intake.queries import PublicCouncil
from commonground.tenants.intake.types import Page
from commonground.ui.public_report.answers import Kept, subject_of
from commonground.ui.public_report.drafted import checked, form_of
from commonground.ui.shell.dates import clock_time, weekday_day
from commonground.ui.shell.forms import Form
from commonground.ui.shell.forms.fields import Choosing
from commonground.ui.shell.i18n import Text, language, lazy

QUESTIONS: Final = (Page.SUBJECT, Page.WHERE, Page.WHAT, Page.YOU)
PATHS: Final[Mapping[Page, str]] = {
    Page.SUBJECT: "kind",
    Page.WHERE: "where",
    Page.WHAT: "what",
    Page.DANGER: "danger",
    Page.YOU: "you",
    Page.CHECK: "check",
    Page.ONE_CHILD: "one-child",
}
BEFORE: Final[Mapping[Page, str]] = {
    Page.SUBJECT: "",
    Page.WHERE: "/kind",
    Page.WHAT: "/where",
    Page.DANGER: "/what",
    Page.YOU: "/what",
    Page.CHECK: "/you",
    Page.ONE_CHILD: "/kind",
}
"""Where “Back” leads, after the council's report address."""

HEADINGS: Final[Mapping[Page, Text]] = {
    Page.SUBJECT: lazy("What it is about"),
    Page.WHERE: lazy("Where or who"),
    Page.WHAT: lazy("What is happening"),
    Page.YOU: lazy("You"),
}
TERMS: Final[Mapping[str, Text]] = {
    "subject": lazy("It is about"),
    "where": lazy("You said"),
    "address": lazy("Street or address"),
    "postcode": lazy("Postcode"),
    "venue": lazy("Kind of place"),
    "online_handle": lazy("Chat, page or account"),
    "group_size": lazy("How many in the group"),
    "ages": lazy("Ages"),
    "danger": lazy("Someone in danger now"),
    "harms": lazy("Seen or heard"),
    "what": lazy("In your own words"),
    "when": lazy("When it happens"),
    "how_often": lazy("How often"),
    "children": lazy("Young people affected"),
    "helps": lazy("What keeps them safe"),
    "contact": lazy("Reaching you"),
    "contact_email": lazy("E-mail address"),
    "contact_phone": lazy("Telephone number"),
    "contact_text": lazy("Mobile number"),
    "contact_name": lazy("What to call you"),
    "contact_safe": lazy("Safe times and ways"),
    "connection": lazy("How you know"),
}


@dataclass(frozen=True, slots=True)
class When:
    """A moment that somebody is promised, said as near to how people talk as the language allows."""

    at: datetime
    now: datetime

    @property
    def is_today(self) -> bool:
        return self.at.astimezone(LONDON).date() == self.now.astimezone(LONDON).date()

    @property
    def is_now(self) -> bool:
        return self.at <= self.now

    @property
    def day(self) -> str:
        """Friday 20 November"""
        return weekday_day(self.at)

    @property
    def on_day(self) -> str:
        """In Welsh the day's name changes its first letter when something happens on it."""
        return f"d{self.day[:1].lower()}{self.day[1:]}" if language() == "cy" else self.day

    @property
    def by_day(self) -> str:
        """Within a sentence a Welsh day begins with a small letter."""
        return f"{self.day[:1].lower()}{self.day[1:]}" if language() == "cy" else self.day

    @property
    def time(self) -> str:
        return clock_time(self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilPage:
    """A page about the council itself, or one beside the questions."""

    here: str
    council: PublicCouncil
    lang: str
    reading: When
    has_draft: bool = False

    @property
    def intro(self) -> str:
        return self.council.text("intro", self.lang)

    @property
    def privacy(self) -> str:
        return self.council.text("privacy", self.lang)

    @property
    def child_front_door(self) -> str:
        return self.council.text("child_front_door", self.lang)

    @property
    def emergency(self) -> tuple[str, str]:
        """The question, and what to do: the question stands bold above it."""
        question, mark, rest = self.council.text("emergency", self.lang).partition("? ")
        return (f"{question}?", rest) if mark else ("", question)

    @property
    def opens(self) -> str:
        return clock_time(self.council.calendar.opening(self.reading.now.astimezone(LONDON).date()))

    @property
    def closes(self) -> str:
        return clock_time(self.council.calendar.closing(self.reading.now.astimezone(LONDON).date()))


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionView:
    """One page of the report. `trouble` is why nothing was taken although nothing typed was wrong."""

    page: Page
    here: str
    change: bool = False
    has_draft: bool = False
    trouble: Text = ""
    more_open: bool = False
    mark: str = ""
    about: str = ""
    """Hidden in the form, see `tabs`."""
    clash: bool = False
    elsewhere: Sequence[Row] = ()
    """After a clash: what another tab has put in the place of what was typed here."""

    @property
    def number(self) -> int:
        return QUESTIONS.index(self.page) + 1

    @property
    def of(self) -> int:
        return len(QUESTIONS)

    @property
    def path(self) -> str:
        return PATHS[self.page]

    @property
    def action(self) -> str:
        return f"{self.here}/{self.path}{'?change=1' if self.change else ''}"

    @property
    def back(self) -> str:
        return f"{self.here}/check" if self.change else f"{self.here}{BEFORE[self.page]}"


@dataclass(frozen=True, slots=True)
class Row:
    """One question's answers in words."""

    term: Text
    answers: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The answers of one page, with the way back to it."""

    heading: Text
    rows: Sequence[Row]
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckView:
    """Everything that will be sent, and when somebody reads it."""

    here: str
    sections: Sequence[Section]
    reading: When
    danger: bool
    hidden: int
    trouble: Text = ""
    back: str = ""


def sections_of(kept: Kept, here: str) -> list[Section]:
    """The accepted answers, page by page."""
    subject = subject_of(kept)
    sections = []
    for page in QUESTIONS:
        form = checked(form_of(page, subject), kept)
        sections.append(Section(HEADINGS[page], rows_of(form), f"{here}/{PATHS[page]}?change=1"))
    return sections


def rows_of(form: Form) -> list[Row]:
    """The answers that a form holds."""
    return [row for field in form if (row := _row(form, field.name)) is not None]


def _row(form: Form, name: str) -> Row | None:
    field = form[name]
    if field.errors or not field.data or (name.startswith("contact_") and form["contact"].data == "unknown"):
        return None
    if not isinstance(field, Choosing):
        return Row(TERMS[name], (str(field.data),))
    chosen = set(field.chosen())
    return Row(TERMS[name], tuple(choice.label for choice in field.choices if choice.value in chosen))


@dataclass(frozen=True, slots=True, kw_only=True)
class SentView:
    """After sending. Without `groups` the code was shown before."""

    here: str
    code: str
    groups: Sequence[str]
    reading: When
    reply_by: When


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeView:
    """Before a code is typed. `kept`: something was typed when the code ran out, and comes back."""

    here: str
    trouble: Text = ""
    kept: bool = False
