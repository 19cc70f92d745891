"""What a report becomes once it is sent: its route and source, its title, what is shown of it. No database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from commonground.tenants.contexts.types import SubjectKind
from commonground.tenants.intake.masking import mask_report
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


def said(answers: Answers) -> dict[str, str]:
    """The free words of a report, by column."""
    return {
        "where_said": answers.where,
        "address": answers.address,
        "online_handle": answers.online_handle,
        "what_said": answers.what,
        "when_said": answers.when,
        "helps_said": answers.helps,
    }


def place_columns(subject: ReportSubject | None) -> tuple[str, ...]:
    """Answers in which capitals mostly stand for places. Who describes a group may be naming its members."""
    describes_people = subject in (ReportSubject.GROUP, ReportSubject.UNSURE)
    return ("address",) if describes_people else ("where_said", "address", "online_handle")


def shown(answers: Answers, this_year: int) -> Shown:
    """What may be seen of it before somebody with the right looks."""
    masked = mask_report(said(answers), place_columns(answers.subject), lang=answers.lang, this_year=this_year)
    fields = {column: each.shown for column, each in masked.items()}
    return Shown(fields, sum(len(each.spans) for each in masked.values()))
