"""Putting two records of one place together, and taking them apart again."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from commonground.platform.refusals import IncompleteError
from commonground.platform.work import Work
from commonground.tenants.contexts import merging
from commonground.tenants.contexts.matching import likely_same
from commonground.tenants.contexts.merged import parts_of
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.contexts.queries import contexts_like
from commonground.tenants.contexts.types import Candidate, ContextKind, ContextStatus
from commonground.ui.around.forms import ANOTHER, MergeForm, TakeApartForm
from commonground.ui.contexts.views import Beforehand
from commonground.ui.shell.i18n import gettext, ngettext

MOST: Final = 5


async def offer_likely(work: Work, row: ContextRow, form: MergeForm) -> None:
    """Those of its kind that are likely the same, among those that the reader may open; a closed one only to a closed
    one, which alone may go into it."""
    compared = await contexts_like(work, (row.name, *row.other_names, row.address, row.postcode, row.handle), row.kind)
    known = {each.known.reference: each.known for each in compared}
    may_be = {ContextStatus.ACTIVE, ContextStatus(row.status)}
    others = [
        each
        for each in known.values()
        if each.kind == row.kind and each.reference != row.reference and each.status in may_be
    ]
    asked = Candidate(
        kind=ContextKind(row.kind), name=row.name, address=row.address, postcode=row.postcode, handle=row.handle
    )
    form.offer([(match, known[match.reference].name) for match in likely_same(asked, others, at_most=MOST)])


async def offer_parts(work: Work, row: ContextRow, form: TakeApartForm) -> None:
    form.offer(await parts_of(work, row.id))


async def put_together(work: Work, row: ContextRow, form: MergeForm) -> str:
    try:
        other = await merging.merge(work, row, form.chosen, form.reason.data or "", version=form.seen_version)
    except IncompleteError as lacking:
        raise _beside(form, lacking) from lacking
    return gettext("Put together. %(reference)s stays, and the old reference leads here.") % {
        "reference": other.reference
    }


def _beside(form: MergeForm, lacking: IncompleteError) -> IncompleteError:
    """What is wrong with the other one stands where it was named."""
    field = "reference" if form.into.data == ANOTHER else "into"
    return IncompleteError(
        tuple(replace(each, field=field) if each.field == "into" else each for each in lacking.problems)
    )


async def take_apart(work: Work, row: ContextRow, form: TakeApartForm) -> str:
    reference = await merging.take_apart(work, row, form.chosen, form.reason.data or "")
    return gettext("Taken apart. %(reference)s stands by itself again.") % {"reference": reference}


async def said_before_taking_apart(work: Work, row: ContextRow) -> Beforehand:
    """What came since the earliest of them went in: it stays, and somebody looks at where it belongs."""
    parts = [each for each in await parts_of(work, row.id) if each.undone_at is None]
    if not parts:
        return Beforehand()
    since = await merging.came_since(work, row, min(each.at for each in parts))
    contacts = ngettext("%(n)s contact", "%(n)s contacts", since.contacts) % {"n": since.contacts}
    notes = ngettext("%(n)s note", "%(n)s notes", since.notes) % {"n": since.notes}
    said = gettext("%(contacts)s and %(notes)s came since, as far as you can open them. They stay here.")
    if not (since.contacts or since.notes):
        return Beforehand()
    return Beforehand(
        said % {"contacts": contacts, "notes": notes}, f"/contexts/{row.reference}/timeline", gettext("Timeline")
    )
