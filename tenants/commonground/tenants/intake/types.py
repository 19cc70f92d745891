"""The public report's answers, page by page: what is asked, what is required and how much fits."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

WHERE_LIMIT: Final = 200
ADDRESS_LIMIT: Final = 300
HANDLE_LIMIT: Final = 120
WHAT_LIMIT: Final = 5_000
WHEN_LIMIT: Final = 500
HELPS_LIMIT: Final = 1_000
CONTACT_NAME_LIMIT: Final = 100
CONTACT_VALUE_LIMIT: Final = 254
CONTACT_SAFE_LIMIT: Final = 300
NEWS_LIMIT: Final = 5_000


class ReportSubject(StrEnum):
    """The first answer. `one_child` leads away to the children's front door; `unsure` is a proper answer."""

    PLACE = "place"
    GROUP = "group"
    SCHOOL = "school"
    ONLINE = "online"
    UNSURE = "unsure"
    ONE_CHILD = "one_child"


class Danger(StrEnum):
    """Is somebody in danger right now? `yes` shows 999 before anything else goes on."""

    YES = "yes"
    NO = "no"
    NOT_SURE = "not_sure"


class ContactChoice(StrEnum):
    """Staying unknown is the first choice offered; either way the return code carries the reply."""

    UNKNOWN = "unknown"
    CONTACT = "contact"


class ContactBy(StrEnum):
    """A way of contact that the reporter says is safe."""

    EMAIL = "email"
    PHONE = "phone"
    TEXT = "text"


class Connection(StrEnum):
    """How the reporter knows; `young_person` sets the route."""

    LIVES_NEARBY = "lives_nearby"
    WORKS_THERE = "works_there"
    PARENT = "parent"
    YOUNG_PERSON = "young_person"
    PASSES_BY = "passes_by"
    OTHER = "other"


class Page(StrEnum):
    """Four questions and check-your-answers; `one_child` and `danger` stand beside the path."""

    SUBJECT = "subject"
    WHERE = "where"
    WHAT = "what"
    YOU = "you"
    CHECK = "check"
    ONE_CHILD = "one_child"
    DANGER = "danger"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Everything a report can hold; empty means not answered yet. No field asks for a child's name, a photograph or
    ethnicity, and none of them can be told apart by its absence.

    Required (at most six): `subject`, `where`, `danger`, `harms`, `what`, `contact_choice` (with `contact_value` only
    for those who chose contact). Codes are those of `commonground.platform.reference`."""

    subject: ReportSubject | None = None

    where: str = ""
    address: str = ""
    postcode: str = ""
    venue: str | None = None
    online_handle: str = ""
    group_size: str | None = None
    ages: tuple[str, ...] = ()

    danger: Danger | None = None
    danger_page_seen: bool = False
    harms: tuple[str, ...] = ()
    what: str = ""
    when: str = ""
    how_often: str | None = None
    children: str | None = None
    helps: str = ""

    connection: Connection | None = None
    contact_choice: ContactChoice | None = None
    contact_name: str = ""
    contact_by: ContactBy | None = None
    contact_value: str = ""
    contact_safe: str = ""

    lang: str = "en"
