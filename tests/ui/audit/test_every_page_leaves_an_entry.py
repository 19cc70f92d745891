"""Every page that shows a record leaves one entry that says who looked at which record, and so does every form that is
refused and shows it again.

Found from the routes that the application declares: a new route is here by itself, and fails until it records."""

# Long: pages and refused forms, found and looked at alike.
from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from urllib.parse import quote

import pytest
from litestar import Litestar, get
from litestar.params import FromPath
from litestar.routes import HTTPRoute
from sqlalchemy import text

from commonground.platform.access import ROLES, STAFF_ROLES, Action
from commonground.platform.councils.onboard import acting_as_setup
from commonground.ui.app import create_app
from commonground.ui.declare import PUBLIC_IDS, Declared, Door, Effect, declare, declared_routes
from commonground.ui.edge import POOLS, Pools
from councils import PEOPLE, World
from page_rows import seed_for_pages, standing_for
from route_sweep import ID_KINDS
from seeding import Seeded
from told import ask, tell
from web import Browser, Site, settings_for, token_in

# Pages behind sign-in that show no record and no list of any, and why nothing has to be kept of them.
NOTHING_SHOWN: Mapping[str, str] = {
    "/account": "one's own sessions",
    "/account/record": "one's own entries: reading them would make another",
    "/notifications": "one's own, references alone; the record is recorded when it is opened",
    "/notifications/count": "a number",
    "/contexts/new": "an empty form",
    "/refer": "an empty form, or one's own draft",
    "/team/people/invite": "an empty form",
    "/subject-access/new": "an empty form",
    "/partners/new": "an empty form",
    "/agreements/new": "an empty form",
    "/directory/contacts/new": "an empty form",
    "/handoffs/new": "an empty form; what it is about is recorded where it begins on a record",
    "/who": "an empty form; the record that it leads to is recorded",
    "/account/notices": "one's own choices",
    "/account/confirm": "a form about oneself",
    "/account/authenticator": "one's own account of ours",
    "/account/email": "one's own account of ours",
    "/account/email/confirm": "one's own account of ours",
    "/account/password": "one's own account of ours",
    "/account/recovery-codes": "one's own account of ours",
    "/worklist/uncleared": "it leads on, and shows nothing itself",
}
UNSEEN = frozenset({"one's own account of ours", "it leads on, and shows nothing itself"})
"""Why nobody here is shown some of them: the people here sign in through their councils’ providers."""

# Forms that take whatever is typed, and what they answer.
NEVER_REFUSED: Mapping[str, str] = {
    "/council/pathways": "without a type of context there is none; tried with one in test_pathways",
    "/council/pathways/one": "the same",
    "/referrals/{reference:str}/redact/bring-back": "without a version there is none; tried with one in test_copy",
    "/referrals/{reference:str}/redact/draft": "that it is kept; nothing of the record",
    "/shared/joint/{reference:str}": "nobody here is let in; tried with a partner who is, in its own tests",
    "/tracker/link": "without rows it leads back; tried with some in test_linking",
    "/council/replies/write": "without a reply of theirs there is none; tried with one in its own tests",
    "/playbooks/write": "without the code of a playbook there is none; tried with one in test_pages of playbooks",
    "/handoffs/{reference:str}/draft": "that it is kept; nothing of the package",
    "/handoffs/{reference:str}/supplement/draft": "that it is kept; nothing of the package",
    "/disclosures/{reference:str}/draft": "that it is kept; nothing of the package",
    "/referrals/{reference:str}/draft": "that it is kept; nothing of the record",
    "/referrals/{reference:str}/words": "other words for those typed; recorded as a read",
    "/subject-access/{asked:uuid}/search": "a box that may stay empty; more texts than can be looked at lead back",
}


PARTS = frozenset({"joint_part", "joint_minutes", "joint_receipt", "receipt"})
"""Parts of what stands before them in the address: the entry is about that."""
CALLED: Mapping[str, tuple[str, str, str]] = {
    "outside": ("crossing", "tenants.outside_receivers", "id"),
    "joint_asked": ("joint", "tenants.joint_links", "id"),
}
"""Kinds that the trail calls otherwise, with the column of the id by which it knows them."""

SHOWS_RECORDS = {"/person-links": "links of several contexts, each of which is read by that"}
"""Lists that leave an entry for each record of which more stands there than what it is called, and one of their own."""


@dataclass(frozen=True)
class Shown:
    """A route that shows something to staff; `ids` of its path, by name with their kinds."""

    path: str
    ids: tuple[tuple[str, str], ...]
    public: tuple[tuple[str, str], ...] = ()
    """What of its address everybody may know: no entry is about that."""

    def address(self, seeded: Seeded) -> str:
        filled = self.path
        for name, kind in (*self.ids, *self.public):
            filled = re.sub(rf"\{{{name}:\w+\}}", quote(_value(kind, seeded), safe=""), filled)
        return filled


def _value(kind: str, seeded: Seeded) -> str:
    where = ID_KINDS[kind]
    if where is None:
        return seeded.council.slug
    return str(seeded.rows[where[0]][where[1]])


def shown(app: Litestar) -> list[Shown]:
    """Everything that staff can look at, in the order of addresses: pages about the trail of a record come last."""
    found = [
        Shown(route.path, tuple(declared.record_ids(route.path_parameters)), _public(route, declared))
        for route, handler, declared in declared_routes(app)
        if _reads(handler.http_methods, declared)  # type: ignore[attr-defined]  # HTTP handlers have them
    ]
    return sorted(found, key=lambda each: (each.path.startswith("/audit/"), each.path))


def _public(route: HTTPRoute, declared: Declared) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, kind) for name, kind in declared.ids.items() if name in route.path_parameters and kind in PUBLIC_IDS
    )


def _reads(methods: set[str], declared: Declared) -> bool:
    """Whoever runs the platform acts for no council, and none has a trail of it."""
    of_council = any(ROLES[role].reach(declared.action) for role in STAFF_ROLES)
    return "GET" in methods and of_council and declared.door is Door.STAFF and declared.effect is Effect.READ


@dataclass(frozen=True)
class Refusable(Shown):
    """A form about a record. `named`: what it names besides its path, with their kinds; `asks`: its questions."""

    named: tuple[tuple[str, str], ...] = ()
    asks: tuple[str, ...] = ()

    def bodies(self, seeded: Seeded) -> list[dict[str, str | list[str]]]:
        """Nothing filled in, nothing but the records that it names, and more than anybody types."""
        return [{}, {name: _value(kind, seeded) for name, kind in self.named}, dict.fromkeys(self.asks, "x" * 9_000)]


def refusable(app: Litestar) -> list[Refusable]:
    """Every form with questions whose address names a record of the council, or is that of a page that shows some."""
    found, pages = [], {page.path for page in shown(app)} - NOTHING_SHOWN.keys()
    for route, _, declared in declared_routes(app):
        ids = tuple(declared.record_ids(route.path_parameters))
        asks = tuple(declared.body()) if declared.effect is Effect.CHANGE and declared.body is not None else ()
        if asks and declared.door is Door.STAFF and (ids or route.path in pages):
            named = tuple((name, kind) for name, kind in declared.ids.items() if name not in route.path_parameters)
            found.append(Refusable(route.path, ids, _public(route, declared), named, asks))
    return sorted(found, key=lambda each: each.path)


@pytest.fixture(scope="module")
def seeded(world: World) -> dict[str, Seeded]:
    return asyncio.run(_seeded(world))


async def _seeded(world: World) -> dict[str, Seeded]:
    """The councils' own records, held by a team whose people may do everything that is done to one; and somebody who
    works for no partner, so that there are absences of theirs."""
    made = await seed_for_pages(world)
    async with acting_as_setup(world.database.owner_url) as connection:
        for one in made.values():
            held = {"team": one.council.teams["front_door"], "council": one.council.id}
            for table in ("tenants.referrals", "tenants.contexts"):
                await connection.execute(
                    text(f"update {table} set team_id = :team, restricted = false where tenant_id = :council"), held
                )
            staff = text("update council.staff set organisation_id = null where id = :id")
            await connection.execute(staff, {"id": one.rows["council.staff"]["id"]})
    return made


async def _entries(world: World) -> int:
    return int((await ask(world, "select count(*) from audit.entries"))[0])


async def _kept(world: World, person: str, kind: str | None = None, row_id: object = None) -> int:
    """Entries of this person, about this record or about anything."""
    who = world.larkmere.people[person].staff_id
    about = " and subject_kind = :kind and subject_id = :id" if kind else ""
    called = CALLED[kind][0] if kind and kind in CALLED else kind
    asked = {"who": who} | ({"kind": called, "id": row_id} if kind else {})
    query = f"select count(*) from audit.entries where staff_id = :who and not starts_with(action, 'denied'){about}"
    return int((await ask(world, query, **asked))[0])


People = Mapping[str, tuple[Browser, str]]
"""Everybody's browser, with the token of their session."""


async def _everybody(site: Site) -> People:
    everybody = {person: await site.signed_in(site.world.larkmere, person) for person in PEOPLE}
    return {person: (browser, token_in((await browser.get("/account")).text)) for person, browser in everybody.items()}


async def _opened_by(people: People, address: str) -> str | None:
    """The first person who is shown it; what is refused meanwhile is taken out of the trail again."""
    for person, (browser, _) in people.items():
        if (await browser.get(address)).status_code in (200, 409):
            return person
    return None


async def faults(site: Site, seeded: Seeded, *, below: str = "/") -> list[str]:
    """Each page that leaves no entry, or not the one that it ought to leave; of those that begin with `below`."""
    found, people = [], await _everybody(site)
    for page in (page for page in shown(site.app) if page.path.startswith(below)):
        async with standing_for(site.world, page.path):
            found += await _faults_of(site, seeded, page, people)
    return found


async def _faults_of(site: Site, seeded: Seeded, page: Shown, people: People) -> list[str]:
    person = await _opened_by(people, page.address(seeded))
    if person is None:
        return [] if NOTHING_SHOWN.get(page.path) in UNSEEN else [f"nobody sees {page.path}"]
    browser, _ = people[person]
    return [
        f"{page.path}, htmx {htmx}: {wrong}"
        for htmx in (False, True)
        for wrong in await _look(site, seeded, page, person, browser, htmx)
    ]


async def _look(site: Site, seeded: Seeded, page: Shown, person: str, browser: Browser, htmx: bool) -> list[str]:
    world, before = site.world, await _entries(site.world)
    kinds = [kind for _, kind in page.ids if kind not in PARTS]
    counts = {kind: await _kept(world, person, kind, _row_id(kind, seeded)) for kind in kinds}
    await browser.get(page.address(seeded), htmx=htmx)
    new = await _entries(world) - before
    wrong = [
        f"{made} entries about the {kind}"
        for kind, count in counts.items()
        if (made := await _kept(world, person, kind, _row_id(kind, seeded)) - count) != 1
    ]
    if not page.ids and page.path not in NOTHING_SHOWN and new != 1 + (page.path in SHOWS_RECORDS):
        wrong.append(f"{new} entries")
    return wrong


def _row_id(kind: str | None, seeded: Seeded) -> object:
    if kind and kind in CALLED:
        _, table, column = CALLED[kind]
        return seeded.rows[table][column]
    where = ID_KINDS[kind] if kind else None
    if where is None:
        return None
    # What has versions is known by the id that they share.
    return seeded.rows[where[0]][where[1] if where[1].endswith("_id") else "id"]


@pytest.mark.slow
async def test_every_page_that_shows_something_leaves_its_entry(site: Site, seeded: dict[str, Seeded]) -> None:
    assert "\n".join(await faults(site, seeded["larkmere"])) == ""


async def refusals(site: Site, seeded: Seeded, *, below: str = "/") -> tuple[list[str], list[str]]:
    """Each refused form that leaves no entry of the record that it shows, or another number; and those that nobody
    here is refused at."""
    wrong, never, people = [], [], await _everybody(site)
    for form in (form for form in refusable(site.app) if form.path.startswith(below)):
        async with standing_for(site.world, form.path):
            tried = await _refused(site.world, people, seeded, form)
        if tried is None:
            never.append(form.path)
            continue
        wrong += [
            f"{form.path}: {made} entries about the {kind or 'list'}" for kind, made in tried.items() if made != 1
        ]
    return wrong, never


async def _refused(world: World, people: People, seeded: Seeded, form: Refusable) -> dict[str | None, int] | None:
    """How many entries the first refusal of it left, by kind of record; of a list, how many at all."""
    for body, person in product(form.bodies(seeded), people):
        browser, token = people[person]
        kinds: list[str | None] = [*(kind for _, kind in form.ids if kind not in PARTS)] or [None]
        before = {kind: await _kept(world, person, kind, _row_id(kind, seeded)) for kind in kinds}
        answer = await browser.post(form.address(seeded), body | {"_token": token})
        if answer.status_code in (409, 422):
            after = {kind: await _kept(world, person, kind, _row_id(kind, seeded)) for kind in before}
            return {kind: after[kind] - before[kind] for kind in before}
    return None


async def test_every_refused_form_leaves_an_entry_of_what_it_shows(site: Site, seeded: dict[str, Seeded]) -> None:
    wrong, never = await refusals(site, seeded["larkmere"])
    assert "\n".join(wrong) == ""
    assert set(never) == set(NEVER_REFUSED)


async def test_it_looked_at_records_of_every_kind_that_has_a_page(site: Site) -> None:
    kinds = {kind for page in shown(site.app) for _, kind in page.ids}
    assert {"referral", "context"} <= kinds
    assert not kinds & PUBLIC_IDS


async def test_pages_that_keep_nothing_are_there(site: Site) -> None:
    """A reason for a page that is no more would hide the next one of that address."""
    assert set(NOTHING_SHOWN) <= {page.path for page in shown(site.app)}


@get("/forgotten/{reference:str}", opt=declare(Action.READ_REFERRAL, ids={"reference": "referral"}))
async def forgotten(reference: FromPath[str]) -> str:
    """A page that shows a record and records nothing."""
    return f"<html>{reference}</html>"


@get("/forgotten-list", opt=declare(Action.READ_TRACKER))
async def forgotten_list() -> str:
    return "<html>everything</html>"


async def test_a_page_that_forgets_is_found(world: World, seeded: dict[str, Seeded]) -> None:
    await tell(world, "delete from audit.entries")
    app = create_app(settings_for(world.database), extra=[forgotten, forgotten_list])
    pools = app.state[POOLS] = Pools.from_settings(app.state["settings"])
    try:
        found = await faults(Site(app, world), seeded["larkmere"], below="/forgotten")
    finally:
        await pools.dispose()
    assert set(found) == {
        "/forgotten/{reference:str}, htmx False: 0 entries about the referral",
        "/forgotten/{reference:str}, htmx True: 0 entries about the referral",
        "/forgotten-list, htmx False: 0 entries",
        "/forgotten-list, htmx True: 0 entries",
    }
