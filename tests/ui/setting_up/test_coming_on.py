"""A council comes on: brought by the operator, its first administrator by invitation, and nobody in between."""

from __future__ import annotations

import pytest

from coming_on import Form, brought_on, council_form, operator
from councils import World, canary
from local_people import accept, last_token, letters
from told import ask, rows, tell
from web import Site

NEW = "/operator/councils/new"


async def test_the_operator_brings_a_council_on_and_its_administrator_comes_in(site: Site, world: World) -> None:
    council = await brought_on(site, "brackwater")
    shown = (await council.admin.get("/council/set-up")).text
    assert "Set up your council" in shown
    assert "Your form is closed to the public" in shown
    assert canary("larkmere") not in shown
    assert "Not open yet" in (await site.browser().get("/brackwater/report")).text
    teams = await rows(world, "select t.name from council.teams t join commons.councils c on c.id = t.tenant_id"
                       " where c.slug = 'brackwater' order by t.name")  # fmt: skip
    assert [row.name for row in teams] == ["Contextual safeguarding", "Front door"]
    trail = await rows(world, "select e.why, e.staff_id from audit.entries e join commons.councils c on"
                       " c.id = e.tenant_id where c.slug = 'brackwater' and action = 'bring_on_council'")  # fmt: skip
    assert [tuple(row) for row in trail] == [("By Oksana Operator, for the platform", None)] * 2


async def test_the_operator_opens_nothing_of_the_council(site: Site) -> None:
    council = await brought_on(site, "northwold")
    here = await operator(site)
    for path in ("/council/set-up", "/council/go-live", "/team/people", "/audit", "/tracker", "/council"):
        assert (await here.get(path)).status_code == 403, path
        assert (await council.admin.get("/operator/councils")).status_code == 403
    assert "The council invites them itself" in (await here.get("/operator/councils/northwold")).text


async def test_only_the_operator_brings_councils_on(site: Site, world: World) -> None:
    for person in ("admin", "manager", "ig_lead", "screener"):
        browser = await site.signed_in(world.larkmere, person)
        assert (await browser.get(NEW)).status_code == 403, person
        assert (await browser.get("/operator/councils/hallowdene")).status_code == 403


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"short_name": "larkmere"}, "is taken already"),
        ({"short_name": "operator"}, "is kept for Commonground itself"),
        ({"short_name": "No"}, "A short name has 3 to 40 characters"),
        ({"kind": "county", "nation": "wales"}, "does not exist in this nation"),
        ({"kind": "county", "areas": "North\nSouth"}, "serves one area"),
        ({"front_door_phone": "abc"}, "can’t be rung"),
        ({"out_of_hours_phone": "999999"}, 'id="out_of_hours_phone-error"'),
        ({"name": "1"}, 'id="name-error"'),
        ({"name": "!!!"}, "The name needs letters that people can read."),
        ({"admin_name": "1"}, 'id="admin_name-error"'),
        ({"admin_name": "!!!"}, "Their name needs letters that people can read."),
        ({"email": "nobody"}, "Type an e-mail address like"),
        ({"name": ""}, "Type its name"),
    ],
)
async def test_what_can_not_stand_is_said_beside_what_was_typed(
    site: Site, world: World, changed: dict[str, str], words: str
) -> None:
    before = (await ask(world, "select count(*) from commons.councils"))[0]
    answer = await (await operator(site)).submit(NEW, council_form("refused", **changed))
    assert answer.status_code == 422
    assert words in answer.text
    assert changed.get("admin_name", "Ana Brook") in answer.text
    assert (await ask(world, "select count(*) from commons.councils"))[0] == before


@pytest.mark.parametrize(
    ("kind", "nation", "areas", "powers"),
    [
        ("district", "england", "", ["ca2004_s10", "ca2004_s11", "cda1998_s17"]),
        ("combined_service", "england", "North\nSouth", None),
        ("regional_body", "england", "North\nSouth", ["cda1998_s17"]),
        ("regional_body", "scotland", "", []),
        ("welsh_principal_area", "wales", "", None),
        ("scottish_council", "scotland", "", ["csa1995"]),
    ],
)
async def test_every_kind_of_body_comes_on(
    site: Site, world: World, kind: str, nation: str, areas: str, powers: list[str] | None
) -> None:
    slug = f"{kind}-{nation}".replace("_", "-")
    council = await brought_on(site, slug, kind=kind, nation=nation, areas=areas)
    row = await ask(world, "select legal_powers, languages from commons.councils where slug = :slug", slug=slug)
    if powers is not None:
        assert sorted(row.legal_powers) == powers
    assert ("cy" in row.languages) is (nation == "wales")
    page = (await council.admin.get("/council/set-up/powers")).text
    assert ("has reviewed our legal texts yet" in page) is (nation == "scotland")
    no_duty = kind in ("district", "regional_body")
    assert ("responsibility for a child or a context can’t pass to you" in page) is no_duty


async def test_a_lost_letter_is_sent_again_and_the_first_link_is_over(site: Site, world: World) -> None:
    here = await operator(site)
    await here.submit(NEW, council_form("lostletter"))
    first = await last_token(world, "invitation")
    page = "/operator/councils/lostletter"
    again: Form = {"admin_name": "Ana Brook", "email": "ana@lostletter.example", "language": "en"}
    assert (await here.submit(page, again)).status_code == 303
    assert (await site.browser().get(f"/invitations/{first}")).status_code == 404
    waiting = [each for each in await letters(world, "invitation") if each.address == "ana@lostletter.example"]
    assert len(waiting) == 1
    await accept(site.browser(), await last_token(world, "invitation"), "lostletter", "ana@lostletter.example")


_OPERATORS_OWN: Form = {"admin_name": "Oksana", "email": "oksana@platform.example", "language": "en"}


@pytest.mark.parametrize(
    "left",
    [
        "update commons.councils set opened_at = now() where slug = 'larkmere'",
        "update council.staff set roles = '{front_door_screener}' where roles = '{council_admin}'",
        "update council.staff set ended_at = now() where roles = '{council_admin}'",
    ],
    ids=["as it is", "the last administrator lost the role", "the last administrator left"],
)
async def test_no_operator_becomes_administrator_of_a_council_that_has_begun(
    site: Site, world: World, left: str
) -> None:
    before, admins = (
        len(await letters(world, "invitation")),
        "select id from council.staff where roles = '{council_admin}'",
    )
    which = [row.id for row in await rows(world, admins)]
    await tell(world, left)
    here = await operator(site)
    answer = await here.submit("/operator/councils/new", _OPERATORS_OWN, to="/operator/councils/larkmere")
    assert answer.status_code == 422
    assert "This council has begun" in answer.text
    assert "commonground tenant invite" in answer.text
    assert len(await letters(world, "invitation")) == before
    assert 'id="send"' not in (await here.get("/operator/councils/larkmere")).text
    back = "update council.staff set roles = '{council_admin}', ended_at = null where id = any(:which)"
    await tell(world, back, which=which)


@pytest.mark.parametrize("slug", ["nowhere", "%00", "a%00b", "No", "x", "a" * 41])
async def test_a_council_that_can_not_be_there_is_not_there(site: Site, slug: str) -> None:
    here = await operator(site)
    page = f"/operator/councils/{slug}"
    assert (await here.get(page)).status_code == 404
    assert (await here.submit("/operator/councils/new", _OPERATORS_OWN, to=page)).status_code == 404
