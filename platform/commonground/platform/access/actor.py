"""The one acting."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID

from commonground.platform.access.actions import Action
from commonground.platform.access.roles import Role


class NoCouncilError(RuntimeError):
    """A verb that acts for a council was reached by somebody who acts for none: a bug in a declaration."""


@dataclass(frozen=True)
class Actor:
    """Somebody at the door. The public, the platform's operators and staff are told apart by `roles` alone."""

    roles: frozenset[Role] = frozenset({Role.ANYONE})
    session_id: UUID | None = None
    account_id: UUID | None = None
    council_id: UUID | None = None
    council_slug: str = ""
    council_name: str = ""
    council_colour: str = ""
    staff_id: UUID | None = None
    name: str = ""
    team_name: str = ""
    organisation_id: UUID | None = None
    """The partner organisation for which they work; None for the council's own people."""
    organisation_name: str = ""
    team_ids: frozenset[UUID] = field(default_factory=frozenset)
    unread: int = 0
    looked_at: datetime | None = None
    nation: str = ""
    legal_powers: frozenset[str] = frozenset()
    """Codes of the powers under which their council acts (`councils/powers.py`)."""
    areas: tuple[str, ...] = ()
    """What their council serves, as it calls them."""
    reads_from: time | None = None
    reads_until: time | None = None
    closures: tuple[date, ...] = ()
    """Days on which their council is closed besides weekends and bank holidays."""
    takes_reports: bool = False
    """Their council has opened its form to the public."""
    without: frozenset[Action] = field(default_factory=frozenset)
    """What their council does without (`features.py`): no role of theirs gives it."""
    clocks: frozenset[str] = field(default_factory=frozenset)
    """The suggested clocks that their council has switched on (`features.py`)."""
    labels_version: int = 0
    """Which version of its own words their council has (`platform/labels`); 0 where it has none, or they only visit."""
    confirmed_at: datetime | None = None
    """When this session's person last showed that it is still they; see `confirming.py`."""
    support_id: UUID | None = None
    """The council's grant under which they look around here for support, and until when: they belong to it not at all,
    and their pass only reads."""
    support_until: datetime | None = None
    local: bool = False
    """They sign in with an account of ours, and not through a council's provider."""

    @property
    def is_partner(self) -> bool:
        """They work for a partner organisation: their pass sees no table of the council's."""
        return self.organisation_id is not None

    @property
    def is_signed_in(self) -> bool:
        return self.session_id is not None

    @property
    def council(self) -> UUID:
        """The council acted for. Raises `NoCouncilError` when there is none."""
        if self.council_id is None:
            raise NoCouncilError
        return self.council_id

    @property
    def staff(self) -> UUID:
        """This member of staff. Raises `NoCouncilError` for the public and for operators."""
        if self.staff_id is None:
            raise NoCouncilError
        return self.staff_id


ANYONE = Actor()
