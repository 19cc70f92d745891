"""The figures of a quarter, as far as this reader may see them."""

from __future__ import annotations

from uuid import UUID

from commonground.platform.access import Action, Actor, reach_of
from commonground.platform.work import Work
from commonground.tenants.figures import counts
from commonground.tenants.figures.queries import counting, places
from commonground.tenants.figures.types import Figures, Place, Quarter, Whose


def own_teams(actor: Actor) -> frozenset[UUID]:
    """The teams whose numbers this reader sees as they are: their own, if they may open what it holds."""
    return frozenset(actor.team_ids) if reach_of(actor, Action.READ_REFERRAL) else frozenset()


async def count(work: Work, whose: Whose, quarter: Quarter, team: UUID | None = None) -> Figures:
    """Of the reader’s own teams as they are, or of one of them; of all the others with small numbers held back.

    Own teams are no part of what is shown beside them, so that nobody can take the one from the other. Whoever has
    none reads of all of them, with so much held back that nobody else can do it with the figures that they take out."""
    teams = own_teams(work.actor)
    ours = whose is Whose.OURS
    one = team if ours and team in teams else None
    rows: counts.Rows = await work.mine.rows(counting(whose, teams, quarter, one))
    names = {row[1]: row[4] for row in rows if row[0] == counts.NAME_OF}
    again = await work.mine.rows(places(work.actor, [one] if one else teams, quarter)) if ours else ()
    found = tuple(Place(row.reference, row.name, row.contacts) for row in again)
    if ours:
        splits, volumes = counts.as_they_are(rows), counts.volumes(rows, quarter)
    else:
        splits = counts.held_back(rows) if teams else counts.held_back_from_each(rows)
        volumes = counts.volumes_held_back(rows, quarter, from_each=not teams)
    return Figures(quarter, whose, splits, volumes, names, found, str(one or ""))
