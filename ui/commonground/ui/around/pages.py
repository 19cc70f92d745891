"""Addresses of what stands around a context."""

from __future__ import annotations

from litestar import get
from litestar.params import FromPath

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.tenants.contexts.load import held_context, load_context, subject_of
from commonground.ui.around import merging
from commonground.ui.around.forms import MergeForm, TakeApartForm
from commonground.ui.around.more_moves import MORE_MOVES
from commonground.ui.around.showing import around_page, due_page, people_page
from commonground.ui.contexts.move_pages import move_pages
from commonground.ui.contexts.moves import Move
from commonground.ui.declare import declare
from commonground.ui.edge import RequestWork
from commonground.ui.shell.i18n import lazy
from commonground.ui.shell.page import Page

VERSION = {"version": "1"}


@get("/contexts/{reference:str}/around", opt=declare(Action.READ_CONTEXT, ids={"reference": "context"}))
async def around(work: RequestWork, reference: FromPath[str]) -> Page:
    """Other records of the same place, and what was taken apart again."""
    row = await load_context(work, reference, to=Action.READ_CONTEXT)
    await audit.record(work, Action.READ_CONTEXT, subject_of(row))
    return await around_page(work, row, await held_context(work, row))


@get("/contexts/{reference:str}/people", opt=declare(Action.KEEP_PERSON_LINKS, ids={"reference": "context"}))
async def people(work: RequestWork, reference: FromPath[str]) -> Page:
    """Which records of the council's case system are linked to it, for the team that holds it."""
    row = await load_context(work, reference, to=Action.KEEP_PERSON_LINKS)
    await audit.record(work, Action.KEEP_PERSON_LINKS, subject_of(row))
    return await people_page(work, row)


@get("/person-links", opt=declare(Action.KEEP_PERSON_LINKS))
async def due(work: RequestWork) -> Page:
    """Person links that somebody has to look at again."""
    await audit.record(work, Action.KEEP_PERSON_LINKS, audit.Subject("person_links"))
    return await due_page(work)


MOVES = (
    Move(
        slug="merge",
        action=Action.CHANGE_CONTEXT,
        form=MergeForm,
        do=merging.put_together,
        offer=merging.offer_likely,
        locks=False,
        heading=lazy("It is the same as another one"),
        explain=lazy(
            "Its contacts, other names and warnings go to the one that stays. Nobody sees more than before, and you can"
            " take them apart again."
        ),
        button=lazy("Put them together"),
        done=lazy("Put together."),
        body=VERSION | {"into": "another", "reference": "CX-0000-00N", "reason": "Both are the yard behind the shop."},
    ),
    Move(
        slug="take-apart",
        action=Action.CHANGE_CONTEXT,
        form=TakeApartForm,
        do=merging.take_apart,
        offer=merging.offer_parts,
        heading=lazy("Take two records apart again"),
        explain=lazy("What one of them brought goes back with it. What came since stays here."),
        button=lazy("Take them apart"),
        done=lazy("Taken apart."),
        said_before=merging.said_before_taking_apart,
        body=VERSION | {"part": "00000000-0000-7000-8000-000000000000", "reason": "They are two yards after all."},
        ids={"part": "merge"},
    ),
)

HANDLERS = [around, people, due, *(handler for move in (*MOVES, *MORE_MOVES) for handler in move_pages(move))]
