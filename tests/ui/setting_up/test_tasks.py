"""Each task's page: what it changes, what it refuses beside what was typed, and that it stays in its council."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from coming_on import Form, brought_on, read
from commonground.platform.councils.logo import redrawn
from councils import World, canary
from pictures import SIGNATURE, png
from told import ask, rows, tell
from web import Browser, Site, hidden_in

HOME = "/council/set-up"
_PNG = redrawn(png())


async def larkmere(site: Site) -> Browser:
    return await site.signed_in(site.world.larkmere, "admin")


async def council(world: World, slug: str = "larkmere") -> Any:
    return await ask(world, "select * from commons.councils where slug = :slug", slug=slug)


def details(**changed: str) -> Form:
    return {
        "name": "Larkmere Council",
        "name_cy": "Cyngor Larkmere",
        "areas": "Larkmere",
        "front_door_phone": "020 7946 0142",
        "out_of_hours_phone": "020 7946 0143",
        **changed,
    }


async def test_details_are_changed_in_ones_own_council_alone(site: Site, world: World) -> None:
    before = await council(world, "hallowdene")
    saved = await (await larkmere(site)).submit(f"{HOME}/details", details(name="Larkmere Borough"))
    assert (saved.status_code, saved.headers["location"]) == (303, f"{HOME}/kind")
    assert (await council(world)).name == "Larkmere Borough"
    assert await council(world, "hallowdene") == before
    assert "Looked at by" in (await (await larkmere(site)).get(HOME)).text
    trail = await ask(world, "select why from audit.entries where action = 'set_up_council' and tenant_id = :id"
                      " order by at desc, id desc limit 1", id=world.larkmere.id)  # fmt: skip
    assert trail.why == "Changed its details"


@pytest.mark.parametrize(
    ("page", "form", "words"),
    [
        ("details", details(name=" "), "Type its name"),
        ("details", details(areas="North\nSouth"), "serves one area"),
        ("details", details(front_door_phone="12"), "can’t be rung"),
        ("details", details(front_door_phone="999999"), 'value="999999"'),
        ("details", details(name="!!!"), 'value="!!!"'),
        ("powers", {"powers": ["csa1995"]}, "Choose one of the answers on this page"),
        ("days", {"reads_from": "17:00", "reads_until": "08:30"}, "from an earlier hour until a later one"),
        ("days", {"reads_from": "8", "reads_until": "17:00"}, "Write an hour of the day like 08:30"),
        ("days", {"reads_from": "08:30", "reads_until": "17:00", "closures": "31/02/2026"}, "is no day"),
        ("words", {"languages": []}, "Choose at least one language"),
        ("brand", {"colour": "#ffee00"}, "is too pale"),
        ("teams", {"name": "", "kind": "locality"}, "Type a name"),
        ("groups", {"group": "cg", "role": "", "team": ""}, "Choose a role, a team, or both"),
        ("sign-in", {"issuer": "https://id.example/?a=1", "client_id": "c", "secret": "s"}, "It begins with https://"),
        ("sign-in", {"issuer": "http://id.example", "client_id": "c", "secret": "s"}, "It begins with https://"),
    ],
)
async def test_what_can_not_stand_is_refused_beside_its_field(
    site: Site, world: World, page: str, form: Form, words: str
) -> None:
    before = await council(world)
    answer = await (await larkmere(site)).submit(f"{HOME}/{page}", form)
    assert answer.status_code == 422, answer.text
    assert words in answer.text
    assert await council(world) == before


async def test_powers_say_whether_responsibility_can_pass(site: Site, world: World) -> None:
    admin = await larkmere(site)
    assert (await admin.submit(f"{HOME}/powers", {"powers": ["ca2004_s10"]})).status_code == 303
    assert (await council(world)).legal_powers == ["ca2004_s10"]
    assert "can’t pass to you" in (await admin.get(f"{HOME}/powers")).text
    await admin.submit(f"{HOME}/powers", {"powers": ["ca1989_s47", "ca1989_s17"]})
    assert (await council(world)).legal_powers == ["ca1989_s17", "ca1989_s47"]
    assert "you can be responsible" in (await admin.get(f"{HOME}/powers")).text


@pytest.mark.parametrize("kind", ["district", "regional_body"])
async def test_a_body_without_childrens_social_care_takes_no_such_duty(site: Site, world: World, kind: str) -> None:
    await tell(world, "update commons.councils set kind = :kind where slug = 'larkmere'", kind=kind)
    before = (await council(world)).legal_powers
    admin = await larkmere(site)
    refused = await admin.submit(f"{HOME}/powers", {"powers": ["ca1989_s47", "ca2004_s11"]})
    assert refused.status_code == 422
    assert "has no children’s social care. Leave out: Children Act 1989, section 47" in refused.text
    assert (await council(world)).legal_powers == before
    await tell(world, "update commons.councils set kind = 'london_borough' where slug = 'larkmere'")


async def test_closed_days_count_for_the_public_and_for_every_clock(site: Site, world: World) -> None:
    admin = await larkmere(site)
    every = "\n".join(
        f"{day:02}/{month:02}/{year}" for year in (2026, 2027) for month in (11, 12, 1) for day in range(1, 11)
    )
    assert "Clocks that are running move when you save." in (await admin.get(f"{HOME}/days")).text
    form: Form = {"reads_from": "09:00", "reads_until": "16:30", "closures": every}
    saved = await admin.submit(f"{HOME}/days", form, follow=True)
    assert "the clocks that are running are being counted again now" in saved.text
    facts = await rows(world, "select tenant_id, subject_id from system.outbox where kind = 'working_days_changed'")
    assert [tuple(fact) for fact in facts] == [(world.larkmere.id, world.larkmere.id)]
    row = await council(world)
    assert (row.reads_from.hour, row.reads_until.minute) == (9, 30)
    assert date(2026, 12, 4) in row.closures
    assert len(row.closures) == 60
    assert "working days from 09:00" in (await site.browser().get("/larkmere/report")).text.replace("9am", "09:00")
    too_many = await admin.submit(f"{HOME}/days", {"reads_from": "09:00", "reads_until": "16:30",
                                                   "closures": every + "\n24/12/2026"})  # fmt: skip
    assert too_many.status_code == 422
    await admin.submit(f"{HOME}/days", {"reads_from": "08:30", "reads_until": "17:00", "closures": ""})
    assert (await council(world)).closures == []


async def test_own_words_stand_on_the_public_page_and_ours_where_there_are_none(site: Site) -> None:
    admin = await larkmere(site)
    form: Form = {"languages": ["en", "cy"], "en_intro": "Tell us here.", "cy_intro": "Dywedwch yma.", "en_privacy": ""}
    assert (await admin.submit(f"{HOME}/words", form)).status_code == 303
    assert "Tell us here." in (await site.browser().get("/larkmere/report")).text
    assert "Dywedwch yma." in (await site.browser().get("/larkmere/report?lang=cy")).text
    assert "because the law asks us to" in (await site.browser().get("/larkmere/privacy")).text


async def test_words_in_a_language_that_is_not_chosen_are_refused_or_kept_and_never_lost(site: Site) -> None:
    admin = await larkmere(site)
    typed: Form = {"languages": ["en"], "en_intro": "Tell us here.", "cy_intro": "Dywedwch wrthym yma."}
    refused = await admin.submit(f"{HOME}/words", typed)
    assert refused.status_code == 422
    assert "Choose the language of each text" in refused.text
    assert "Dywedwch wrthym yma." in refused.text
    assert (await admin.submit(f"{HOME}/words", typed | {"languages": ["en", "cy"]})).status_code == 303
    assert (await admin.submit(f"{HOME}/words", typed)).status_code == 303, "they are there already"
    assert "Dywedwch wrthym yma." in (await admin.get(f"{HOME}/words")).text


async def test_wales_keeps_both_languages(site: Site) -> None:
    welsh = await brought_on(site, "dyffryn", kind="welsh_principal_area", nation="wales")
    answer = await welsh.admin.submit(f"{HOME}/words", {"languages": ["en"]})
    assert answer.status_code == 422
    assert "in Welsh and in English" in answer.text


async def test_a_logo_is_a_small_png(site: Site, world: World) -> None:
    admin = await larkmere(site)
    along = hidden_in((await admin.get(f"{HOME}/brand")).text)

    async def send(picture: bytes) -> int:
        form = along | {"colour": "#24478f", "logo_alt": "A bridge"}
        files = {"logo": ("logo.png", picture, "image/png")}
        return (await admin.client.post(f"{HOME}/brand", data=form, files=files)).status_code

    assert await send(b"<svg onload='alert(1)'/>") == 422
    assert await send(_PNG + b"x" * 200_000) == 422
    assert await send(SIGNATURE + b"only begins like one") == 422
    assert (await council(world)).logo is None
    assert await send(_PNG) == 303
    row = await council(world)
    assert (bytes(row.logo), row.logo_alt) == (_PNG, "A bridge")
    assert (await site.browser().get("/larkmere/logo")).content == _PNG


async def test_what_is_wrong_with_hours_and_logo_stands_at_their_own_fields(site: Site) -> None:
    admin = await larkmere(site)
    answer = await admin.submit(f"{HOME}/days", {"reads_from": "17:00", "reads_until": "08:30"})
    assert 'href="#reads_until">Reports are read from an earlier hour' in answer.text
    assert 'id="reads_until-error"' in answer.text
    form = hidden_in((await admin.get(f"{HOME}/brand")).text) | {"colour": "#24478f"}
    files = {"logo": ("logo.png", b"GIF89a", "image/png")}
    refused = (await admin.client.post(f"{HOME}/brand", data=form, files=files)).text
    assert 'href="#logo">The logo must be a PNG' in refused
    assert 'id="logo-error"' in refused
    assert 'accept="image/png"' in refused


async def test_a_team_is_added_once(site: Site, world: World) -> None:
    admin = await larkmere(site)
    form: Form = {"name": "South locality", "kind": "locality", "area": "South"}
    assert (await admin.submit(f"{HOME}/teams", form)).status_code == 303
    again = await admin.submit(f"{HOME}/teams", form | {"name": "south LOCALITY"})
    assert again.status_code == 422
    found = await rows(world, "select tenant_id from council.teams where name = 'South locality'")
    assert [row.tenant_id for row in found] == [world.larkmere.id]
    assert canary("hallowdene") not in (await admin.get(f"{HOME}/teams")).text


async def test_a_feature_that_is_switched_off_is_gone_on_the_next_click(site: Site, world: World) -> None:
    screener, neighbour = [await site.signed_in(each, "screener") for each in (world.larkmere, world.hallowdene)]
    assert (await screener.get("/break-glass")).status_code == 200
    admin = await larkmere(site)
    assert (await admin.submit(f"{HOME}/features", {"features": ["warning_flags"]})).status_code == 303
    assert (await council(world)).switched_off == ["break_glass", "tracker_file", "consultation_clock"]
    assert (await screener.get("/break-glass")).status_code == 403
    assert (await neighbour.get("/break-glass")).status_code == 200
    every: Form = {"features": ["break_glass", "warning_flags", "tracker_file"]}
    assert (await admin.submit(f"{HOME}/features", every)).status_code == 303
    assert (await screener.get("/break-glass")).status_code == 200


async def test_a_new_council_begins_with_little(site: Site, world: World) -> None:
    await brought_on(site, "simple")
    assert (await council(world, "simple")).switched_off == ["tracker_file", "warning_flags", "consultation_clock"]


async def test_kind_and_nation_change_until_the_form_opens(site: Site, world: World) -> None:
    """Powers and our words follow, words of the council's own stay, and what was read is to be read again."""
    council = await brought_on(site, "shireborough")
    admin, page = council.admin, f"{HOME}/kind"
    await admin.submit(f"{HOME}/words", {"languages": ["en"], "en_intro": "Tell us here.", "en_privacy": ""})
    await admin.submit(f"{HOME}/details", details(name="Shire", areas="North", front_door_phone="101"))
    await read(admin, "assessment")
    wrong = await admin.submit(page, {"kind": "county", "nation": "wales"})
    assert wrong.status_code == 422
    assert 'id="nation-error"' in wrong.text
    sent = await admin.submit(page, {"kind": "welsh_principal_area", "nation": "wales"})
    assert (sent.status_code, sent.headers["location"]) == (303, f"{HOME}/powers")
    query = "select * from commons.councils where slug = :slug"
    row = await ask(world, query, slug="shireborough")
    assert (row.kind, row.nation, row.languages) == ("welsh_principal_area", "wales", ["en", "cy"])
    assert row.legal_powers == ["ca1989_s47", "ca2004_s11", "sswba2014_part7"]
    assert row.texts["en"]["intro"] == "Tell us here."
    assert "(Cymru) 2014" in (await site.browser().get("/shireborough/privacy?lang=cy")).text
    assert "For an earlier version" in (await admin.get("/council/go-live")).text
    assert (await council_kind(world, "hallowdene")).nation == "england"
    stale = hidden_in((await admin.get(page)).text)
    await tell(world, "update commons.councils set opened_at = now() where slug = 'shireborough'")
    refused = await admin.client.post(page, data=stale | {"kind": "county", "nation": "england"})
    assert refused.status_code == 422
    assert "so kind and nation stay as they are" in refused.text
    assert 'name="nation"' not in refused.text
    assert (await council_kind(world, "shireborough")).kind == "welsh_principal_area"


async def test_our_own_words_follow_the_nation(site: Site) -> None:
    council = await brought_on(site, "northshire")
    assert "the Children Act 1989" in (await council.admin.get("/northshire/privacy")).text
    await council.admin.submit(f"{HOME}/kind", {"kind": "scottish_council", "nation": "scotland"})
    assert "the Children (Scotland) Act 1995" in (await council.admin.get("/northshire/privacy")).text


async def council_kind(world: World, slug: str) -> Any:
    return await ask(world, "select kind, nation from commons.councils where slug = :slug", slug=slug)
