"""`/playbooks`: which there are, and one to read; `/contexts/…/playbook`: that of a context."""

from __future__ import annotations

from collections.abc import Sequence

from litestar import get
from litestar.params import FromPath, FromQuery

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.reference.playbooks import PLAYBOOKS
from commonground.tenants.contexts.load import load_context, subject_of
from commonground.tenants.playbooks import service
from commonground.tenants.playbooks.queries import Standing, history_of, playbooks_as_they_stand, whom_to_ring
from commonground.ui.declare import declare
from commonground.ui.edge import RequestWork
from commonground.ui.playbooks import contact_pages, writing
from commonground.ui.playbooks.of_context import context_playbook
from commonground.ui.playbooks.views import (
    FIRST,
    HERE,
    PlaybookView,
    agencies_of,
    index_view,
    missing_words,
    ring_lines,
    sheet_of,
    version_rows,
)
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.page import Page


@get(HERE, opt=declare(Action.READ_PLAYBOOKS))
async def index(work: RequestWork) -> Page:
    """Which there are, and which of them the council says its own way."""
    found = await playbooks_as_they_stand(work)
    await audit.record(work, Action.READ_PLAYBOOKS, audit.Subject(service.PLAYBOOK))
    return Page("playbooks/index.html", index_view(found.values()))


@get(f"{HERE}/read", opt=declare(Action.READ_PLAYBOOKS))
async def read(work: RequestWork, of: FromQuery[str] = FIRST, version: FromQuery[str] = "") -> Page:
    """One of them, about no context in particular; or the words of an earlier version."""
    history = await history_of(work, of) if of in PLAYBOOKS else ()
    standing = _version(history, version) if version else await service.load_playbook(work, of)
    agencies = agencies_of([standing.playbook])
    ringing = await whom_to_ring(work, agencies)
    await audit.record(work, Action.READ_PLAYBOOKS, audit.Subject(service.PLAYBOOK))
    view = PlaybookView(
        heading=standing.playbook.question,
        trail=((gettext("What to do"), HERE),),
        reference="",
        sheets=(sheet_of(standing),),
        ring=ring_lines(ringing),
        missing=missing_words(agencies, ringing.contacts),
        versions=version_rows(history),
        write=f"{HERE}/write?of={of}",
    )
    return Page("playbooks/playbook.html", view)


def _version(history: Sequence[Standing], version: str) -> Standing:
    found = next((each for each in history if str(each.version) == version), None)
    if found is None:
        raise NotFoundHereError
    return found


@get("/contexts/{reference:str}/playbook", opt=declare(Action.READ_CONTEXT, ids={"reference": "context"}))
async def of_context(work: RequestWork, reference: FromPath[str]) -> Page:
    """What to do about this context: its setting, and what was reported there."""
    row = await load_context(work, reference, to=Action.READ_CONTEXT)
    await audit.record(work, Action.READ_CONTEXT, subject_of(row))
    return Page("playbooks/playbook.html", await context_playbook(work, row))


HANDLERS = [index, read, of_context, *writing.HANDLERS, *contact_pages.HANDLERS]
