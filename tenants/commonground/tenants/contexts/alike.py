"""Contexts that something may already be: what was said compared with those that the actor may open."""

from __future__ import annotations

from commonground.platform.postcodes import parse_postcode
from commonground.platform.work import Work
from commonground.tenants.contexts.matching import likely_same
from commonground.tenants.contexts.queries import Compared, contexts_like
from commonground.tenants.contexts.types import Candidate, ContextInput, KnownContext, Match


async def find_alike(work: Work, asked: Candidate, *, at_most: int) -> list[tuple[Match, Compared]]:
    """Likeliest first. Neither which they are, nor how many, depends on one that the actor may not open: the people of
    such a one are told instead (`workers/actors/look_alikes.py`)."""
    postcode = parse_postcode(asked.postcode) or asked.postcode
    said = (postcode, asked.handle, asked.address, asked.name, *asked.aliases)
    compared = await contexts_like(work, said, asked.kind)
    by_reference = {each.known.reference: each for each in compared}
    matches = likely_same(asked, [each.known for each in compared], at_most=at_most)
    return [(match, by_reference[match.reference]) for match in matches]


def candidate_of(made: ContextInput | KnownContext) -> Candidate:
    """A context that somebody is about to make, or has just made, as what may be another one already."""
    return Candidate(
        kind=made.kind,
        name=made.name,
        aliases=made.aliases,
        address=made.address,
        postcode=made.postcode,
        handle=made.handle,
    )
