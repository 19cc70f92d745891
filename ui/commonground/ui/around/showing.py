"""The pages of what stands around a context."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from commonground.platform import audit
from commonground.platform.access import Action, Held, decide
from commonground.platform.access.confirming import is_confirmed
from commonground.platform.postcodes.sides import whereabouts
from commonground.platform.work import Work
from commonground.tenants.around.queries import (
    Linked,
    believed_of,
    links_due,
    links_of,
    relations_of,
    watchers_of,
)
from commonground.tenants.around.service import today_of
from commonground.tenants.around.types import ROLE_LABELS, PersonRole
from commonground.tenants.contexts.load import RECORD, held_contexts
from commonground.tenants.contexts.merged import Part, parts_of
from commonground.tenants.contexts.models import ContextRow
from commonground.ui.around.believed import believed_line
from commonground.ui.around.views import (
    AroundView,
    DueView,
    LinkLine,
    PartLine,
    PeopleView,
    RelationLine,
)
from commonground.ui.contexts.building import facts_of
from commonground.ui.referrals.why import about_context
from commonground.ui.shell.dates import day
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.page import Page

SOON: Final = timedelta(days=14)


async def around_page(work: Work, row: ContextRow, held: Held) -> Page:
    about = about_context(row)
    parts = await parts_of(work, row.id)
    watchers = await watchers_of(work, row.id)
    people = decide(work.actor, Action.KEEP_PERSON_LINKS, held)
    view = AroundView(
        reference=row.reference,
        title=about.title,
        href=about.href,
        trail=(about.trail, (about.title, about.href)),
        can_change=bool(decide(work.actor, Action.CHANGE_CONTEXT, held)),
        parts=tuple(_part(work, each) for each in parts if each.undone_at is None),
        apart=tuple(_part(work, each) for each in await _apart(work, parts)),
        relations=tuple(
            RelationLine(gettext(each.words), each.reference, each.name) for each in await relations_of(work, row.id)
        ),
        watchers=", ".join(watchers.names),
        watching=watchers.me,
        believed=tuple(believed_line(each) for each in await believed_of(work, row.id)),
        people=f"{about.href}/people" if people else "",
    )
    return Page("around/around.html", view)


async def _apart(work: Work, parts: Sequence[Part]) -> list[Part]:
    """Those that stand by themselves again, as far as the reader may open them: one may be restricted since."""
    apart = [each for each in parts if each.undone_at is not None]
    held = await held_contexts(work, {each.context_id for each in apart})
    return [each for each in apart if decide(work.actor, Action.READ_CONTEXT, held[each.context_id])]


def _part(work: Work, part: Part) -> PartLine:
    """With everything that it says, which stands nowhere else."""
    said = [(gettext("Put together"), f"{day(part.at)}, {part.by}: {part.reason}")]
    if part.undone_at is not None:
        said.append((gettext("Taken apart"), f"{day(part.undone_at)}, {part.undone_by}: {part.undo_words}"))
    if part.row is None:
        return PartLine(part.reference, "", "", tuple(said))
    facts = facts_of(part.row, whereabouts(work.actor.areas, part.row.postcode))
    return PartLine(part.reference, part.name, part.row.description, (*facts, *said))


async def people_page(work: Work, row: ContextRow) -> Page:
    about = about_context(row)
    links = await links_of(work, row.id)
    lines = [(each.ended_at is None, _link(each, work)) for each in links]
    view = PeopleView(
        reference=row.reference,
        title=about.title,
        href=about.href,
        trail=(about.trail, (about.title, about.href)),
        now=tuple(line for stands, line in lines if stands),
        past=tuple(line for stands, line in lines if not stands),
    )
    return Page("around/people.html", view)


async def due_page(work: Work) -> Page:
    """Links to be looked at, those of the teams that the reader is in alone. Each of their contexts is read by that. Of
    a restricted one nothing is said but that there is one, until somebody has confirmed that it is they."""
    found, more = await links_due(work, today_of(work) + SOON)
    confirmed = is_confirmed(work.actor, work.now)
    shown = [each for each in found if confirmed or not each.restricted]
    await audit.record_each(work, Action.KEEP_PERSON_LINKS, list(dict.fromkeys(_context_of(each) for each in shown)))
    lines = tuple(_link(each, work) if each in shown else _held_back(each, work) for each in found)
    return Page("around/due.html", DueView(lines, more))


def _context_of(each: Linked) -> audit.Subject:
    return audit.Subject(RECORD, each.context_id, each.context, restricted=each.restricted)


def _held_back(each: Linked, work: Work) -> LinkLine:
    days = ((gettext("Looked at again"), day(each.review_on)),)
    late = each.review_on <= today_of(work)
    return LinkLine("", gettext("Restricted. Open it to read what it is"), days, late, each.context, each.context_name)


def _link(each: Linked, work: Work) -> LinkLine:
    facts = [
        (gettext("What for"), each.reason),
        (gettext("Linked"), f"{day(each.put_at)}, {each.by}"),
        (gettext("Looked at again"), day(each.review_on)),
        (gettext("What was said then"), each.review_words),
    ]
    if each.ended_at is not None:
        facts.append((gettext("Ended"), f"{day(each.ended_at)}, {each.ended_by}: {each.end_words}"))
    return LinkLine(
        reference=each.case_reference,
        role=gettext(ROLE_LABELS[PersonRole(each.role)]),
        facts=tuple((term, words) for term, words in facts if words),
        late=each.ended_at is None and each.review_on <= today_of(work),
        context=each.context,
        context_name=each.context_name,
    )
