"""One context's pages: what was read, and how it is said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from commonground.platform.access import Action, Actor, Held, decide, reach_of
from commonground.platform.cover.service import today_of
from commonground.platform.postcodes.sides import Whereabouts, whereabouts
from commonground.platform.reference import CHILD_BANDS, DECISIONS, HARMS, KINDS, SOURCES
from commonground.platform.work import Work
from commonground.tenants.actions.queries import Charge, charge_of
from commonground.tenants.contexts.details import DETAILS
from commonground.tenants.contexts.load import held_context
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.contexts.timeline import PAGE as TIMELINE_PAGE
from commonground.tenants.contexts.timeline import Timeline, timeline_of
from commonground.tenants.contexts.types import ContextKind, ContextStatus
from commonground.tenants.flags.queries import flags_of
from commonground.tenants.flags.types import Flag
from commonground.tenants.joint.load import joints
from commonground.tenants.referrals.contacts import ContactLine, Contacts, contacts_about, contacts_counted
from commonground.tenants.referrals.types import Outcome, ReferralState
from commonground.tenants.referrals.words import STATE_LABELS
from commonground.ui.actions.views import action_rows
from commonground.ui.contexts.listing import kind_words
from commonground.ui.contexts.timeline import entry, newer_page, older_page
from commonground.ui.contexts.views import ContactRow, ContextView
from commonground.ui.flags.views import head_of
from commonground.ui.joint.listing import JointLine, line_of
from commonground.ui.referrals import words as say
from commonground.ui.referrals.adding_up import size_of
from commonground.ui.referrals.views import Act
from commonground.ui.referrals.where import elsewhere, where_words
from commonground.ui.referrals.why import about_context, who_link
from commonground.ui.shell.charts import Contact, ContactsChart, contacts_chart
from commonground.ui.shell.dates import LONDON, short_day
from commonground.ui.shell.i18n import gettext, ngettext

WEEKS: Final = 12
LATEST: Final = 6
PAGE: Final = 50
MOST_WORRIES: Final = 6
MOST_HELPS: Final = 3


@dataclass(frozen=True, slots=True)
class ContextRecord:
    """What was read of one context, as far as the reader may open it. `contacts`: what counts for them; `listed`: one
    page of those that they may open; `page`: which one of its timeline, 0 for the latest entries alone."""

    row: ContextRow
    held: Held
    charge: Charge
    contacts: Contacts
    timeline: Timeline
    listed: Contacts
    flags: Sequence[Flag] = ()
    where: Whereabouts | None = None
    page: int = 0


async def read_context(work: Work, row: ContextRow, older: str | None = None, page: int = 0) -> ContextRecord:
    """`older` asks for a page of contacts: the first when it is empty, else those from before that referral. `page`
    asks for one of the timeline, the first being 1."""
    return ContextRecord(
        row=row,
        held=await held_context(work, row),
        charge=await charge_of(work, row.id),
        contacts=await contacts_counted(work, (row.id,)),
        timeline=await timeline_of(work, row.id, page=page or 1, most=TIMELINE_PAGE if page else LATEST),
        listed=Contacts() if older is None else await contacts_about(work, (row.id,), older=older, most=PAGE),
        flags=await flags_of(work, (row.id,)),
        where=whereabouts(work.actor.areas, row.postcode),
        page=page,
    )


async def read_head(work: Work, row: ContextRow, contacts: int) -> ContextRecord:
    """As much as a part needs that reads its own: the title, the warnings and the tabs."""
    return ContextRecord(
        row=row,
        held=await held_context(work, row),
        charge=Charge("", "", ()),
        contacts=Contacts(total=contacts),
        timeline=Timeline(),
        listed=Contacts(),
        flags=await flags_of(work, (row.id,)),
    )


async def joint_lines(work: Work, row: ContextRow) -> tuple[JointLine, ...]:
    """As far as the reader's teams work on them."""
    if reach_of(work.actor, Action.READ_JOINT) is None:
        return ()
    return tuple(line_of(*each) for each in await joints(work, Action.READ_JOINT, context_id=row.id))


def context_view(record: ContextRecord, work: Work, *, part: str = "") -> ContextView:
    """`part` is the tab: nothing for the summary."""
    row = record.row
    base = f"/contexts/{row.reference}"
    change = bool(decide(work.actor, Action.CHANGE_CONTEXT, record.held))
    lines = [each for each in record.contacts.lines if each.state != ReferralState.WITHDRAWN]
    entries = record.timeline.entries
    return ContextView(
        reference=row.reference,
        name=row.name,
        titled=KINDS.label(row.kind) if row.kind == ContextKind.GROUP or row.restricted else row.name,
        kind=kind_words(row.kind, row.venue),
        state=row.status,
        restricted=row.restricted,
        tabs=_tabs(base, record.contacts.total),
        here=f"{base}/{part}" if part else base,
        description=row.description,
        can_change=change,
        facts=tuple(facts_of(row, record.where)),
        leads=_leads(record.charge),
        worries=tuple(_worries(lines)),
        helps=tuple(dict.fromkeys(each.helps for each in lines if each.helps))[:MOST_HELPS],
        chart=_chart(lines, work),
        counted=_counted(lines, work),
        contacts=tuple(_contact(each) for each in record.listed.lines),
        elsewhere_contacts=tuple(_elsewhere(each) for each in lines if each.elsewhere),
        older=_older(record, base),
        timeline=tuple(entry(each, work) for each in entries),
        in_all=record.timeline.total if record.timeline.total > len(entries) else 0,
        newer_entries=newer_page(base, record.page),
        older_entries=older_page(base, record.page, record.timeline),
        acts=context_acts(row, record.held, work.actor),
        why=decide(work.actor, Action.READ_CONTEXT, record.held).because,
        who=who_link(work, about_context(row), record.held),
        flags=head_of(record.flags, base),
        elsewhere=elsewhere(record.where),
        actions=action_rows(record.charge.actions, base, today_of(work), change=change),
    )


def _older(record: ContextRecord, base: str) -> str:
    listed = record.listed
    return f"{base}/contacts?older={listed.lines[-1].reference}" if listed.lines and listed.more else ""


def _tabs(base: str, contacts: int) -> tuple[tuple[str, str, int | None], ...]:
    return (
        (gettext("Summary"), base, None),
        (gettext("What to do"), f"{base}/playbook", None),
        (gettext("Contacts"), f"{base}/contacts", contacts),
        (gettext("What adds up"), f"{base}/adding-up", None),
        (gettext("Timeline"), f"{base}/timeline", None),
        (gettext("Files"), f"{base}/files", None),
        (gettext("Partners"), f"{base}/partners", None),
        (gettext("Around it"), f"{base}/around", None),
    )


def facts_of(row: ContextRow, where: Whereabouts | None) -> list[tuple[str, str]]:
    """Where it is and what it is called; empty ones are left out."""
    said = (
        (gettext("Address"), ", ".join(part for part in (row.address, row.postcode) if part)),
        (gettext("The postcode lies"), where_words(where)),
        (gettext("App or site"), row.platform),
        (gettext("Its name there"), row.handle),
        *((gettext(detail.label), _detail(row, name)) for name, detail in DETAILS.items()),
        (gettext("Also called"), ", ".join(row.other_names)),
    )
    return [(term, words) for term, words in said if words]


def _detail(row: ContextRow, name: str) -> str:
    return DETAILS[name].words(getattr(row, name))


def _leads(charge: Charge) -> tuple[tuple[str, str], ...]:
    return (
        (gettext("Lead"), charge.lead or gettext("Nobody yet")),
        (gettext("Team"), charge.team or gettext("None")),
    )


def _worries(contacts: Sequence[ContactLine]) -> list[str]:
    """Harms by how many contacts name them."""
    counted = Counter(harm for each in contacts for harm in each.harms if harm in HARMS)
    return [
        f"{HARMS.label(harm)} ({ngettext('%(n)s contact', '%(n)s contacts', count) % {'n': count}})"
        for harm, count in counted.most_common(MOST_WORRIES)
    ]


def _recent(contacts: Sequence[ContactLine], work: Work) -> list[ContactLine]:
    return [each for each in contacts if each.received_at >= work.now - timedelta(weeks=WEEKS)]


def _chart(contacts: Sequence[ContactLine], work: Work) -> ContactsChart | None:
    recent = _recent(contacts, work)
    if not recent:
        return None
    shared = Counter(harm for each in recent for harm in each.harms)
    drawn = [
        Contact(
            day=each.received_at.astimezone(LONDON).date(),
            harm=HARMS.short_label(max((h for h in each.harms if h in HARMS), key=shared.__getitem__, default="other")),
            size=size_of(each.children),
            children=say.label(CHILD_BANDS, each.children),
        )
        for each in recent
    ]
    until = work.now.astimezone(LONDON).date()
    return contacts_chart(drawn, since=until - timedelta(weeks=WEEKS), until=until)


def _counted(contacts: Sequence[ContactLine], work: Work) -> str:
    """“7 contacts: 4 in September, 2 in October, 1 in November.”"""
    recent = sorted(_recent(contacts, work), key=lambda each: each.received_at)
    months = Counter(each.received_at.astimezone(LONDON).strftime("%B") for each in recent)
    count = len(recent)
    whole = ngettext("%(n)s contact", "%(n)s contacts", count) % {"n": count}
    parts = ", ".join(gettext("%(n)s in %(month)s") % {"n": n, "month": month} for month, n in months.items())
    return f"{whole}: {parts}." if parts else gettext("No contact in the last 12 weeks that you can open.")


def _contact(each: ContactLine) -> ContactRow:
    state = ReferralState(each.state)
    decided = DECISIONS.label(Outcome(each.outcome)) if each.outcome in set(Outcome) else STATE_LABELS[state]
    return ContactRow(
        reference=each.reference,
        title=each.title,
        received=short_day(each.received_at),
        harms=say.harms(each.harms),
        children=say.label(CHILD_BANDS, each.children, gettext("Not said")),
        source=say.label(SOURCES, each.source, each.source),
        outcome=decided,
    )


def _elsewhere(each: ContactLine) -> str:
    return f"{short_day(each.received_at)}: {say.harms(each.harms)}"


def context_acts(row: ContextRow, held: Held, actor: Actor) -> tuple[Act, ...]:
    """The buttons for this reader now: one that shows must work."""
    acts, base = [], f"/contexts/{row.reference}"
    if decide(actor, Action.CHANGE_CONTEXT, held):
        closed = row.status == ContextStatus.CLOSED
        acts += [Act(gettext("Add a note"), f"{base}/note"), Act(gettext("Change"), f"{base}/change")]
        acts.append(Act(gettext("Give it a lead"), f"{base}/lead"))
        acts.append(Act(gettext("Reopen"), f"{base}/reopen") if closed else Act(gettext("Close"), f"{base}/close"))
        acts.append(Act(gettext("It is the same as another one"), f"{base}/merge"))
    if decide(actor, Action.WRITE_TO_TELLER, held):
        acts.append(Act(gettext("Tell those who told us what has changed"), f"{base}/tell"))
    if decide(actor, Action.FLAG_RECORD, held):
        acts.append(Act(gettext("Put a warning flag on it"), f"{base}/flag"))
    if decide(actor, Action.SHARE_CONTEXT, held) and not row.restricted:
        acts.append(Act(gettext("Invite a partner"), f"{base}/share"))
    if decide(actor, Action.PREPARE_DISCLOSURE, held):
        acts.append(Act(gettext("Tell another council"), f"/handoffs/new?context={row.reference}"))
        acts.append(Act(gettext("Tell somebody outside the platform"), f"{base}/disclose"))
    if decide(actor, Action.COORDINATE_JOINT, held) and decide(actor, Action.CHANGE_CONTEXT, held):
        acts.append(Act(gettext("Begin a joint concern"), f"{base}/begin-joint"))
    if decide(actor, Action.RESTRICT_RECORD, held):
        acts.append(Act(gettext("Restrict to named people"), f"{base}/restrict"))
    return tuple(acts)
