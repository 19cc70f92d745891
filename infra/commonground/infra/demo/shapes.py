"""The shape of an invented story: contexts, and what was said about them when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from commonground.tenants.referrals.types import NoReplyReason, Weighed


@dataclass(frozen=True, slots=True, kw_only=True)
class Referred:
    """How a professional referred it. `by` is a persona's subject id; the others are as the form has them."""

    by: str
    job: str
    openness: str = "nobody_in_particular"
    untold_why: str = ""
    evidence: str = "seen"
    reliability: str = "first_hand"
    how_often: str | None = None
    reported_to: tuple[str, ...] = ()
    boundary: str = ""
    other_boroughs: str = ""
    establishment: str = ""
    first_noticed: str = ""
    carried: str = ""
    involved: str = ""
    case_references: tuple[str, ...] = ()
    adults: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One worry. `days` ago at `at` (local time); `state` and `holder` are where it stands today.

    `subject` is a key of the story's contexts when it was joined to one; `holder` a persona's subject id."""

    title: str
    kind: str
    harms: tuple[str, ...]
    source: str
    days: int
    at: str = "14:10"
    where: str = ""
    """As they said it; the title, where they said no more."""
    address: str = ""
    what: str = ""
    when: str = ""
    helps: str = ""
    children: str = "not_sure"
    danger: str = "no"
    """What was said about danger now; with `yes` the 999 page was shown before it was sent."""
    state: str = "new"
    holder: str = ""
    subject: str = ""
    asked: str = ""
    asked_whom: str = ""
    outcome: str = ""
    why: str = ""
    weighed: Weighed = field(default_factory=Weighed)
    reply: str = ""
    no_reply: str = NoReplyReason.ASKED_FOR_NONE
    """Why there is none, where one was decided without."""
    news: str = ""
    asks: str = ""
    answer: str = ""
    """What they asked after the decision, and what was written to them."""
    withdrawal: str = ""
    """Why they want to withdraw it, where they do."""
    referred: Referred | None = None
    """By whom, where it did not come over the public form."""
    lang: str = "en"
    team: str = "Front door"
    decided_after: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What those who told us about a context were told has changed, `days` ago, each in the language they wrote in."""

    days: int
    en: str
    cy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One context of the story."""

    key: str
    kind: str
    name: str
    venue: str | None = None
    aliases: tuple[str, ...] = ()
    address: str = ""
    postcode: str = ""
    platform: str = ""
    handle: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    description: str = ""
    team: str = "Contextual safeguarding"
    lead: str = ""
    days: int = 60
    status: str = "active"
    restricted: bool = False
    named: tuple[str, ...] = ()
    notes: tuple[tuple[int, str], ...] = ()
    changed: Changed | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """One council's three months."""

    settings: tuple[Setting, ...]
    told: tuple[Told, ...] = field(default_factory=tuple)
