"""`/find`: a reference goes straight to its record; words find what the reader may see.

The page's own field finds while somebody types: each pause asks for the same list that its button asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from litestar import Request, Response, get

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.reference import KINDS
from commonground.platform.references import ReferenceKind, parse_reference
from commonground.platform.work import Work
from commonground.tenants.contexts.queries import find_by_words
from commonground.tenants.referrals import tracker
from commonground.ui.contexts.listing import kind_words
from commonground.ui.declare import declare
from commonground.ui.edge import RequestWork
from commonground.ui.shell.htmx import is_htmx
from commonground.ui.shell.i18n import gettext, ngettext
from commonground.ui.shell.page import Page

MOST: Final = 20
MOST_WORDS: Final = 100
FEWEST_TYPED: Final = 2
"""Fewer letters stand in everything: nobody is shown a list before they have typed these."""
TEMPLATE: Final = "find/index.html"
FOLDERS: Final = {
    ReferenceKind.REFERRAL: "referrals",
    ReferenceKind.CONTEXT: "contexts",
    ReferenceKind.JOINT: "joint",
    ReferenceKind.HANDOFF: "handoffs",
    ReferenceKind.DISCLOSURE: "disclosures",
    ReferenceKind.DISPUTE: "disputes",
}


@dataclass(frozen=True, slots=True)
class Hit:
    href: str
    title: str
    about: str
    reference: str


@dataclass(frozen=True, slots=True)
class FindView:
    """`more`: there is more than is shown. `said` is read out while somebody types."""

    words: str = ""
    contexts: Sequence[Hit] = ()
    referrals: Sequence[Hit] = ()
    more: bool = False

    @property
    def said(self) -> str:
        count = len(self.contexts) + len(self.referrals)
        if not self.words or not count:
            return gettext("Nothing found") if self.words else ""
        return ngettext("%(n)s found", "%(n)s found", count) % {"n": count}


@get("/find", opt=declare(Action.READ_TRACKER, search=True))
async def index(request: Request[Any, Any, Any], work: RequestWork) -> Page | Response[bytes]:
    """Straight to a record whose reference was typed, or a short list. What the reader may not see is never in it."""
    words = request.query_params.get("q", "").replace("\x00", "")[:MOST_WORDS].strip()
    typing = is_htmx(request)
    if not typing and (address := _record_of(words)):
        return Response(b"", status_code=303, headers={"Location": address})
    await audit.record_search(work, "search", words, audit.Subject("find"))
    if not words or (typing and len(words) < FEWEST_TYPED):
        return Page(TEMPLATE, FindView(), block="results")
    return Page(TEMPLATE, await _found(work, words), block="results")


def _record_of(words: str) -> str:
    """Where the record of a typed reference stands, whether there is one or not."""
    reference = parse_reference(words)
    for kind, folder in FOLDERS.items():
        if reference and reference.startswith(f"{kind}-"):
            return f"/{folder}/{reference}"
    return ""


async def _found(work: Work, words: str) -> FindView:
    contexts = await find_by_words(work, words, most=MOST + 1)
    referrals = await tracker.find(work, tracker.Wanted(view=tracker.View.ALL, words=words), most=MOST)
    more = len(contexts) > MOST or referrals.more_after
    return FindView(words, _contexts(contexts[:MOST]), _referrals(referrals.rows), more)


def _contexts(rows: Sequence[Any]) -> list[Hit]:
    return [Hit(f"/contexts/{row.reference}", row.name, about_words(row), row.reference) for row in rows]


def about_words(row: Any) -> str:
    """“Takeaway, 14 Mill Lane, LM4 2QT”: what tells two of the same name apart."""
    closed = gettext("closed") if row.status == "closed" else ""
    parts = (kind_words(row.kind, row.venue), row.address, row.postcode, closed)
    return ", ".join(part for part in parts if part)


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
