"""Playbooks in our own words: what to do about each kind of setting, and what a harm adds to it.

Guidance for staff, in English as the staff's screens are. A council may say it otherwise (`tenants/playbooks`); what
stands in `ALWAYS` is on every page, whatever a council has written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from commonground.platform.reference.playbooks.businesses import BUSINESSES
from commonground.platform.reference.playbooks.harms import HARM_PLAYBOOKS
from commonground.platform.reference.playbooks.open_places import OPEN_PLACES
from commonground.platform.reference.playbooks.people_and_spaces import PEOPLE_AND_SPACES
from commonground.platform.reference.playbooks.types import Playbook, Step, Words

__all__ = ["ALWAYS", "PLAYBOOKS", "Playbook", "Step", "Words", "for_harms", "for_setting"]

ALWAYS: Final = "A child may be in danger now: ring 999, then the front door"

PLAYBOOKS: Final[Mapping[str, Playbook]] = MappingProxyType(
    {each.code: each for each in (*BUSINESSES, *OPEN_PLACES, *PEOPLE_AND_SPACES, *HARM_PLAYBOOKS)}
)
_WITHOUT_VENUE: Final = MappingProxyType({"place": "place", "group": "group", "school": "school", "online": "online"})


def for_setting(kind: str, venue: str | None) -> Playbook:
    """The one for a subject of this kind. One whose venue nobody has said, or of which we say nothing of its own, has
    the general one of its kind."""
    own = (each for each in PLAYBOOKS.values() if each.kind == kind and venue in each.venues)
    return next(own, PLAYBOOKS[_WITHOUT_VENUE[kind]])


def for_harms(harms: Iterable[str]) -> tuple[Playbook, ...]:
    """What these harms add, each once, in the order in which they are named."""
    found = (each for harm in harms for each in HARM_PLAYBOOKS if harm in each.harms)
    return tuple(dict.fromkeys(found))
