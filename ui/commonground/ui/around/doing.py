"""What the small forms around a context do."""

from __future__ import annotations

from commonground.platform.work import Work
from commonground.tenants.around import service
from commonground.tenants.around.queries import links_of, relations_of
from commonground.tenants.around.types import RelationKind
from commonground.tenants.contexts.models import ContextRow
from commonground.ui.around.more_forms import (
    END,
    ChildrenForm,
    PersonForm,
    RelateForm,
    ReviewPersonForm,
    UnrelateForm,
)
from commonground.ui.referrals.forms import RecordForm
from commonground.ui.shell.i18n import gettext


async def relate(work: Work, row: ContextRow, form: RelateForm) -> None:
    await service.relate(work, row, RelationKind(form.kind.data or ""), form.reference.data or "")


async def offer_relations(work: Work, row: ContextRow, form: UnrelateForm) -> None:
    form.offer(await relations_of(work, row.id))


async def unrelate(work: Work, row: ContextRow, form: UnrelateForm) -> None:
    await service.unrelate(work, row, form.chosen)


async def watch(work: Work, row: ContextRow, _: RecordForm) -> None:
    await service.watch(work, row)


async def unwatch(work: Work, row: ContextRow, _: RecordForm) -> None:
    await service.unwatch(work, row)


async def say_how_many(work: Work, row: ContextRow, form: ChildrenForm) -> None:
    await service.say_how_many(work, row, form.typed())


async def link_person(work: Work, row: ContextRow, form: PersonForm) -> None:
    await service.link_person(work, row, form.typed())


async def offer_links(work: Work, row: ContextRow, form: ReviewPersonForm) -> None:
    form.offer(await links_of(work, row.id))


async def review_person(work: Work, row: ContextRow, form: ReviewPersonForm) -> str:
    reason = form.reason.data or ""
    if form.what.data == END:
        await service.end_link(work, row, form.chosen, reason)
        return gettext("The link has ended.")
    await service.keep_link(work, row, form.chosen, reason, form.review_on.data)
    return gettext("The link stays, until somebody looks again.")
