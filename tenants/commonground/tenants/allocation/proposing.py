"""What is proposed for one referral: who leads its context; else by what was told, by the context that it stands on,
and where that lies."""

from __future__ import annotations

from collections.abc import Sequence

from commonground.platform.postcodes import postcodes
from commonground.tenants.allocation.rules import propose
from commonground.tenants.allocation.types import Facts, LeadsIt, Load, Proposal, Rules
from commonground.tenants.contexts.colleagues import Place
from commonground.tenants.contexts.types import ContextKind
from commonground.tenants.intake.said import Said
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.on_context import ContextName


def proposed_for(
    row: ReferralRow,
    said: Said | None,
    context: ContextName | None,
    rules: Rules,
    load: Load,
    places: Sequence[Place],
    *,
    person: bool = False,
    led: ContextName | None = None,
) -> Proposal | LeadsIt | None:
    """`context` is the one that it stands on, if whoever asks may open that; `led` the one whose lead would go on with
    it. `places` is where it can go. What stands on a peer group stays with its own team, so no other is proposed."""
    if row.subject_kind == ContextKind.GROUP and row.context_id is not None:
        places = [each for each in places if each.team.id == row.team_id]
    leads = leads_it(led, places) if led else None
    return leads or propose(rules, facts_of(row, said, context), places, load, person=person)


def leads_it(context: ContextName, places: Sequence[Place]) -> LeadsIt | None:
    """Whoever leads the context, if it can be put with them: in the context's team, if they are in it. Not while they
    are away."""
    theirs = [each for each in places if each.person is not None and each.person.id == context.lead_id]
    here = next((each for each in theirs if each.team.id == context.team_id), theirs[0] if theirs else None)
    if here is None or here.person is None or here.person.away_until is not None:
        return None
    return LeadsIt(here, context.reference, context.name)


def facts_of(row: ReferralRow, said: Said | None, context: ContextName | None) -> Facts:
    """What it is about is what the council found it to be, over what the teller called it; which venue and where, as
    they said, else as the context has it."""
    kind = context.kind if context else row.subject_kind
    venue = (said.venue if said else None) or (context.venue if context else None)
    postcode = (said.postcode if said else "") or (context.postcode if context else "")
    found = postcodes().find(postcode) if postcode else None
    areas = (found.area.name, found.area.upper_name) if found else ()
    return Facts(kind=kind, venue=venue, harms=frozenset(row.harms), postcode=postcode, areas=areas)
