"""What the pages about e-mail show."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from commonground.platform.access import ROLES, Role
from commonground.platform.mail.deliveries import Deliveries, Delivery, Sort
from commonground.platform.mail.models import MailState
from commonground.platform.notifications.choosing import Rules
from commonground.platform.notifications.sentences import NAMES
from commonground.platform.notifications.types import URGENT, NotificationKind
from commonground.platform.notifications.ways import may_be_told
from commonground.ui.shell.dates import moment
from commonground.ui.shell.i18n import LazyText, gettext, lazy

STATES: Final[Mapping[MailState, LazyText]] = {
    MailState.QUEUED: lazy("Waits to be sent"),
    MailState.FOR_DIGEST: lazy("Waits for the next digest"),
    MailState.IN_DIGEST: lazy("Went into a digest"),
    MailState.SENT: lazy("Taken by the mail server"),
    MailState.REFUSED: lazy("Refused by the mail server"),
    MailState.GAVE_UP: lazy("The mail server said “later” for three days"),
    MailState.SET_ASIDE: lazy("Could not be made"),
    MailState.NO_ADDRESS: lazy("Not sent: no address"),
    MailState.READ: lazy("Not sent: read or answered already"),
    MailState.TOO_LATE: lazy("Not sent: too late to be true"),
    MailState.NOT_SENT: lazy("Not sent: the person has left, or may no longer open it"),
}
SORTS: Final[Mapping[Sort, LazyText]] = {
    Sort.DIGEST: lazy("The daily digest"),
    Sort.URGENT: lazy("An urgent notice"),
    Sort.ONWARD: lazy("To another agency, sent by them"),
    Sort.OTHER: lazy("A notice"),
}
_LATER: Final = lazy("The mail server said “later”: tried again by itself")


@dataclass(frozen=True, slots=True)
class MineView:
    """One's own page. `roles` names the preset; `differs` counts what is not as it has it."""

    roles: str
    differs: int
    fixed: Sequence[str]
    most: int
    email: str


@dataclass(frozen=True, slots=True)
class MailLine:
    id: UUID
    person: str
    about: str
    when: str
    became: str


@dataclass(frozen=True, slots=True)
class LogView:
    mails: Sequence[MailLine]
    older: str


@dataclass(frozen=True, slots=True)
class CouncilView:
    """`all`: how many did not arrive, of which `dead` shows a page."""

    counts: Sequence[tuple[str, int]]
    dead: LogView
    all: int


def fixed_names(roles: Collection[Role]) -> list[str]:
    """What can come to these roles and nobody can turn off."""
    return [gettext(NAMES[kind]) for kind in NotificationKind if kind in URGENT and may_be_told(roles, kind)]


def mine_view(roles: Collection[Role], differs: int, rules: Rules, email: str) -> MineView:
    names = ", ".join(ROLES[role].name for role in sorted(roles))
    return MineView(names, differs, fixed_names(roles), rules.most_at_once, email)


def council_view(counts: Mapping[MailState, int], dead: Deliveries, number: int, here: str) -> CouncilView:
    shown = [(str(words), counts.get(state, 0)) for state, words in STATES.items()]
    return CouncilView(shown, log_view(dead, here), number)


def log_view(found: Deliveries, here: str) -> LogView:
    return LogView([_line(each) for each in found.mails], f"{here}?before={found.older}" if found.older else "")


def _line(mail: Delivery) -> MailLine:
    about = str(SORTS[mail.sort])
    became = str(_LATER if mail.state is MailState.QUEUED and mail.attempts else STATES[mail.state])
    if mail.answer is not None and mail.state is not MailState.SENT:
        became = gettext("%(what)s (answer %(code)s)") % {"what": became, "code": mail.answer}
    return MailLine(mail.id, mail.person, about, moment(mail.queued_at), became)
