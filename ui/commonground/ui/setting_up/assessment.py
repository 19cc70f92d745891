"""The pack for a data protection impact assessment, written from a council's real settings: who may do what and who
does it, how they sign in, under which law, with whom it is shared, how long it is kept and what keeps it safe. Its
officer adds a judgement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from commonground.platform.access import ROLES, Action, Role, Whose
from commonground.platform.access.features import WORDS, Feature
from commonground.platform.calendar import LONDON
from commonground.platform.calendar.clock import time_words
from commonground.platform.councils import own_sign_in, standing
from commonground.platform.councils.models import Council
from commonground.platform.councils.powers import has_duty, is_unreviewed
from commonground.platform.councils.teams import teams_of
from commonground.platform.councils.types import (
    KIND_FACTS,
    LEGAL_POWER_LABELS,
    CouncilKind,
    LegalPower,
    Nation,
)
from commonground.platform.partners.queries import find_organisations
from commonground.platform.partners.types import Wanted
from commonground.platform.work import Work
from commonground.tenants.going_live.items import ASSESSMENT
from commonground.tenants.going_live.service import Gate
from commonground.tenants.retention.schedule import coming_of, rules_of
from commonground.ui.partners.views import OrganisationLine, organisation_line
from commonground.ui.retention.schedule_views import fixed_lines, rule_line
from commonground.ui.shell.dates import day
from commonground.ui.shell.i18n import gettext


@dataclass(frozen=True, slots=True)
class RoleLine:
    """`opens`: whether it opens cases at all."""

    name: str
    sentence: str
    people: int
    opens: bool


@dataclass(frozen=True, slots=True)
class AssessmentView:
    council: Council
    kind: str
    powers: list[str]
    duty: bool
    unreviewed: bool
    version: str
    written: datetime
    issuer: str
    local_people: int
    people: int
    teams: list[tuple[str, int]]
    roles: list[RoleLine]
    contacts: list[tuple[str, str]]
    hours: str
    features: list[tuple[str, str, bool]]
    partners: list[OrganisationLine]
    kept: list[tuple[str, str, str]]


_CASES = frozenset({Action.READ_REFERRAL, Action.READ_CONTEXT, Action.READ_TRACKER})


async def assessment_view(work: Work, gate: Gate) -> AssessmentView:
    """Everything from the settings of this moment."""
    council, people = gate.council, await standing.colleagues(work)
    provider, nation = await own_sign_in.own_provider(work), Nation(council.nation)
    known = {power.value for power in LegalPower}
    return AssessmentView(
        council=council,
        kind=KIND_FACTS[CouncilKind(council.kind)].label,
        powers=[LEGAL_POWER_LABELS[LegalPower(code)] if code in known else code for code in council.legal_powers],
        duty=has_duty(council.legal_powers),
        unreviewed=is_unreviewed(nation),
        version=gate.version_of(ASSESSMENT),
        written=work.now,
        issuer=provider.issuer if provider else "",
        local_people=sum(person.local for person in people),
        people=len(people),
        teams=[(team.name, len(team.members)) for team in await teams_of(work) if team.id is not None],
        roles=_roles([person.roles for person in people]),
        contacts=_contacts(gate),
        hours=_hours(council),
        features=[(*WORDS[feature], feature.value not in council.switched_off) for feature in Feature],
        partners=await _partners(work),
        kept=await _kept(work),
    )


def _hours(council: Council) -> str:
    hours = {"opens": time_words(council.reads_from), "closes": time_words(council.reads_until)}
    said = gettext("%(opens)s to %(closes)s on working days") % hours
    ahead = ", ".join(day(each) for each in sorted(council.closures))
    return gettext("%(hours)s. Closed besides: %(days)s") % {"hours": said, "days": ahead} if ahead else said


async def _partners(work: Work) -> list[OrganisationLine]:
    """Every organisation that works with the council now, with its agreement."""
    today = work.now.astimezone(LONDON).date()
    return [organisation_line(each) for each in await find_organisations(work, Wanted(), today, most=None)]


async def _kept(work: Work) -> list[tuple[str, str, str]]:
    """Each type of record, for how long, now and from a day that is known, and who says so."""
    coming = await coming_of(work)
    lines = [*(rule_line(rule, coming) for rule in (await rules_of(work)).values()), *fixed_lines()]
    return [(line.name, ". ".join((line.words, *(words for words, _ in line.coming))), line.origin) for line in lines]


def _roles(given: Sequence[tuple[str, ...]]) -> list[RoleLine]:
    """Every role of a council, with how many people have it here."""
    counted = Counter(code for roles in given for code in roles)
    cards = [(role, ROLES[role]) for role in Role if ROLES[role].whose is Whose.STAFF]
    return [
        RoleLine(card.name, card.sentence, counted[role.value], bool(_CASES & (card.council | card.own_teams)))
        for role, card in cards
    ]


def _contacts(gate: Gate) -> list[tuple[str, str]]:
    """Who answers for it, as far as the council has said so."""
    wanted = ("agreement", "ig_contact", "caldicott_guardian")
    return [
        (each.item.title, ", ".join(filter(None, (each.given.said.who, each.given.said.note))) if each.given else "")
        for each in gate.standings
        if each.item.key in wanted
    ]
