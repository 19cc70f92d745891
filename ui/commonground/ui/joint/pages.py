"""`/joint`: joint concerns; `/joint/{reference}`: one of them, and what happened in it."""

from __future__ import annotations

from typing import Final

from litestar import get
from litestar.params import FromPath, FromQuery

from commonground.platform import audit
from commonground.platform.access import Action, decide, reach_of
from commonground.platform.joint import queries
from commonground.platform.joint.rules import guests_beside, read_by
from commonground.tenants.joint.load import joints, load_joint, load_link, subject_of
from commonground.tenants.joint.queries import minutes_of, our_partners
from commonground.ui.declare import declare
from commonground.ui.edge import RequestWork
from commonground.ui.joint import answering, beginning, checking, documents, move_pages
from commonground.ui.joint.listing import ListView, asked_line, history_view, line_of, number_of
from commonground.ui.joint.move_pages import IDS
from commonground.ui.joint.views import joint_view
from commonground.ui.shell.i18n import lazy
from commonground.ui.shell.lists import cut_off
from commonground.ui.shell.page import Page

_CUT: Final = lazy("Only the newest %(most)s are shown.")


@get("/joint", opt=declare(Action.READ_JOINT))
async def index(work: RequestWork) -> Page:
    """Those on which the reader's teams work, and what other councils ask."""
    lines = await joints(work, Action.READ_JOINT)
    asked = await queries.asked_of_us(work) if reach_of(work.actor, Action.COORDINATE_JOINT) else []
    await audit.record(work, Action.READ_JOINT, audit.Subject("joint"))
    view = ListView(
        asked=tuple(map(asked_line, asked)),
        lines=tuple(line_of(*each) for each in lines if each[1] is not None),
        over=tuple(line_of(*each) for each in lines if each[1] is None),
    )
    return Page("joint/index.html", view)


@get("/joint/{reference:str}", opt=declare(Action.READ_JOINT, ids=IDS))
async def one(work: RequestWork, reference: FromPath[str]) -> Page:
    """One of them: its parts with whose they are and who sees them; htmx asks for the parts alone."""
    joint = await load_joint(work, reference, to=Action.READ_JOINT)
    await audit.record(work, Action.READ_JOINT, subject_of(joint.link))
    held = joint.link.held
    works = bool(decide(work.actor, Action.WORK_JOINT, held))
    parts, parties = await queries.parts_of(work, joint.link.id), joint.round.parties
    guests = guests_beside(await queries.guests_of(work, joint.link.id), parties, joint.council, work.now)
    view = joint_view(
        joint,
        parts,
        guests,
        [each for _, each in await minutes_of(work, [joint.link.id])] if works else [],
        await our_partners(work, joint.link.id),
        works=works,
        coordinates=bool(decide(work.actor, Action.COORDINATE_JOINT, held)),
        me=work.actor.staff_id,
        more=cut_off(_CUT, parts),
    )
    return Page("joint/one.html", view, block="parts")


@get("/joint/{reference:str}/history", opt=declare(Action.READ_JOINT, ids=IDS))
async def history(work: RequestWork, reference: FromPath[str], before: FromQuery[str] = "") -> Page:
    """What happened, as far as the reader's council may know, and its receipts: these stay when it has left. `before`:
    behind which receipt the page goes on."""
    link = await load_link(work, reference, to=Action.READ_JOINT)
    await audit.record(work, Action.READ_JOINT, subject_of(link))
    found, us = None if link.is_over else await queries.round_of(work, link.id), work.actor.council
    steps = await queries.steps_of(work, link.id, only_ours=found is not None and found.party(us).is_stopped)
    title, lines = ("", steps) if found is None else (found.concern.title, read_by(steps, found.parties, us))
    receipts, cut = await queries.receipts_of(work, link.id, number_of(before)), cut_off(_CUT, steps)
    view = history_view(link, title, lines, receipts, cut, is_older=bool(before))
    return Page("joint/history.html", view)


HANDLERS = [
    index, one, history, *beginning.HANDLERS, *answering.HANDLERS, *checking.HANDLERS, *move_pages.HANDLERS,
    *documents.HANDLERS,
]  # fmt: skip  # in the order of its life
