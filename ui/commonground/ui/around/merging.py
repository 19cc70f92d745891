"""Putting two records of one place together, and taking them apart again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from commonground.platform.refusals import IncompleteError
from commonground.platform.work import Work
from commonground.tenants.contexts import merging
from commonground.tenants.contexts.matching import likely_same
from commonground.tenants.contexts.merged import parts_of
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.contexts.queries import contexts_like
from commonground.tenants.contexts.since import Since, came_since
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
    form.offer([(match, known[match.reference].name) for match in likely_same(_asked(row), others, at_most=MOST)])


def _asked(row: ContextRow) -> Candidate:
    return Candidate(
        kind=ContextKind(row.kind),
        name=row.name,
        aliases=tuple(row.aliases),
        address=row.address,
        postcode=row.postcode,
        handle=row.handle,
    )


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


async def said_before_taking_apart(work: Work, row: ContextRow, _form: object) -> Beforehand:
    """What came since the earliest of them went in: it stays, and somebody looks at where it belongs."""
    parts = [each for each in await parts_of(work, row.id) if each.undone_at is None]
    if not parts:
        return Beforehand()
    came = [words % {"n": n} for n, words in _each(await came_since(work, row, min(each.at for each in parts))) if n]
    if not came:
        return Beforehand()
    said = gettext("Since then came, as far as you can open it: %(things)s. That stays here.")
    return Beforehand(said % {"things": ", ".join(came)}, f"/contexts/{row.reference}/timeline", gettext("Timeline"))


def _each(since: Since) -> Iterator[tuple[int, str]]:
    """How many of each, and the words for so many."""
    yield (n := since.contacts), ngettext("%(n)s contact", "%(n)s contacts", n)
    yield (n := since.notes), ngettext("%(n)s note", "%(n)s notes", n)
    yield (n := since.actions), ngettext("%(n)s action", "%(n)s actions", n)
    yield (n := since.relations), ngettext("%(n)s relation", "%(n)s relations", n)
    yield (n := since.people), ngettext("%(n)s person link", "%(n)s person links", n)
    yield (n := since.children), ngettext("%(n)s figure of children affected", "%(n)s figures of children affected", n)
    yield (n := since.files), ngettext("%(n)s file", "%(n)s files", n)
    yield (n := since.flags), ngettext("%(n)s warning flag", "%(n)s warning flags", n)
    yield (n := since.alerts), ngettext("%(n)s notice that contacts add up", "%(n)s notices that contacts add up", n)
