"""`/sharing/{sharing}/receipt`: what the council holds of a partner who was let in with names; the partner reads the
same at `/shared/{reference}/receipt`. Both take it out as a file that anybody can verify without us."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.crossings.canonical import fingerprint
from commonground.platform.crossings.models import Receipt
from commonground.platform.crossings.queries import receipts_of
from commonground.platform.crossings.receipts import file_of
from commonground.platform.work import Work
from commonground.tenants.contexts.load import load_context
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.disclosures.types import TOLD_LABELS, Told
from commonground.tenants.sharing import queries
from commonground.tenants.sharing.partner import load_shared, receipts_for_me
from commonground.tenants.sharing.service import RECORD
from commonground.tenants.sharing.types import BASIS_LABELS, Basis
from commonground.ui.declare import declare
from commonground.ui.edge import RequestWork
from commonground.ui.referrals.keeping import AnyRequest
from commonground.ui.shell.dates import moment
from commonground.ui.shell.downloads import download
from commonground.ui.shell.i18n import gettext, lazy
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

_IDS: Final = {"sharing": "sharing"}
_SHARED_IDS: Final = {"reference": "context"}
WHAT: Final = {"let_in": lazy("Let in with names"), "let_in_ended": lazy("Let in with names, and ended")}
DID: Final = {"propose": lazy("Proposed"), "authorise": lazy("Agreed to"), "end": lazy("Ended")}
FIELDS: Final = {"summary": lazy("The summary"), "notes": lazy("The notes")}


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One receipt in full. `signed` empty: not yet."""

    no: int
    heading: str
    facts: tuple[tuple[str, str], ...]
    steps: tuple[tuple[str, str], ...]
    fingerprint: str
    digest: str
    signed: str


@dataclass(frozen=True, slots=True)
class ReceiptsView:
    """The newest first. `file_href`: the newest as a file; it says all that those before it say."""

    reference: str
    href: str
    receipts: tuple[ReceiptLine, ...]
    file_href: str


@get("/sharing/{sharing:uuid}/receipt", opt=declare(Action.READ_CONTEXT, ids=_IDS))
async def page(work: RequestWork, sharing: FromPath[UUID]) -> Page:
    """Of one invitation, for whoever may open what it is to."""
    row, found = await _of(work, sharing)
    return _page(row.reference, f"/contexts/{row.reference}/partners", found, f"/sharing/{sharing}/receipt/file")


@get("/sharing/{sharing:uuid}/receipt/file", opt=declare(Action.READ_CONTEXT, ids=_IDS))
async def file(request: AnyRequest, work: RequestWork, sharing: FromPath[UUID]) -> Response[Any]:
    """The newest, for `commonground receipt verify`."""
    row, found = await _of(work, sharing)
    return _file(request, row.reference, found, f"/sharing/{sharing}/receipt")


@get("/shared/{reference:str}/receipt", opt=declare(Action.READ_SHARED, ids=_SHARED_IDS))
async def shared_page(work: RequestWork, reference: FromPath[str]) -> Page:
    """The same for the partner, as long as the invitation stands."""
    known, found = await _shared(work, reference)
    return _page(known, f"/shared/{known}", found, f"/shared/{known}/receipt/file")


@get("/shared/{reference:str}/receipt/file", opt=declare(Action.READ_SHARED, ids=_SHARED_IDS))
async def shared_file(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Response[Any]:
    known, found = await _shared(work, reference)
    return _file(request, known, found, f"/shared/{known}/receipt")


async def _of(work: Work, sharing: UUID) -> tuple[ContextRow, Sequence[Receipt]]:
    invited = await queries.one(work, sharing)
    if invited is None:
        raise NotFoundHereError
    row = await load_context(work, invited[1].reference, to=Action.READ_CONTEXT)
    about = audit.Subject(RECORD, sharing, row.reference)
    await audit.record(work, f"{Action.READ_CONTEXT}:receipt", about)
    return row, (await receipts_of(work, sharing))[::-1]


async def _shared(work: Work, reference: str) -> tuple[str, Sequence[Receipt]]:
    shared = await load_shared(work, reference)
    known = shared.invited.reference
    await audit.record(work, f"{Action.READ_SHARED}:receipt", audit.Subject("context", shared.id, known))
    return known, await receipts_for_me(work, shared)


def _page(reference: str, href: str, found: Sequence[Receipt], file_href: str) -> Page:
    view = ReceiptsView(reference, href, tuple(_line(each) for each in found), file_href if found else "")
    return Page("sharing/receipt.html", view)


def _file(request: AnyRequest, reference: str, found: Sequence[Receipt], page_href: str) -> Response[Any]:
    if not found:
        return redirect(request, page_href)
    return download(file_of(found[0]).encode(), "application/json", f"receipt-{reference}-{found[0].no}.json")


def _line(receipt: Receipt) -> ReceiptLine:
    said: Mapping[str, Any] = json.loads(receipt.manifest)
    return ReceiptLine(
        no=receipt.no,
        heading=gettext("Receipt %(no)s: %(what)s") % {"no": receipt.no, "what": WHAT.get(receipt.what, receipt.what)},
        facts=_facts(said),
        steps=tuple((each["at"], f"{DID[each['did']]} ({each['by']})") for each in said["steps"]),
        fingerprint=fingerprint(receipt.digest),
        digest=receipt.digest.hex(),
        signed=moment(receipt.signed_at) if receipt.signed_at else "",
    )


def _facts(said: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    sharing, shared = said["sharing"], said["shared"]
    facts = (
        (gettext("From"), said["sender"]["name"]),
        (gettext("To"), ", ".join(filter(None, (said["receiver"]["person"], said["receiver"]["name"])))),
        (gettext("What they see"), ", ".join(str(FIELDS[each]) for each in shared["fields"])),
        (gettext("For what"), sharing["purpose"]),
        (gettext("Lawful basis"), BASIS_LABELS[Basis(sharing["basis"])]),
        (gettext("Were they told?"), TOLD_LABELS[Told(sharing["told"])] if sharing["told"] else ""),
        (gettext("Until"), shared["until"]),
    )
    return tuple((term, words) for term, words in facts if words)


HANDLERS = [page, file, shared_page, shared_file]
