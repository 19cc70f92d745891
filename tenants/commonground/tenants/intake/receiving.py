"""What a report becomes once it is sent: its route and source, its title, what is shown of it. No database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from commonground.tenants.contexts.types import SubjectKind
from commonground.tenants.intake.masking import Masked, mask_report, place_words
from commonground.tenants.intake.types import Answers, Connection, ContactChoice, ReportSubject
from commonground.tenants.referrals.types import Route


@dataclass(frozen=True, slots=True)
class Shown:
    """A report's free words as the tracker and the screening page show them, until somebody with the right looks:
    by the report's column, with how many likely names, contacts and dates are hidden."""

    fields: Mapping[str, str]
    hidden: int

    @property
    def title(self) -> str:
        """The tracker's line for it: where or who, on one line, without names."""
        return " ".join(self.fields["where_said"].split())


def subject_kind(answers: Answers) -> SubjectKind | None:
    """What it is about; none when the reporter was not sure: screening says."""
    if answers.subject in (None, ReportSubject.UNSURE, ReportSubject.ONE_CHILD):
        return None
    return SubjectKind(answers.subject)


def route_of(answers: Answers) -> Route:
    return Route.YOUNG_PERSON if answers.connection is Connection.YOUNG_PERSON else Route.PUBLIC


def source_of(answers: Answers) -> str:
    """Code of the reference table of sources. Who gives no way of contact and no connection is anonymous."""
    if answers.connection is Connection.YOUNG_PERSON:
        return "young_person"
    if answers.connection is Connection.PARENT:
        return "individual_family"
    return "public" if answers.contact_choice is ContactChoice.CONTACT else "anonymous"


SAID: Final[Mapping[str, str]] = MappingProxyType(
    {
        "where_said": "where",
        "address": "address",
        "online_handle": "online_handle",
        "what_said": "what",
        "when_said": "when",
        "helps_said": "helps",
    }
)
"""The free words of a report: its columns, with the answers that they come from."""


def said(answers: Answers) -> dict[str, str]:
    """The free words of a report, by column."""
    return {column: str(getattr(answers, answer)) for column, answer in SAID.items()}


def place_columns(subject: ReportSubject | None) -> tuple[str, ...]:
    """Answers in which capitals mostly stand for places. Who describes a group may be naming its members."""
    describes_people = subject in (ReportSubject.GROUP, ReportSubject.UNSURE)
    return ("address",) if describes_people else ("where_said", "address", "online_handle")


def masked(
    said: Mapping[str, str], subject: ReportSubject | None, *, lang: str = "en", this_year: int | None = None
) -> dict[str, Masked]:
    """A report's free words, by column, as masking reads them: the one place that says which of them are places, for
    what is shown, and for what may not come back in a reply."""
    return mask_report(said, place_columns(subject), lang=lang, this_year=this_year)


def places_in(said: Mapping[str, str], subject: ReportSubject | None) -> frozenset[str]:
    """Words that a report uses for its place, so that news about it need not hide them."""
    return place_words(*(said[column] for column in place_columns(subject)))


def shown(answers: Answers, this_year: int) -> Shown:
    """What may be seen of it before somebody with the right looks."""
    found = masked(said(answers), answers.subject, lang=answers.lang, this_year=this_year)
    fields = {column: each.shown for column, each in found.items()}
    return Shown(fields, sum(len(each.spans) for each in found.values()))
