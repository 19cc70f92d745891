"""`/handoffs/{reference}/receipts/{receipt}`: this side's copy of a receipt, on a page and as a file that anybody can
verify without us."""

from __future__ import annotations

import json
from collections.abc import Mapping
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
from commonground.platform.crossings.types import ACT_LABELS, KIND_LABELS, VERB_LABELS, Act, Kind, OfferView, Verb
from commonground.platform.work import Work
from commonground.tenants.disclosures.fields import FIELDS
from commonground.tenants.sharing.types import BASIS_LABELS, Basis
from commonground.ui.declare import declare
from commonground.ui.edge import RequestWork
from commonground.ui.handoffs.one import IDS, seen_offer
from commonground.ui.handoffs.showing import RECEIPT_LABELS
from commonground.ui.handoffs.views import ReceiptView
from commonground.ui.shell.dates import moment
from commonground.ui.shell.downloads import download
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.page import Page

_IDS: Final = {**IDS, "receipt": "receipt"}


@get("/handoffs/{reference:str}/receipts/{receipt:uuid}", opt=declare(Action.SEE_CROSSINGS, ids=_IDS))
async def page(work: RequestWork, reference: FromPath[str], receipt: FromPath[UUID]) -> Page:
    """What both sides hold, word for word."""
    offer, found = await _found(work, reference, receipt)
    await audit.record(work, f"{Action.SEE_CROSSINGS}:receipt", audit.Subject("crossing", offer.id, offer.reference))
    return Page("handoffs/receipt.html", _view(offer, found))


@get("/handoffs/{reference:str}/receipts/{receipt:uuid}/file", opt=declare(Action.SEE_CROSSINGS, ids=_IDS))
async def file(work: RequestWork, reference: FromPath[str], receipt: FromPath[UUID]) -> Response[bytes]:
    """The receipt as a file for `commonground receipt verify`."""
    offer, found = await _found(work, reference, receipt)
    await audit.record(work, f"{Action.SEE_CROSSINGS}:receipt", audit.Subject("crossing", offer.id, offer.reference))
    return download(file_of(found).encode(), "application/json", f"receipt-{offer.reference}-{found.no}.json")


async def _found(work: Work, reference: str, receipt_id: UUID) -> tuple[OfferView, Receipt]:
    offer = await seen_offer(work, reference)
    receipt = next((each for each in await receipts_of(work, offer.id) if each.id == receipt_id), None)
    if receipt is None:
        raise NotFoundHereError
    return offer, receipt


def _view(offer: OfferView, receipt: Receipt) -> ReceiptView:
    said: Mapping[str, Any] = json.loads(receipt.manifest)
    base = f"/handoffs/{offer.reference}"
    return ReceiptView(
        reference=offer.reference,
        href=base,
        heading=gettext("Receipt %(no)s: %(what)s")
        % {"no": receipt.no, "what": RECEIPT_LABELS.get(receipt.what, receipt.what)},
        facts=_facts(said),
        steps=tuple(_step(each) for each in said["steps"]),
        packages=tuple(_package(each) for each in said["packages"]),
        fingerprint=fingerprint(receipt.digest),
        digest=receipt.digest.hex(),
        signed=moment(receipt.signed_at) if receipt.signed_at else "",
        file_href=f"{base}/receipts/{receipt.id}/file",
    )


def _facts(said: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    names = {each["id"]: each["name"] for each in (said["sender"], said["receiver"])}
    sharing = said["sharing"] or {}
    basis = sharing.get("basis", "")
    facts = (
        (gettext("From"), said["sender"]["name"]),
        (gettext("To"), said["receiver"]["name"]),
        (gettext("What is asked"), VERB_LABELS[Verb(said["verb"])]),
        (gettext("About"), KIND_LABELS[Kind(said["kind"])]),
        (gettext("Responsible"), names.get(said["responsible"], "")),
        (gettext("For what"), sharing.get("purpose", "")),
        (gettext("Lawful basis"), BASIS_LABELS[Basis(basis)] if basis in set(Basis) else basis),
        (gettext("Made"), said["made_at"]),
    )
    return tuple((term, words) for term, words in facts if words)


def _step(each: Mapping[str, Any]) -> tuple[str, str]:
    act = ACT_LABELS[Act(each["did"])] if each["did"] in set(Act) else each["did"]
    return str(each["at"]), f"{act} ({each['by']})" if each["by"] else str(act)


def _package(each: Mapping[str, Any]) -> tuple[str, str]:
    fields = ", ".join(FIELDS[code].label if code in FIELDS else code for code in each["fields"])
    said = {
        "fields": fields,
        "by": each["made_by"] or "",
        "second": each["authorised_by"] or "",
        "files": each["files"],
    }
    words = gettext("%(fields)s. %(files)s files. Prepared by %(by)s, agreed to by %(second)s.") % said
    erased = gettext("Erased.") if each["erased_at"] else ""
    return gettext("Number %(no)s") % {"no": each["no"]}, " ".join(filter(None, (words, erased)))


HANDLERS = [page, file]
