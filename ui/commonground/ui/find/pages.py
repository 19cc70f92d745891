"""`/find`: a reference goes straight to its record; words find what the reader may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get
from sqlalchemy import select

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.reference import KINDS
from commonground.platform.references import ReferenceKind, parse_reference
from commonground.platform.work import Work
from commonground.tenants.contexts.load import visible_contexts
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.contexts.queries import has_word
from commonground.tenants.referrals import tracker
from commonground.ui.declare import declare
from commonground.ui.edge import RequestWork
from commonground.ui.shell.page import Page

MOST = 20
MOST_WORDS = 100


@dataclass(frozen=True, slots=True)
class Hit:
    href: str
    title: str
    about: str
    reference: str


@dataclass(frozen=True, slots=True)
class FindView:
    words: str
    contexts: list[Hit]
    referrals: list[Hit]


@get("/find", opt=declare(Action.READ_TRACKER, search=True))
async def index(request: Request[Any, Any, Any], work: RequestWork) -> Page | Response[bytes]:
    """Straight to a record whose reference was typed, or a short list. What the reader may not see is never in it."""
    words = request.query_params.get("q", "").replace("\x00", "")[:MOST_WORDS].strip()
    for kind, folder in ((ReferenceKind.REFERRAL, "referrals"), (ReferenceKind.CONTEXT, "contexts")):
        reference = parse_reference(words)
        if reference and reference.startswith(f"{kind}-"):
            return Response(b"", status_code=303, headers={"Location": f"/{folder}/{reference}"})
    await audit.record_search(work, "search", words, audit.Subject("find"))
    if not words:
        return Page("find/index.html", FindView("", [], []))
    found = await tracker.find(work, tracker.Wanted(view=tracker.View.ALL, words=words), most=MOST)
    return Page("find/index.html", FindView(words, await _contexts(work, words), _referrals(found.rows)))


async def _contexts(work: Work, words: str) -> list[Hit]:
    row = ContextRow
    query = select(row.reference, row.name, row.kind, row.address).where(
        visible_contexts(work.actor, Action.READ_CONTEXT)
    )
    for word in words.split()[:8]:
        query = query.where(has_word(word))
    rows = await work.mine.execute(query.order_by(row.name).limit(MOST))
    return [Hit(f"/contexts/{each.reference}", each.name, KINDS.label(each.kind), each.reference) for each in rows]


def _referrals(rows: Sequence[Any]) -> list[Hit]:
    return [
        Hit(
            f"/referrals/{row.reference}",
            row.title,
            KINDS.label(row.subject_kind) if row.subject_kind in KINDS else "",
            row.reference,
        )
        for row in rows
    ]


HANDLERS = [index]
