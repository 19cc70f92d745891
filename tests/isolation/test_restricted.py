"""A restricted record is invisible to all but the people named on it: in every page, list, number, search, suggestion,
file and notification that a colleague can reach, found from the routes. Looking for one takes what looking for nothing
takes.

Each colleague asks in each place for one thing that the record is known by, and all of them together for each.
`RESTRICTED=whole` is the long form, for `make prove ONLY=restricted`: everybody asks for all of them."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from uuid import UUID

import pytest

from casework import Known, Told, add_context, add_referral
from colleagues_view import Look, Wanted, by_turns, compared, everywhere, look, looks, saved_at_any_version
from commonground.platform.database.engine import make_engine
from commonground.platform.identity.passes import open_session
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.references import ReferenceKind, new_reference
from commonground.platform.work import begin
from commonground.ui.declare import Door, declared_routes
from commonground.workers.actors.carry_out import carry_out
from councils import World, make_world
from figures import Figure
from pages import counting, masked
from postgres import Database
from route_sweep import token_of
from told import ask, tell
from ways import fill
from web import Browser, Site, running_site

WHOLE = os.environ.get("RESTRICTED") == "whole"
MARK = "Quillfeather"
NAMED = "specialist_manager"
COLLEAGUES = ("screener", "manager", "locality_practitioner")
# What a record is made of, in the order in which it can be put back.
_PARTS = {
    "contexts": "restricted",
    "referrals": "restricted",
    "reports": "referral_id in (select id from tenants.referrals where restricted)",
    "context_events": "context_id in (select id from tenants.contexts where restricted)",
    "referral_events": "referral_id in (select id from tenants.referrals where restricted)",
    "named_people": "true",
}


@pytest.fixture
async def site(own_database: Database) -> AsyncIterator[Site]:
    async with running_site(await make_world(own_database)) as running:
        yield running


@dataclass(frozen=True)
class Hidden:
    context: Known
    referrals: tuple[Told, ...]

    @property
    def traces(self) -> tuple[str, ...]:
        return (MARK, self.context.reference, *(told.reference for told in self.referrals))

    def wanted_by(self, person: str) -> Wanted:
        asked = self.traces[:3]
        return everywhere(*asked) if WHOLE else by_turns(asked, COLLEAGUES.index(person))


async def put_in_sight(world: World) -> dict[str, str]:
    """What everybody works with: the likes of what will be hidden."""
    context = await add_context(world, world.larkmere, name="Golden Spoon", lead="practitioner")
    await add_referral(world, world.larkmere, state="decided", context=context, team="specialist", lead="practitioner")
    told = await add_referral(world, world.larkmere, state="screening", lead="screener", context=context)
    return {"referral": told.reference, "context": context.reference}


async def put_out_of_sight(world: World, beside: str) -> Hidden:
    """Records that would show up beside the others everywhere, if they could be seen: one more contact about the same
    context, a look-alike of it, what is overdue, what nobody holds."""
    context = await add_context(world, world.larkmere, name=f"Golden Spoon {MARK}", lead=None, named=(NAMED,))
    (known,) = await ask(world, "select id from tenants.contexts where reference = :reference", reference=beside)
    made = [
        await add_referral(
            world, world.larkmere, title=f"{MARK} {state}", what=f"{MARK} by the yard", where=f"{MARK} Golden Spoon",
            state=state, named=(NAMED,), context=about,
        )
        for state, about in (("new", None), ("decided", Known(known, beside)), ("decided", context))
    ]  # fmt: skip  # one referral of each sort
    return Hidden(context, tuple(made))


async def take_away(world: World) -> None:
    """As if they had never been put in."""
    for table, whose in _PARTS.items():
        await tell(world, f"create table public.kept_{table} as select * from tenants.{table} where {whose}")
    for table in reversed(_PARTS):
        if table == "named_people":
            await tell(world, "delete from tenants.named_people")
        else:
            await tell(world, f"delete from tenants.{table} where id in (select id from public.kept_{table})")


async def put_back(world: World) -> None:
    for table in _PARTS:
        await tell(world, f"insert into tenants.{table} select * from public.kept_{table}")


async def tell_people(world: World, hidden: Hidden) -> None:
    """Whatever the workers tell people of what happens to these records."""
    engine = make_engine(world.database.app_url, pooled=False)
    worker = make_engine(world.database.worker_url, pooled=False)
    new, second, third = (told.id for told in hidden.referrals)
    happened: tuple[tuple[FactKind, str, UUID], ...] = (
        (FactKind.REFERRAL_RECEIVED, "referral", new),
        (FactKind.REFERRAL_ALLOCATED, "referral", new),
        (FactKind.REFERRAL_DECIDED, "referral", second),
        (FactKind.REFERRAL_REOPENED, "referral", third),
        (FactKind.CONTEXT_MADE, "context", hidden.context.id),
    )
    async with begin(engine) as work:
        assert await open_session(work, await world.token(world.larkmere, "admin"))
        facts = [await publish(work, Fact(kind, subject, record)) for kind, subject, record in happened]
        await work.commit()
    for fact in facts:
        assert await carry_out(worker, fact)
    await engine.dispose()
    await worker.dispose()


async def seen_by(
    site: Site, browser: Browser, ids: dict[str, str], wanted: Wanted, but: frozenset[str]
) -> dict[str, Look]:
    for table in ("council.drafts", "tenants.referral_looks"):  # what was refused is shown again; who has which open
        await tell(site.world, f"delete from {table}")
    with pytest.MonkeyPatch.context() as patch:
        return await looks(browser, site, ids, wanted, but=but, patch=patch)


def showing(seen: dict[str, Look], hidden: Hidden) -> list[str]:
    """Where a trace comes out that was not asked for with that very trace."""
    return [
        f"{address}: {trace}"
        for address, look in seen.items()
        for trace in hidden.traces
        if trace in look.raw and trace not in address
    ]


@dataclass(frozen=True)
class Before:
    """What everybody works with, and what will be put beside it."""

    ids: dict[str, str]
    hidden: Hidden


async def prepared(world: World) -> Before:
    """As it is before there is a restricted record: it is made, and taken away again."""
    ids = await put_in_sight(world)
    hidden = await put_out_of_sight(world, ids["context"])
    await take_away(world)
    return Before(ids, hidden)


@pytest.mark.slow
@pytest.mark.parametrize("person", COLLEAGUES)
async def test_nothing_that_a_colleague_can_reach_tells_of_a_restricted_record(
    site: Site, person: str, figure: Figure
) -> None:
    """The same requests before there is such a record and after: the pages, the figures on them, the files, what is
    suggested and what people were told are the same to the letter."""
    world = site.world
    stood = await prepared(world)
    wanted = stood.hidden.wanted_by(person)
    browser = await site.signed_in(world.larkmere, person)
    saved = await saved_at_any_version(browser, site, stood.ids)
    await browser.get("/my-work")  # which remembers when somebody looked, for half an hour
    before = await seen_by(site, browser, stood.ids, wanted, saved)
    await put_back(world)
    await tell_people(world, stood.hidden)
    after = await seen_by(site, browser, stood.ids, wanted, saved)
    figure("requests compared before and after a restricted record", len(after))
    assert len(after) > 100
    assert sum(look.status == HTTPStatus.OK for look in after.values()) > 100
    assert compared(before, after) == []
    assert showing(after, stood.hidden) == []


async def test_whoever_is_named_on_it_sees_it_in_these_places(site: Site) -> None:
    """So that there was something for the others to see."""
    world = site.world
    stood = await prepared(world)
    browser = await site.signed_in(world.larkmere, NAMED)
    await browser.get("/my-work")
    about = f"/contexts/{stood.ids['context']}"  # where the contacts about a context are counted
    places = ("/tracker", "/tracker/export.csv", "/contexts", f"/find?q={MARK}", "/my-work", "/notifications", about)
    before = {place: await look(browser, place) for place in places}
    await put_back(world)
    await tell_people(world, stood.hidden)
    after = {place: await look(browser, place) for place in places}
    assert compared(before, after) == list(places)


# What an address names beyond the record: one part of it, which nothing has.
NOTHING_THERE: Final = (str(UUID(int=7)),)


async def test_looking_for_a_restricted_one_takes_what_looking_for_nothing_takes(site: Site) -> None:
    """Each address of a record, with a reference of nothing, of what another team holds closely, and of what is
    restricted: the same answer for the same statements."""
    world = site.world
    told = await add_referral(world, world.larkmere, state="screening", named=(NAMED,))
    close = await add_referral(world, world.larkmere, state="screening", kind="group", team="specialist")
    theirs = await add_referral(world, world.hallowdene, state="screening")
    context = await add_context(world, world.larkmere, named=(NAMED,))
    group = await add_context(world, world.larkmere, kind="group")
    elsewhere = await add_context(world, world.hallowdene)
    asked = {
        "referral": [new_reference(ReferenceKind.REFERRAL), told.reference, close.reference, theirs.reference],
        "context": [new_reference(ReferenceKind.CONTEXT), context.reference, group.reference, elsewhere.reference],
    }
    tried = 0
    for person in ("screener", "locality_practitioner", "manager", "admin"):
        browser = await site.signed_in(world.larkmere, person)
        token = await token_of(browser.client, "/account")
        for method, route, kind, body in _addresses_of_records(site):
            answers = []
            for reference in asked[kind]:
                with counting(site) as statements:
                    form = {"_token": token, **body}
                    path = fill(route, [reference, *NOTHING_THERE])
                    answer = await (browser.get(path) if method == "GET" else browser.post(path, form))
                text = masked(answer.text).replace(reference, "REFERENCE")
                answers.append((answer.status_code, text, statements.sent))
            assert [status for status, *_ in answers] == [404] * 4, (person, route)
            assert all(answer == answers[0] for answer in answers), (person, method, route)
            tried += len(answers)
    assert tried > 300


def _addresses_of_records(site: Site) -> list[tuple[str, str, str, dict[str, str | list[str]]]]:
    """Method, route, kind of record and an acceptable form of everything that addresses one record."""
    return [
        (method, route.path, declared.ids[name], dict(declared.body()) if declared.body else {})
        for route, handler, declared in declared_routes(site.app)
        for name in route.path_parameters
        if declared.door is Door.STAFF and declared.ids[name] in ("referral", "context")
        for method in sorted({"GET", "POST"} & set(handler.http_methods))  # type: ignore[attr-defined]  # HTTP handlers have them
    ]
