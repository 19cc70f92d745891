"""What is proposed for one referral: by what was told, and where its postcode lies."""

from __future__ import annotations

from collections.abc import Sequence

from commonground.platform.postcodes import postcodes
from commonground.tenants.allocation.rules import propose
from commonground.tenants.allocation.types import Facts, Load, Proposal, Rules
from commonground.tenants.contexts.colleagues import Place
from commonground.tenants.contexts.types import ContextKind
from commonground.tenants.intake.said import Said
from commonground.tenants.referrals.models import ReferralRow


def proposed_for(
    row: ReferralRow, said: Said | None, rules: Rules, load: Load, places: Sequence[Place], *, person: bool = False
) -> Proposal | None:
    """`places` is where it can go. What stands on a peer group stays with its own team, so no other is proposed."""
    if row.subject_kind == ContextKind.GROUP and row.context_id is not None:
        places = [each for each in places if each.team.id == row.team_id]
    return propose(rules, facts_of(row, said), places, load, person=person)


def facts_of(row: ReferralRow, said: Said | None) -> Facts:
    harms = frozenset(row.harms)
    if said is None:
        return Facts(kind=row.subject_kind, harms=harms)
    found = postcodes().find(said.postcode) if said.postcode else None
    areas = (found.area.name, found.area.upper_name) if found else ()
    return Facts(kind=row.subject_kind, venue=said.venue, harms=harms, postcode=said.postcode, areas=areas)
