"""A council comes on by commands alone: what its pages do, its own people do by `commonground tenant task`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from by_command import comes_in, create, run_here, tenant
from commonground.platform.settings import settings
from commonground.ui.declare import Effect, declared_routes
from commonground.ui.public_report import sending
from commonground.ui.setting_up.by_form import by_form
from commonground.ui.setting_up.tasks import TASKS
from councils import TestCouncil, World
from local_people import LocalPerson, forget_step
from pictures import png
from postgres import Database
from resident import Resident
from told import ask, rows
from trying import removed
from web import running_site

ADMIN, READER = "ana@{}.example", "noor@{}.example"
DOOR = ("name=Noor Ash", "roles=front_door_screener", "roles=Information-governance lead", "teams=Front door")
TASKS_DONE: dict[str, tuple[str, ...]] = {
    "details": ("areas=Westwater", "out_of_hours_phone=01632 960178"),
    "kind": ("kind=county",),
    "powers": ("powers=ca1989_s17", "powers=ca1989_s47"),
    "teams": ("name=South locality", "kind=locality", "area=South"),
    "days": ("reads_from=09:00", "closures=24/12/2026", "closures=28/12/2026"),
    "words": ("languages=en", "languages=cy", "en_intro=Tell us.", "cy_intro=Dywedwch wrthym."),
    "labels": ("team_kind_front_door=MASH",),
    "features": ("features=",),
    "notices": ("unread_hours=2", "most_at_once=5"),
}
GROUP = ("group=cg-door", "role=front_door_screener", "team=Front door")
KEPT = ("record_type=context", "years=2", "months=0", "counted_from=ended", "reason=Our policy")
STATED = {
    "agreement": ("--who", "Iris Marsh", "--on", "2025-11-02", "--version", "1.2"),
    "ig_contact": ("--who", "Noor Ash", "--note", "ig@example.org"),
    "caldicott_guardian": ("--who", "Dr Anand", "--note", "caldicott@example.org"),
    "dpia": ("--who", "Noor Ash"),
    "public_page": ("--who", "Iris Marsh"),
}


@pytest.fixture(autouse=True)
def on_this_database(database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    run_here(monkeypatch, database, tmp_path, whole=True)
    yield
    settings.cache_clear()


def task(slug: str, key: str, *answers: str, by: str = ADMIN) -> Any:
    return tenant("task", slug, key, "--by", by.format(slug), *answers)


def done(slug: str, key: str, *answers: str, by: str = ADMIN) -> None:
    told = task(slug, key, *answers, by=by)
    assert told.exit_code == 0, told.output


def fresh(world: World, slug: str) -> LocalPerson:
    """A council with its first administrator, who has come in."""
    assert create(slug).exit_code == 0
    assert tenant("invite", slug, "--name", "Ana Brook", "--email", ADMIN.format(slug)).exit_code == 0
    return comes_in(world, slug, ADMIN.format(slug))


def code_of(world: World, person: LocalPerson) -> tuple[str, str]:
    asyncio.run(forget_step(world, person))
    return "--code", person.code()


def asked(world: World, question: str, **more: object) -> Any:
    return asyncio.run(ask(world, question, **more))


def lacking(slug: str) -> set[str]:
    """What has no evidence; while there is something, the form stays closed."""
    listed = json.loads(tenant("checklist", slug, "--json").output)
    missing = {key for key, stands in listed.items() if not stands}
    if missing:
        refused = tenant("open", slug)
        assert (refused.exit_code, "The form stays closed to the public" in refused.output) == (2, True)
    return missing


def test_from_nothing_to_the_first_report_by_commands_alone(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """And the people's own sign-ins, which nobody does for them."""
    admin = fresh(world, "westwater")
    logo, secret = tmp_path / "logo.png", tmp_path / "secret"
    secret.write_text("hush-hush\n")
    provider = ("issuer=https://id.westwater.example", "client_id=c", f"secret={secret}")
    done("westwater", "sign-in", *provider, *code_of(world, admin))
    done("westwater", "groups", *GROUP, *code_of(world, admin))
    logo.write_bytes(png())
    for key, answers in (TASKS_DONE | {"brand": ("colour=#1d4d2b", f"logo={logo}", "logo_alt=A weir")}).items():
        done("westwater", key, *answers)
    invited = (*DOOR, "email=" + READER.format("westwater"))
    assert "--code" in task("westwater", "people", *invited).output
    done("westwater", "people", *invited, *code_of(world, admin))
    assert {"read", "ig_lead"} <= lacking("westwater"), "invited is not come"
    reader = comes_in(world, "westwater", READER.format("westwater"))
    done("westwater", "retention", *KEPT, *code_of(world, reader), by=READER)
    wanted = {*STATED, "subject_access", "disposal"}
    assert lacking("westwater") == wanted
    for item, said in STATED.items():
        assert tenant("evidence", "westwater", item, *said).exit_code == 0
        wanted.remove(item)
        assert lacking("westwater") == wanted
    assert tenant("trial", "westwater", "--by", ADMIN.format("westwater")).exit_code == 0
    assert lacking("westwater") == {"disposal"}
    assert tenant("trial", "westwater", "--confirm", "--by", READER.format("westwater")).exit_code == 0
    asyncio.run(removed(world))
    assert lacking("westwater") == set()
    assert tenant("open", "westwater").output == "The public can report at /westwater/report\n"
    monkeypatch.setattr(sending, "LEAST_TIME", timedelta())
    assert asyncio.run(_reports(world, "westwater"))
    of = "select count(*) from tenants.referrals r join commons.councils c on c.id = r.tenant_id where c.slug = :slug"
    assert [asked(world, of, slug=slug)[0] for slug in ("westwater", "larkmere", "hallowdene")] == [1, 0, 0]
    _is_set_up(world)


async def _reports(world: World, slug: str) -> str:
    council = TestCouncil((await ask(world, "select id from commons.councils where slug = :s", s=slug)).id, slug, "")
    async with running_site(world) as site:
        return await Resident.at(site, council).report()


def _is_set_up(world: World) -> None:
    """Everything that was answered stands, and each task is looked at by whoever did it."""
    row = asked(world, "select * from commons.councils where slug = 'westwater'")
    assert (row.name, row.kind, row.out_of_hours_phone) == ("Brackwater Council", "county", "01632 960178")
    assert (list(row.areas), sorted(row.legal_powers)) == (["Westwater"], ["ca1989_s17", "ca1989_s47"])
    assert (row.reads_from.hour, [day.day for day in row.closures]) == (9, [24, 28])
    assert (row.texts["cy"]["intro"], row.colour, row.logo_alt) == ("Dywedwch wrthym.", "#1d4d2b", "A weir")
    assert (bytes(row.logo)[:4], "break_glass" in row.switched_off) == (b"\x89PNG", True)
    at = {"id": row.id}
    amounts = asked(world, "select (select count(*) from council.labels where tenant_id = :id),"
                    " (select count(*) from council.retention_choices where tenant_id = :id),"
                    " (select count(*) from council.notice_rules where tenant_id = :id),"
                    " (select count(*) from council.teams where tenant_id = :id)", **at)  # fmt: skip
    assert tuple(amounts) == (1, 1, 1, 3)
    looked = asyncio.run(rows(world, "select e.item, s.display_name from council.evidence e join council.staff s on"
                              " (s.tenant_id, s.id) = (e.tenant_id, e.given_by) where e.tenant_id = :id"
                              " and e.item like 'task:%'", **at))  # fmt: skip
    provided = asked(world, "select p.issuer, p.client_secret, g.provider_group from identity.providers p join"
                     " identity.group_roles g using (council_id) where p.council_id = :id", **at)  # fmt: skip
    assert tuple(provided) == ("https://id.westwater.example", "hush-hush", "cg-door")
    own = {
        key
        for key in (*TASKS_DONE, "brand", "sign-in", "groups")
        if not next(each for each in TASKS if each.key == key).address
    }
    assert {(each.item, each.display_name) for each in looked} == {(f"task:{key}", "Ana Brook") for key in own}
    trail = asyncio.run(
        rows(world, "select why from audit.entries where tenant_id = :id and staff_id is not null", **at)
    )
    said = {each.why for each in trail}
    assert {"Changed its details", "Changed its brand", "Added a team", "From the command line, in their name"} <= said
    neighbours = asked(world, "select count(*) from council.evidence where tenant_id = any(:ids)",
                       ids=[world.larkmere.id, world.hallowdene.id])  # fmt: skip
    assert neighbours[0] == 0


def test_every_task_of_the_list_is_done_by_command(world: World) -> None:
    """By the action that its page asks for, and confirmed where its page is."""
    known = {each.key: each for each in by_form(settings)}
    assert known.keys() == {task.key for task in TASKS}
    pages = {task.href: known[task.key] for task in TASKS} | {"/team/people/invite": known["people"]}

    async def agree() -> int:
        async with running_site(world) as site:
            found = [
                (pages[route.path], declared)
                for route, handler, declared in declared_routes(site.app)
                if route.path in pages and declared.effect is Effect.CHANGE
            ]
        for each, declared in found:
            assert each.needs is declared.action, each.key
            assert each.confirm or not declared.confirm, each.key
        return len(found)

    assert asyncio.run(agree()) == len(TASKS)


def test_what_is_confirmed_on_the_page_is_confirmed_here(world: World, tmp_path: Path) -> None:
    """By the second factor of whoever does it, once; a secret is shown to nobody."""
    admin, secret = fresh(world, "codewater"), tmp_path / "secret"
    fresh(world, "nextwater")
    secret.write_text("hush-hush")
    said = ("issuer=https://id.codewater.example", "client_id=c", f"secret={secret}")
    refused = task("codewater", "sign-in", *said)
    assert (refused.exit_code, "confirms that it is they" in refused.output) == (2, True), refused.output
    for wrong in ("000000", "nonsense"):
        assert "This code is not right" in task("codewater", "sign-in", *said, "--code", wrong).output
    code = code_of(world, admin)
    assert "This code is not right" in task("nextwater", "sign-in", *said, *code).output, "somebody else’s"
    saved = task("codewater", "sign-in", *said, "--json", *code)
    assert (saved.exit_code, json.loads(saved.output)["saved"]) == (0, True), saved.output
    assert "hush" not in saved.output + task("codewater", "sign-in", "--json").output
    assert "was used before" in task("codewater", "groups", *GROUP, *code).output
    query = "select count(*) from identity.providers where slug in ('codewater', 'nextwater')"
    assert asked(world, query)[0] == 1
    trail = asked(world, "select count(*) from audit.entries e join commons.councils c on c.id = e.tenant_id"
                  " where c.slug = 'codewater' and e.why = 'Confirmed that it is they'")  # fmt: skip
    assert trail[0] == 1
    tried = [task("codewater", "groups", *GROUP, "--code", "111111").output for _ in range(5)]
    assert "Wait five minutes" in tried[-1], "no more often than on the page"


def test_what_stands_is_shown_and_what_is_not_given_stays(world: World) -> None:
    fresh(world, "upwater")
    shown = task("upwater", "details").output
    assert "- front_door_phone: 01632 960170 (Telephone of the front door)" in shown
    assert "filled_from" not in shown
    done("upwater", "details", "name=Upwater Council")
    stands = json.loads(task("upwater", "details", "--json").output)
    assert (stands["name"], stands["front_door_phone"]) == ("Upwater Council", "01632 960170")
    offered = task("upwater", "people").output
    assert "there is: Front door" in offered.replace("Contextual safeguarding, ", "")
    assert "council_admin" in offered


_ADMINS: list[LocalPerson] = []
"""Of the council that all of these are asked of: it comes on once."""


@pytest.mark.parametrize(
    ("key", "answers", "sentence"),
    [
        ("details", ("front_door_phone=12",), "The front door’s number can’t be rung"),
        ("details", ("name=",), "name: Type its name"),
        ("details", ("filled_from=x",), "There is no “filled_from” here. There is: name, name_cy"),
        ("details", ("name=A", "name=B"), "name: there is one answer."),
        ("details", ("Upwater",), "Write each as KEY=VALUE."),
        ("kind", ("kind=county", "nation=wales"), "does not exist in this nation"),
        ("powers", ("powers=csa1995",), "powers: there is ca1989_s17"),
        ("days", ("closures=32/12/2026",), "is no day"),
        ("words", ("cy_intro=Helo",), "Choose the language of each text"),
        ("brand", ("colour=#ffffff",), "too pale"),
        ("brand", ("logo=/nowhere.png",), "can’t be read"),
        ("teams", ("name=Front door", "kind=front_door"), "There is a team “Front door” already."),
        ("people", ("name=Z", "email=nobody", "roles=ig_lead"), "email: Type an e-mail address"),
        ("people", ("name=Zoe", "email=z@x.example", "roles=platform_operator"), "roles: there is"),
        ("notices", ("most_at_once=4",), "most_at_once: there is"),
    ],
)
def test_what_the_page_refuses_is_refused(world: World, key: str, answers: tuple[str, ...], sentence: str) -> None:
    slug = "downwater"
    if asked(world, "select 1 from commons.councils where slug = :slug", slug=slug) is None:
        _ADMINS.append(fresh(world, slug))
    row = "select md5(c::text) from commons.councils c where slug = :slug"
    before = asked(world, row, slug=slug)[0]
    refused = task(slug, key, *answers, *(code_of(world, _ADMINS[0]) if key == "people" else ()))
    assert (refused.exit_code, sentence in refused.output) == (2, True), refused.output
    assert asked(world, row, slug=slug)[0] == before


def test_only_whoever_may_on_the_page_does_it_here(world: World) -> None:
    """Nobody of a neighbour, nobody without the role, and nobody who has not come in."""
    admin, _ = [fresh(world, slug) for slug in ("hither", "thither")]
    done("hither", "people", *DOOR, "email=" + READER.format("hither"), *code_of(world, admin))
    assert "has come in has the address" in task("hither", "retention", *KEPT, by=READER).output
    comes_in(world, "hither", READER.format("hither"))
    for by, key, answers, words in (
        (READER, "details", ("name=Mine",), "may not do this"),
        (READER, "people", (*DOOR, "email=x@hither.example"), "may not do this"),
        (ADMIN, "retention", KEPT, "may not do this"),
        (READER, "retention", KEPT, "confirms that it is they"),
        ("ana@thither.example", "details", ("name=Mine",), "Nobody who works for hither"),
    ):
        refused = task("hither", key, *answers, by=by)
        assert (refused.exit_code, words in refused.output) == (2, True), refused.output
    name = asked(world, "select name from commons.councils where slug = 'hither'").name
    assert name == "Brackwater Council"
    assert asked(world, "select count(*) from identity.sessions where agent = 'command line'")[0] == 0
