"""What the pages of playbooks show: everything already said in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from commonground.platform.reference import AGENCIES, HARMS, KINDS, VENUES
from commonground.platform.reference.playbooks import ALWAYS, Playbook, Words
from commonground.tenants.playbooks.queries import Contact, Ringing, Standing
from commonground.ui.shell.dates import day
from commonground.ui.shell.i18n import gettext

HERE: Final = "/playbooks"
FIRST: Final = "shop"
"""Which is shown where none is named."""


@dataclass(frozen=True, slots=True)
class StepRow:
    """`add`: where it is made an action, for whoever may. `standing`: what became of it on this context."""

    number: int
    do: str
    why: str
    add: str
    standing: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One playbook on a page. `whose`: in whose words, since when."""

    code: str
    heading: str
    whose: str
    steps: tuple[StepRow, ...]
    words: Words


@dataclass(frozen=True, slots=True)
class RingLine:
    """Whom to ring: `who` is an agency or somebody's part; `lines` say how."""

    who: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlaybookView:
    """A page: the setting first, then what harms add. `missing`: agencies that the list of contacts does not have."""

    heading: str
    trail: tuple[tuple[str, str], ...]
    reference: str
    sheets: tuple[Sheet, ...]
    ring: tuple[RingLine, ...]
    missing: str
    always: str = ALWAYS
    versions: tuple[tuple[str, str, str], ...] = ()
    write: str = ""
    also: tuple[tuple[str, str], ...] = ()
    """Further harms that were reported there, each with the address of its part."""
    before: tuple[tuple[str, str], ...] = ()
    """Actions made of what a sheet said earlier, and how each stands."""


@dataclass(frozen=True, slots=True)
class IndexRow:
    code: str
    question: str
    about: str
    own: bool


@dataclass(frozen=True, slots=True)
class IndexView:
    settings: tuple[IndexRow, ...]
    harms: tuple[IndexRow, ...]


@dataclass(frozen=True, slots=True)
class ContactRow:
    id: UUID
    agency: str
    post: str
    phone: str
    email: str
    hours: str


@dataclass(frozen=True, slots=True)
class FormView:
    """A page with one form. `back`: where whoever cancels goes. `end`: a button that takes the thing off its list.
    `kept`: when what was typed before was kept, in a sentence."""

    heading: str
    action: str
    back: str
    back_name: str
    button: str
    explain: str = ""
    conflict: str = ""
    end: str = ""
    ours: bool = False
    kept: str = ""
    fields: tuple[str, ...] = ()


def sheet_of(standing: Standing, *, add: str = "", taken: dict[tuple[str, int], str] | None = None) -> Sheet:
    """`add`: the address at which a step becomes an action, empty for whoever may not; `taken`: steps that one was
    made of, with how it stands."""
    code = standing.playbook.code
    steps = tuple(
        StepRow(
            number,
            step.do,
            step.why,
            f"{add}?step={code}-{number}" if add else "",
            (taken or {}).get((code, number), ""),
        )
        for number, step in enumerate(standing.words.steps, 1)
    )
    return Sheet(code, standing.playbook.question, whose(standing), steps, standing.words)


def whose(standing: Standing) -> str:
    if not standing.own or standing.saved_at is None:
        return gettext("In the platform’s words")
    said = {"who": standing.saved_by, "day": day(standing.saved_at)}
    return gettext("In your council’s words, saved by %(who)s on %(day)s") % said


def ring_lines(ringing: Ringing) -> tuple[RingLine, ...]:
    """The council's own front door first: every playbook sends people there."""
    agencies = (each for each in ringing.contacts if each.agency in AGENCIES)
    return (*_own_door(ringing), *(RingLine(AGENCIES.label(each.agency), _reach(each)) for each in agencies))


def _own_door(ringing: Ringing) -> Iterator[RingLine]:
    later = gettext("Outside office hours: %(phone)s") % {"phone": ringing.out_of_hours} if ringing.out_of_hours else ""
    if lines := tuple(line for line in (ringing.front_door, later) if line):
        yield RingLine(gettext("Front door"), lines)


def _reach(each: Contact) -> tuple[str, ...]:
    return tuple(line for line in (each.post, each.phone, each.email, each.hours) if line)


def missing_words(agencies: Iterable[str], contacts: Sequence[Contact]) -> str:
    """“Licensing, Parks”: whom the page names and nobody has told us how to reach."""
    there = {each.agency for each in contacts}
    return ", ".join(AGENCIES.label(code) for code in agencies if code not in there)


def agencies_of(playbooks: Iterable[Playbook]) -> tuple[str, ...]:
    """Each once, most needed first."""
    return tuple(dict.fromkeys(code for each in playbooks for code in each.ring))


def index_view(standing: Collection[Standing]) -> IndexView:
    settings = tuple(_row(each) for each in standing if each.playbook.is_setting)
    return IndexView(settings, tuple(_row(each) for each in standing if not each.playbook.is_setting))


def _row(each: Standing) -> IndexRow:
    book = each.playbook
    labels = [VENUES.label(code) for code in book.venues] or [HARMS.label(code) for code in book.harms]
    kind = f"{KINDS.label(book.kind)}: " if book.kind else ""
    return IndexRow(book.code, book.question, kind + ", ".join(labels), each.own)


def version_rows(history: Sequence[Standing]) -> tuple[tuple[str, str, str], ...]:
    """Each version: what it was, who saved it when, and where its words can be read."""
    return tuple((_what(each), _who(each), _at(each)) for each in history)


def _what(each: Standing) -> str:
    return gettext("Your council’s words") if each.own else gettext("The platform’s words again")


def _who(each: Standing) -> str:
    saved = day(each.saved_at) if each.saved_at else ""
    return f"{each.saved_by or gettext('Somebody')}, {saved}"


def _at(each: Standing) -> str:
    return f"{HERE}/read?of={each.playbook.code}&version={each.version}"


def contact_rows(contacts: Sequence[Contact]) -> tuple[ContactRow, ...]:
    rows = [
        ContactRow(each.id, AGENCIES.label(each.agency), each.post, each.phone, each.email, each.hours)
        for each in contacts
        if each.agency in AGENCIES
    ]
    return tuple(sorted(rows, key=lambda row: (row.agency.casefold(), row.post.casefold())))
