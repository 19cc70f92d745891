"""A council that is isolated gets a green report; each way of breaking that turns it red."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from litestar import Litestar, get, post
from litestar.params import FromPath

from commonground.infra.isolation.catalogue import compare_catalogue
from commonground.infra.isolation.kinds import WHERE
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.isolation.report import Count, PartKind, Verdict
from commonground.platform.settings import Settings
from commonground.ui.app import create_app
from commonground.ui.declare import PUBLIC_IDS, Door, Effect, declare
from commonground.ui.edge import Edge
from councils import World
from route_sweep import ID_KINDS
from told import ask
from watched import Watched

Broken = Callable[..., Awaitable[Watched]]
OPEN_TO_ALL = (
    "drop policy council on tenants.contexts",
    "alter policy staff_select on tenants.contexts using (true)",
)


def with_handler(handler: Any) -> Callable[[Settings], Litestar]:
    return lambda settings: create_app(settings, extra=[handler])


async def test_an_isolated_council_is_green(watched: Watched) -> None:
    report = await watched.report()
    assert [words for part in report.parts for words in (*part.findings, *part.uncovered)] == []
    assert report.verdict is Verdict.GREEN
    assert [part.kind for part in report.parts] == list(PartKind)
    assert all(count.covered == count.of for part in report.parts for count in part.coverage)
    assert sum(part.tried for part in report.parts) > 2_000


@pytest.mark.parametrize("policy", ["council", "staff_select", "staff_update"])
async def test_a_dropped_policy_turns_it_red(broken: Broken, policy: str) -> None:
    part = await (await broken(f"drop policy {policy} on tenants.contexts")).part(PartKind.CATALOGUE)
    assert part.verdict is Verdict.RED
    assert f"policy tenants.contexts.{policy}" in part.findings[0]


async def test_what_a_dropped_policy_lets_out_is_seen_in_the_rows(broken: Broken) -> None:
    part = await (await broken(*OPEN_TO_ALL)).part(PartKind.ROWS)
    assert part.findings == (
        "tenants.contexts can be read without a pass: 2 rows.",
        "tenants.contexts can be read with a forged pass: 2 rows.",
        "tenants.contexts can be read with its own pass and the council’s name in it: 2 rows.",
        "tenants.contexts can be read as a neighbouring council’s staff: 2 rows.",
        "tenants.contexts can be read as a neighbouring council’s partner: 2 rows.",
        "tenants.contexts can be read as an operator of the platform: 2 rows.",
    )
    assert "A made-up row may be among those that were reached" in part.notes[-1]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("alter policy staff_update on tenants.contexts using (true) with check (true)", "changed"),
        ("alter policy staff_insert on tenants.contexts with check (true)", "added to"),
        ("grant delete on tenants.contexts to cg_app", "deleted from"),
    ],
)
async def test_every_verb_is_tried(broken: Broken, change: str, said: str) -> None:
    more = ("create policy gone on tenants.contexts for delete to cg_app using (true)",) if "delete" in change else ()
    part = await (await broken(*OPEN_TO_ALL, change, *more)).part(PartKind.ROWS)
    assert any(f"tenants.contexts can be {said} as a neighbouring council’s staff" in words for words in part.findings)


async def test_what_a_dropped_policy_lets_out_is_seen_on_the_pages(broken: Broken) -> None:
    part = await (await broken(*OPEN_TO_ALL)).routes("/contexts")
    assert part.verdict is Verdict.RED
    said = "answers a neighbouring council’s staff otherwise for the council’s own ids than for ids of nothing."
    assert f"/contexts/{{reference:str}} {said}" in part.findings


@pytest.mark.parametrize("guard", ["_check_role", "_let_in"])
async def test_a_removed_guard_turns_it_red(watched: Watched, monkeypatch: pytest.MonkeyPatch, guard: str) -> None:
    async def nobody_stands_there(*_: object) -> None:
        return None

    monkeypatch.setattr(Edge, guard, nobody_stands_there)
    part = await watched.routes("/tracker")
    assert part.verdict is Verdict.RED
    whom = "somebody who is not signed in" if guard == "_let_in" else "a neighbouring council’s partner"
    assert f"/tracker lets in {whom}, though nothing gives them that." in part.findings


async def test_a_guard_that_is_gone_from_a_function_turns_it_red(broken: Broken) -> None:
    open_door = (
        "create or replace function identity.my_sessions()"
        " returns table (id uuid, created_at timestamptz, seen_at timestamptz, agent text)"
        " language sql stable security definer set search_path = pg_catalog, pg_temp as"
        " $$ select s.id, s.created_at, s.seen_at, s.agent from identity.sessions s $$"
    )
    part = await (await broken(open_door)).part(PartKind.CATALOGUE)
    assert len(part.findings) == 1
    assert "identity.my_sessions" in part.findings[0]


def test_an_address_of_another_role_turns_it_red(watched: Watched) -> None:
    part = compare_catalogue(replace(watched.settings, database_app_url=watched.database.owner_url))
    assert part.findings == ("The address that is meant for cg_app is another role’s.",)


async def test_it_says_what_it_does_not_send(watched: Watched) -> None:
    """A page that is asked for and sent back to is one of both."""

    @get("/asked/here", opt=declare(Action.OPEN_PUBLIC_PAGE, Door.OPEN))
    async def asked() -> str:
        return "Asked for"

    @post(["/asked/here", "/asked/there"], opt=declare(Action.OPEN_PUBLIC_PAGE, Door.OPEN, Effect.CHANGE, body=dict))
    async def sent() -> str:
        return "Sent"

    part = await watched.routes("/asked/", lambda settings: create_app(settings, extra=[asked, sent]))
    assert part.coverage[0] == Count("pages that can be asked for", 1, 1)
    assert [note for note in part.notes if note.startswith("2 addresses to which forms are sent were not tried")]


async def test_a_page_that_tells_real_ids_from_others_turns_it_red(watched: Watched, world: World) -> None:
    there = (await ask(world, "select array_agg(reference) from tenants.contexts"))[0]

    @get("/left-open/{reference:str}", opt=declare(Action.READ_CONTEXT, Door.OPEN, ids={"reference": "context"}))
    async def left_open(reference: FromPath[str]) -> str:
        if reference not in there:
            raise NotFoundHereError
        return "There is one."

    part = await watched.routes("/left-open", with_handler(left_open))
    said = "/left-open/{reference:str} answers somebody who is not signed in otherwise for the council’s own ids"
    assert f"{said} than for ids of nothing." in part.findings


async def test_a_page_that_shows_a_row_to_everybody_turns_it_red(watched: Watched, world: World) -> None:
    query = "select id::text from tenants.contexts where tenant_id = :council"
    row = (await ask(world, query, council=world.larkmere.id))[0]

    @get("/shown", opt=declare(Action.OPEN_PUBLIC_PAGE, Door.OPEN))
    async def shown() -> str:
        return f"A row: {row}"

    part = await watched.routes("/shown", with_handler(shown))
    assert "/shown shows somebody who is not signed in something of the council’s." in part.findings


async def test_an_id_that_nobody_taught_makes_it_incomplete(watched: Watched) -> None:
    @get("/new/{number:str}", opt=declare(Action.READ_CONTEXT, ids={"number": "unheard_of"}))
    async def new(number: FromPath[str]) -> str:
        return number

    part = await watched.routes("/new/", with_handler(new))
    assert part.verdict is Verdict.INCOMPLETE
    assert (part.coverage[0].covered, part.coverage[0].of) == (0, 1)
    said = "There is nothing of the council’s to try as unheard of, which the attempts do not know."
    assert part.uncovered[-1] == said


def test_every_kind_of_id_that_the_sweep_knows_is_known_here() -> None:
    """One that is only known there would make every report incomplete. What crosses is looked for on the council's own
    side, where drafts stand too."""
    known = {kind: where for kind, where in ID_KINDS.items() if where is not None and kind not in PUBLIC_IDS}
    assert dict(WHERE) == known | dict.fromkeys(("crossing", "outside"), ("tenants.disclosures", "reference"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("grant usage on schema broker to cg_app; grant select on broker.queue to cg_app", "broker.queue can be read"),
        ("grant execute on function identity.claim_job(uuid) to cg_app", "The council’s facts can be claimed"),
        ("update system.outbox set kind = 'A boy was seen'", "rows of system.outbox hold words"),
        (
            "update broker.queue set message = jsonb_build_object('args', jsonb_build_array('Elm Park'))",
            "messages that wait in broker.queue carry more than ids",
        ),
    ],
)
async def test_queues_that_tell_turn_it_red(broken: Broken, change: str, said: str) -> None:
    waits = (
        "insert into broker.queue (message_id, queue_name, state, message)"
        " values (gen_random_uuid(), 'facts', 'queued', '{}')"
    )
    part = await (await broken(waits, *change.split("; "))).part(PartKind.QUEUES)
    assert part.verdict is Verdict.RED
    assert any(said in found for found in part.findings)
