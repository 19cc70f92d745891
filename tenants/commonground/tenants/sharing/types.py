"""What an invitation to a context says, and the states in which it can be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from commonground.tenants.disclosures.types import Told

LONGEST_DAYS: Final = 92
POLICE_DAYS: Final = 28
"""The longest for the police and a peer group."""
DAYS: Final = (7, 14, 28, 60, LONGEST_DAYS)
PURPOSE_LIMIT: Final = 1_000
REASON_LIMIT: Final = 1_000


class State(StrEnum):
    """`EXPIRED` is what time makes of one: it stands in no row."""

    PROPOSED = "proposed"
    ACTIVE = "active"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"
    EXPIRED = "expired"


class Verb(StrEnum):
    """What somebody does with an invitation."""

    AUTHORISE = "authorise"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    END = "end"


class Basis(StrEnum):
    """The lawful basis of sharing. Consent is none of them (domain notes, 0.8)."""

    CA1989_S47 = "ca1989_s47"
    CA1989_S17 = "ca1989_s17"
    CA1989_S27 = "ca1989_s27"
    CA2004_S10 = "ca2004_s10"
    CA2004_S11 = "ca2004_s11"
    SSWA2014_P7 = "sswa2014_p7"
    PUBLIC_TASK = "public_task"
    LEGAL_OBLIGATION = "legal_obligation"


BASIS_LABELS: Final[Mapping[Basis, str]] = MappingProxyType(
    {
        Basis.CA1989_S47: "Children Act 1989, section 47: enquiries about significant harm",
        Basis.CA1989_S17: "Children Act 1989, section 17: children in need",
        Basis.CA1989_S27: "Children Act 1989, section 27: help that one authority asks of another",
        Basis.CA2004_S10: "Children Act 2004, section 10: working together for children’s well-being",
        Basis.CA2004_S11: "Children Act 2004, section 11: safeguarding in all that is done",
        Basis.SSWA2014_P7: "Social Services and Well-being (Wales) Act 2014, Part 7",
        Basis.PUBLIC_TASK: "UK GDPR, Article 6(1)(e): a public task",
        Basis.LEGAL_OBLIGATION: "UK GDPR, Article 6(1)(c): a legal obligation",
    }
)
STATE_LABELS: Final[Mapping[State, str]] = MappingProxyType(
    {
        State.PROPOSED: "Waits for a second person",
        State.ACTIVE: "Open to them",
        State.REFUSED: "Refused by the second person",
        State.WITHDRAWN: "Withdrawn before it began",
        State.ENDED: "Ended",
        State.EXPIRED: "Ended by itself",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationInput:
    """An invitation as typed. `person_id` None: everybody of the organisation. `notes`: the notes on the timeline
    too, and not the summary alone. `openness`: whether young people and parents were told, which must be said where
    names are shared."""

    organisation_id: UUID | None
    person_id: UUID | None = None
    purpose: str
    basis: Basis | None
    necessity: str
    names: bool = False
    notes: bool = False
    days: int = LONGEST_DAYS
    openness: Told | None = None
    untold_why: str = ""
    advice: str = ""


@dataclass(frozen=True, slots=True)
class PartnerFacts:
    """As much of the organisation, the person, the context and the council as the rules need. `works_there`: the person
    does; `flagged`: a warning flag says not to share the context with somebody; `bases`: what the council can act
    under; `invited`: what stands or waits for the same partner already, and until when."""

    police: bool
    close: bool
    restricted: bool
    closed: bool
    ended: bool
    works_there: bool = True
    flagged: bool = False
    bases: frozenset[Basis] = frozenset(Basis)
    invited: tuple[State, datetime] | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation as the council's own people read it. `state` is that of this moment; `agreed_until`: the last
    day of an agreement on sharing information that is in force with the organisation today."""

    id: UUID
    context_id: UUID
    organisation_id: UUID
    organisation: str
    organisation_kind: str
    agreed_until: date | None
    person_id: UUID | None
    person: str
    sponsor_id: UUID
    sponsor: str
    purpose: str
    basis: Basis
    necessity: str
    names: bool
    notes: bool
    state: State
    proposed_at: datetime
    until: datetime
    authorised_by: str
    authorised_at: datetime | None
    authorise_words: str
    ended_by: str
    ended_at: datetime | None
    end_words: str
    openness: Told | None = None
    untold_why: str = ""
    advice: str = ""
    has_receipt: bool = False
    """Whether names were shared since there are receipts of it."""


@dataclass(frozen=True, slots=True)
class Begun:
    """An invitation that was made: open at once, or waiting for a second person."""

    id: UUID
    state: State


@dataclass(frozen=True, slots=True)
class Ended:
    """What ending came to: `WITHDRAW` where nobody had agreed yet. `still_open`: what lets the same people in all the
    same."""

    verb: Verb
    still_open: tuple[Invitation, ...]
