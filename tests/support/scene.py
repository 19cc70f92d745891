"""Three councils with everything that a page can show: the demonstration's stories, long names, every state, nothing.

Larkmere and Glanwern have work of every state, each with the longest names that people give, Larkmere more than goes on
one page; Hallowdene has people and no work yet."""

# Long: one scene, with everything that a page can show.

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from across import work_across
from beyond import tell_beyond
from commonground.infra.demo.absences import add_absences
from commonground.infra.demo.agreed import add_agreed
from commonground.infra.demo.agreements import add_agreements
from commonground.infra.demo.around import add_around
from commonground.infra.demo.councils import Settled, settle, show_evidence
from commonground.infra.demo.earlier_tracker import add_earlier_tracker
from commonground.infra.demo.filed import add_files
from commonground.infra.demo.larkmere import STORY
from commonground.infra.demo.leavers import add_leavers, tell_of_leavers
from commonground.infra.demo.letters import add_letters
from commonground.infra.demo.local_person import add_local_person
from commonground.infra.demo.neighbours import GLANWERN
from commonground.infra.demo.old_records import add_old_records
from commonground.infra.demo.partners import add_partners
from commonground.infra.demo.pathways import add_pathways
from commonground.infra.demo.playbooks import add_playbooks
from commonground.infra.demo.redacted import add_redacted
from commonground.infra.demo.saved_views import add_saved_views
from commonground.infra.demo.seed import Writer
from commonground.infra.demo.shapes import Setting, Story, Told
from commonground.infra.demo.support import add_support
from commonground.infra.isolation.keeping import keep
from commonground.platform.access import Role
from commonground.platform.audit.keys import SigningKey
from commonground.platform.councils.onboard import acting_as_setup
from commonground.platform.database.engine import make_engine
from commonground.platform.demo.local import LOCAL
from commonground.platform.demo.personas import CONTEXTUAL, PERSONAS, Persona
from commonground.platform.files.store import store_of
from commonground.platform.identity.sign_in import make_session
from commonground.platform.isolation.report import Count, IsolationReport, Part, PartKind
from commonground.platform.references import hash_return_code, new_return_code
from councils import TestCouncil, World, confirm
from live import in_a_thread
from postgres import Database
from web import settings_for

EMPTY = "hallowdene"
MANAGERS = {"larkmere": "tom-hessle", "glanwern": "eleri-bowen"}
"""Whose file of an earlier tracker waits."""
LONG = (
    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch playing field, the far corner behind the changing "
    "rooms, where the fence to the supermarket’s loading bay has been down since last winter"
)


@dataclass(frozen=True)
class Scene:
    """`records` has references by council, kind of id and state: `("larkmere", "referral", "waiting")`; `codes` a
    return code by council and state of the referral."""

    database: Database
    issuers: dict[str, str]
    world: World
    records: dict[tuple[str, str, str], list[str]] = field(default_factory=dict)
    codes: dict[tuple[str, str], str] = field(default_factory=dict)
    stands_on: dict[str, str] = field(default_factory=dict)
    """Of what is a part of a record: the reference of that record, by the part's own id."""

    def token(self, persona: Persona) -> str:
        """A fresh session's token, also while a browser is open."""
        return in_a_thread(_session(self.database, self.issuers[persona.council], persona))

    def references(self, slug: str, kind: str) -> dict[str, str]:
        """One reference for each state that a record of this kind is in."""
        return {
            state: found[0] for (council, each, state), found in self.records.items() if (council, each) == (slug, kind)
        }

    def state_of(self, slug: str, reference: str) -> str:
        """The state that the record with this reference is in for this council, or for whichever has one; empty for
        one that does not exist."""
        states = {each: state for (each, _, state), found in self.records.items() if reference in found}
        return states.get(slug, next(iter(states.values()), ""))

    def together(self, values: Sequence[str]) -> list[str]:
        """These ids of one address; where the last is a part of a record, with that record's own."""
        record = self.stands_on.get(values[-1]) if values else None
        return [record, *values[1:]] if record else list(values)

    def spare(self, slug: str, kind: str, state: str) -> str:
        """Another record in the same state, or in any, for whatever may change it. Empty where a council has none."""
        states = [each for each in self.records if each[:2] == (slug, kind)]
        wanted = (slug, kind, state) if (slug, kind, state) in self.records else next(iter(states), None)
        return self.records[wanted][-1] if wanted else ""


# Every practitioner has opened something by break-glass, and nobody has reviewed it yet.
_GLASS = (
    "insert into tenants.break_glass_uses (tenant_id, id, staff_id, reference, ground, reason)"
    " select tenant_id, gen_random_uuid(), id, 'CR-7K3F-29M', 'harm', :reason from council.staff"
    " where tenant_id = any (:councils) and 'practitioner' = any (roles)"
)


def furnish(database: Database) -> Scene:
    """Fill an empty database. To be called before a browser is started."""
    return asyncio.run(_furnish(database))


def roles(slug: str) -> list[Persona]:
    """One person for each role and team of a council."""
    found: dict[tuple[object, ...], Persona] = {}
    for persona in PERSONAS:
        if persona.council == slug:
            found.setdefault((persona.roles, persona.team), persona)
    return list(found.values())


# Long: one line to each part of the scene.
async def _furnish(database: Database) -> Scene:
    settings = replace(settings_for(database), database_url=database.owner_url)
    stories = {
        "larkmere": _longer(_fuller(STORY), "amara-nwosu", "tom-hessle", "joan-akers"),
        "glanwern": _longer(GLANWERN, "gwenllian-pugh", "eleri-bowen", "rhodri-vaughan"),
    }
    async with acting_as_setup(database.owner_url) as connection:
        settled = await settle(connection, settings)
        await add_local_person(connection, settings, settled[LOCAL.council])
        for slug, story in stories.items():
            await add_old_records(connection, slug, settled[slug], datetime.now(UTC))
            await add_leavers(connection, slug, settled[slug], datetime.now(UTC))
            writer = Writer(settled[slug], datetime.now(UTC))
            await writer.write(connection, story)
            await tell_of_leavers(connection, slug, settled[slug])
            await add_partners(connection, slug, settled[slug], writer.contexts, datetime.now(UTC))
            await add_playbooks(connection, slug, settled[slug], writer.contexts, datetime.now(UTC))
            await add_earlier_tracker(connection, settled[slug], MANAGERS[slug], datetime.now(UTC))
            await add_agreed(connection, slug, settled[slug], writer.moment)
            await add_pathways(connection, slug, settled[slug], writer.calendar, datetime.now(UTC))
            if slug == "larkmere":
                await add_files(connection, settled[slug], writer.contexts, writer.moment, store_of(settings))
                await add_letters(connection, settled[slug], writer.moment)
                await add_redacted(connection, settled[slug], writer.moment)
                await add_around(connection, settled[slug], writer.contexts, writer.moment)
        for slug, council in settled.items():
            await show_evidence(connection, slug, council)
        await add_support(connection, settled["larkmere"], datetime.now(UTC))
        await add_agreements(connection, settled, datetime.now(UTC))
        await add_absences(connection, settled["larkmere"], datetime.now(UTC))
        for slug in stories:
            await add_saved_views(connection, slug, settled[slug], datetime.now(UTC))
        issuers = await _issuers(connection)
        # A council's own words are as long as a council's own words are.
        await connection.execute(text("update council.teams set name = name || :more where kind = 'locality'"), {
            "more": " and the villages between the old railway and the sea"})  # fmt: skip
        await connection.execute(text(_GLASS), {"reason": LONG, "councils": [settled[slug].id for slug in stories]})
    for slug in stories:
        await _report_isolation(database, settled[slug].id, slug)
    await work_across(settings_for(database), LONG)
    await tell_beyond(settings_for(database), database.owner_url, LONG)
    councils = {slug: _council(slug, found, issuers[slug]) for slug, found in settled.items()}
    world = World(database, councils["larkmere"], councils["hallowdene"])
    records, stands_on = await _records(database, settled)
    return Scene(database, issuers, world, records, await _know_codes(database), stands_on)


async def _report_isolation(database: Database, council: UUID, slug: str) -> None:
    """Of each verdict one, the green one last, with as many words as there can be."""
    counts = (Count("files and closed folders of the service’s own", 1_234_567, 1_234_567), Count("pages", 100, 155))
    whole = [Part(kind, 1_234_567, counts[:1], notes=(LONG,)) for kind in PartKind]
    lacking = [replace(part, coverage=counts, uncovered=(LONG, LONG)) for part in whole]
    red = [replace(part, findings=(LONG, "tenants.contexts can be read without a pass: 9 rows.")) for part in lacking]
    for days, parts in ((15, red), (8, lacking), (1, whole)):
        at = datetime.now(UTC) - timedelta(days=days)
        report = IsolationReport(council, slug, at, 61.5, "0.1.0", "0123456789ab", tuple(parts))
        await keep(database.owner_url, SigningKey(b"k" * 32), report)


def _council(slug: str, settled: Settled, issuer: str) -> TestCouncil:
    return TestCouncil(id=settled.id, slug=slug, issuer=issuer)


def _longer(story: Story, screener: str, manager: str, named: str) -> Story:
    """The story, with a long name on a record of each state, a restricted one, and news that waits."""
    setting = Setting(
        key="long", kind="place", name=LONG, aliases=(LONG.upper()[:90], "The Llan"), venue="park", address=LONG,
        description=LONG * 3, days=33, lead=named, notes=((3, LONG * 2), (2, "https://" + "a" * 180 + ".example/")),
    )  # fmt: skip  # facts of one context
    secret = replace(setting, key="secret", name="Restricted: " + LONG, restricted=True, named=(named, manager))
    closed = replace(setting, key="closed", name="Closed: " + LONG, status="closed")
    told = Told(
        title=LONG, kind="place", harms=("cce", "weapons", "online_grooming", "asb_exposed"), source="la_other",
        days=2, what=f"{LONG}\n\n{LONG}: ask Ayesha Khan.", when=LONG, where=LONG, address=LONG, helps=LONG,
        children="over_10", subject="long", why=LONG, news=LONG,
    )  # fmt: skip  # facts of one report
    states = (
        replace(told, kind="group"),
        replace(told, kind="online", state="screening", holder=screener, withdrawal=LONG),
        replace(told, state="screening", holder=screener, news="", withdrawal=LONG),
        replace(told, state="waiting", holder=screener, asked="other", asked_whom=LONG),
        replace(told, state="needs_lead", outcome="context_assessment", team=CONTEXTUAL),
        replace(told, state="escalated", holder=manager),
        replace(told, state="decided", holder=screener, outcome="added_to_context", reply=LONG),
        replace(told, state="withdrawn", holder=screener, withdrawal=LONG),
        replace(told, kind="school", state="screening", holder=manager, subject="secret"),
    )
    return Story((*story.settings, setting, secret, closed), (*story.told, *states))


def _fuller(story: Story) -> Story:
    """The story, with more that waits than goes on one page."""
    more = (replace(told, days=told.days % 9, state="new", holder="", outcome="", reply="") for told in story.told)
    return Story(story.settings, (*story.told, *more))


# Of requests that are open: about what was answered nobody decides any more.
_OPEN_MENTIONS = (
    "from tenants.access_mentions m join tenants.access_requests r on r.tenant_id = m.tenant_id and r.id = m.request_id"
    " where r.finished_at is null order by m.id"
)


# Nobody is left who could say who opens it: state `left alone` of the pages that name somebody.
_ALONE = (
    "when restricted and not exists (select from tenants.named_people n join council.staff s on (s.tenant_id, s.id) ="
    " (n.tenant_id, n.staff_id) where (n.tenant_id, n.record_id) = (record.tenant_id, record.id) and s.ended_at is null"
    " and 'team_manager' = any (s.roles)) then 'left alone'"
)


# Long: one query to each kind of what an address can name.
async def _records(
    database: Database, settled: dict[str, Settled]
) -> tuple[dict[tuple[str, str, str], list[str]], dict[str, str]]:
    slugs = {council.id: slug for slug, council in settled.items()}
    # The long ones last, so that the first of each state is an ordinary one and the spare one is long.
    queries = {
        "referral": f"select tenant_id, reference, case {_ALONE} when restricted then 'restricted' when"
        " exists (select from tenants.statements s where s.referral_id = record.id) then 'referred' when"
        " exists (select from tenants.imported_rows w where w.referral_id = record.id) then 'brought in' when"
        " exists (select from tenants.agreed_versions a where a.referral_id = record.id) then 'agreed' when"
        " withdrawal_asked_at is not null then state || ', to be withdrawn' else state end"
        " from tenants.referrals record order by length(title), reference",
        "context": f"select tenant_id, reference, case {_ALONE} when restricted then 'restricted' when status ="
        " 'closed' then 'closed' else kind end from tenants.contexts record order by length(name), reference",
        "break_glass": "select tenant_id, id::text, 'used' from tenants.break_glass_uses order by id",
        "organisation": "select tenant_id, id::text, case when ended_at is null then kind else 'ended' end"
        " from council.partner_organisations order by length(name), id",
        "agreement": "select tenant_id, id::text, kind from council.partner_agreements order by id",
        "sharing": "select tenant_id, id::text, state from tenants.partner_invitations order by id",
        "shared": "select i.tenant_id, c.reference, s.display_name from tenants.partner_invitations i"
        " join tenants.contexts c on c.id = i.context_id join council.staff s on s.id = i.person_id"
        " where i.state = 'active' and i.notes order by i.id",
        "isolation_report": "select tenant_id, id::text, verdict from audit.isolation_reports order by at",
        "support": "select tenant_id, id::text, case when ended_at is null then 'open' else 'ended' end"
        " from council.support_grants order by id",
        "sharing_agreement": "select c.id, a.id::text, case when s.withdrawn_at is not null then 'left' when s.id is"
        " null then 'unsigned' else 'signed' end from crossing.agreements a join commons.councils c"
        " on c.id = any (a.councils) left join crossing.agreement_signatures s on s.agreement_id = a.id"
        " and s.council_id = c.id order by a.id",
        "duty_contact": "select council_id, id::text, kind from commons.duty_contacts order by id",
        "crossing": "select sender_id, reference, concat_ws(', ', 'sent', verb, state) from crossing.offers union all"
        " select receiver_id, reference, concat_ws(', ', 'received', verb, state) from crossing.offers union all"
        " select tenant_id, reference, state"
        " from tenants.disclosures where state not in ('sent', 'over') and destination = 'council' order by 2",
        "outside": "select d.tenant_id, d.reference, case when r.withdrawn_at is not null then 'withdrawn' when"
        " r.opened_at is not null then 'opened' when r.locked_at is not null then 'locked' else d.state end"
        " from tenants.disclosures d join tenants.outside_receivers r on (r.tenant_id, r.disclosure_id) ="
        " (d.tenant_id, d.id) order by d.reference",
        "dispute": "select party, reference, case when state not in ('asked', 'more_asked') then state when waits_id ="
        " party then 'ours' else 'theirs' end || case when escalated_at is null then '' else ', escalated' end"
        " from crossing.disputes cross join lateral unnest(array[opener_id, other_id]) party order by reference",
        "receipt": "select tenant_id, id::text, what, reference from council.receipts where reference like 'HO-%'"
        " order by id",
        "joint": "select l.tenant_id, l.reference, case when l.over_at is not null then 'over' when c.closed_at is not"
        " null then 'closed' when c.lead_id = l.tenant_id then 'led' else 'joined' end || ', ' || l.kind"
        " from tenants.joint_links l join crossing.joint_concerns c on c.id = l.id order by l.id",
        "joint_asked": "select council_id, reference, 'asked' from crossing.joint_parties where state = 'invited'"
        " order by id",
        "joint_part": "select l.tenant_id, p.id::text, case when p.council_id = l.tenant_id then 'own ' else 'their '"
        " end || p.kind, l.reference from crossing.contributions p join tenants.joint_links l"
        " on l.id = p.concern_id order by p.id",
        "joint_minutes": "select m.tenant_id, m.id::text, m.state, l.reference from tenants.joint_minutes m"
        " join tenants.joint_links l on (l.tenant_id, l.id) = (m.tenant_id, m.concern_id) order by m.id",
        "joint_receipt": "select r.tenant_id, r.id::text, r.what, l.reference from council.receipts r"
        " join tenants.joint_links l on (l.tenant_id, l.id) = (r.tenant_id, r.crossing_id) order by r.id",
        "ring_contact": "select tenant_id, id::text, 'listed' from council.ring_contacts order by id",
        "context_action": "select a.tenant_id, a.id::text, a.status, c.reference from tenants.context_actions a"
        " join tenants.contexts c on c.id = a.context_id order by a.id",
        "file": "select tenant_id, id::text, kind from tenants.attachments where taken_off_at is null order by id",
        "letter": "select l.tenant_id, l.id::text, l.kind, r.reference from tenants.referral_letters l"
        " join tenants.referrals r on r.id = l.referral_id order by l.id",
        "agreed": "select a.tenant_id, a.agreed_id::text, a.kind, r.reference from tenants.agreed_versions a"
        " join tenants.referrals r on r.id = a.referral_id where a.version = 1 order by a.id",
        "step": "select s.tenant_id, s.id::text, s.status, r.reference from tenants.referral_steps s"
        " join tenants.referrals r on r.id = s.referral_id order by s.id",
        "absence": "select tenant_id, id::text, case when first_day <= current_date then 'running' else 'coming' end"
        " from council.absences order by id",
        "tracker_import": "select tenant_id, id::text, 'brought in' from tenants.tracker_imports"
        " where imported_at is not null order by id",
        "tracker_file": "select tenant_id, id::text, 'waits' from tenants.tracker_imports where imported_at is null"
        " order by id",
        "tracker_meaning": "select tenant_id, id::text, 'kept' from council.tracker_meanings order by id",
        "saved_view": "select tenant_id, id::text, case when team_id is null then 'own' else 'shared' end"
        " from council.saved_views order by id",
        "staff": "select tenant_id, id::text, case when ended_at is not null then 'ended' when organisation_id is not"
        " null then 'partner' when local then 'local' else"
        " 'provider' end from council.staff order by ended_at nulls first, id",
        "seen": f"select m.tenant_id, encode(m.digest, 'hex'), 'found' {_OPEN_MENTIONS}",
        "mention": f"select m.tenant_id, m.id::text, 'found' {_OPEN_MENTIONS}",
        "access_request": "select tenant_id, id::text, case when finished_at is null then 'open' else 'answered' end"
        " from tenants.access_requests order by finished_at is not null, id",  # an open one first: it can be changed
    }
    found: dict[tuple[str, str, str], list[str]] = {}
    stands_on: dict[str, str] = {}
    engine = make_engine(database.owner_url, pooled=False)
    try:
        async with engine.connect() as connection:
            for kind, query in queries.items():
                for council, reference, state, *record in await connection.execute(text(query)):
                    found.setdefault((slugs[council], kind, state), []).append(reference)
                    stands_on |= {reference: record[0]} if record else {}
    finally:
        await engine.dispose()
    return found, stands_on


async def _issuers(connection: AsyncConnection) -> dict[str, str]:
    rows = await connection.execute(text("select slug, issuer from identity.providers"))
    return dict(rows.all())


async def _know_codes(database: Database) -> dict[tuple[str, str], str]:
    """A return code that is known for one report of each state: what the stories' codes were, nobody kept."""
    choose = (
        "select distinct on (c.slug, r.state) c.slug, r.state, p.id from tenants.reports p join tenants.referrals r"
        " on r.id = p.referral_id join commons.councils c on c.id = r.tenant_id order by c.slug, r.state, p.what_said"
    )
    codes: dict[tuple[str, str], str] = {}
    engine = make_engine(database.owner_url, pooled=False)
    try:
        async with engine.begin() as connection:
            for slug, state, report_id in (await connection.execute(text(choose))).all():
                code = codes[(slug, state)] = new_return_code()
                changed = {"digest": hash_return_code(code), "id": report_id}
                await connection.execute(text("update tenants.reports set code_hash = :digest where id = :id"), changed)
    finally:
        await engine.dispose()
    return codes


async def _session(database: Database, issuer: str, persona: Persona) -> str:
    engine = make_engine(database.login_url, pooled=False)
    try:
        session = await make_session(
            engine, slug=persona.council, issuer=issuer, subject=persona.subject, name=persona.name,
            groups=list(persona.groups), agent="Mozilla/5.0 (X11; Linux x86_64) Chrome/120",
        )  # fmt: skip
    finally:
        await engine.dispose()
    if session is None:
        raise LookupError(f"{persona.name} cannot sign in")
    await confirm(database, session.token)
    return session.token


def operator() -> Persona:
    return next(persona for persona in PERSONAS if Role.PLATFORM_OPERATOR in persona.roles)
