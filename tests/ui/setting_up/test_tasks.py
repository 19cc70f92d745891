"""Each task's page: what it changes, what it refuses beside what was typed, and that it stays in its council."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from coming_on import Form, brought_on, read
from councils import World, canary
from pictures import SIGNATURE, png
from told import ask, rows, tell
from web import Browser, Site, hidden_in

HOME = "/council/set-up"
_PNG = png(says="A bridge")


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


async def test_closed_days_count_for_the_public_and_for_every_clock(site: Site, world: World) -> None:
    admin = await larkmere(site)
    every = "\n".join(
        f"{day:02}/{month:02}/{year}" for year in (2026, 2027) for month in (11, 12, 1) for day in range(1, 11)
    )
    saved = await admin.submit(f"{HOME}/days", {"reads_from": "09:00", "reads_until": "16:30", "closures": every})
    assert saved.status_code == 303, saved.text
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


async def test_groups_give_roles_and_teams_of_the_own_council(site: Site, world: World) -> None:
    admin, own = await larkmere(site), world.larkmere
    form: Form = {"group": "cg-south", "role": "practitioner", "team": str(own.teams["locality"])}
    assert (await admin.submit(f"{HOME}/groups", form)).status_code == 303
    assert "gives that already" in (await admin.submit(f"{HOME}/groups", form)).text
    foreign = form | {"group": "cg-theirs", "team": str(world.hallowdene.teams["locality"])}
    assert (await admin.submit(f"{HOME}/groups", foreign)).status_code == 422
    assert (await admin.submit(f"{HOME}/groups", form | {"role": "platform_operator"})).status_code == 422
    mapping = "select id from identity.group_roles where provider_group = :group and council_id = :id"
    which = (await ask(world, mapping, group="cg-south", id=own.id)).id
    theirs = (await ask(world, mapping, group="practitioner", id=world.hallowdene.id)).id
    missing = await admin.submit(f"{HOME}/groups", {}, to=f"{HOME}/groups/{theirs}/remove")
    assert missing.status_code == 404
    assert (await admin.submit(f"{HOME}/groups", {}, to=f"{HOME}/groups/{which}/remove")).status_code == 303
    said = "select why from audit.entries where subject_kind = 'group' and subject_id = :id order by at, id"
    team = (await ask(world, "select name from council.teams where id = :id", id=own.teams["locality"])).name
    gives = f"Its provider’s group “cg-south” gives the role Practitioner and the team {team}"
    assert [row.why for row in await rows(world, said, id=which)] == [f"{gives} from now on", f"{gives} no longer"]
    assert await ask(world, mapping, group="cg-south", id=own.id) is None
    assert await ask(world, mapping, group="practitioner", id=world.hallowdene.id) is not None


async def test_what_groups_give_is_changed_by_whoever_confirms(site: Site, world: World) -> None:
    """Whoever adds a group may be in it."""
    browser, own = site.browser(), world.larkmere
    browser.client.cookies.set("cg_session", await world.token(own, "admin", confirmed=False))
    count = "select count(*) from identity.group_roles where council_id = :id"
    which = "select id from identity.group_roles where council_id = :id limit 1"
    before, line = (await ask(world, count, id=own.id))[0], (await ask(world, which, id=own.id)).id
    form: Form = {"group": "cg-mine", "role": "ig_lead", "team": ""}
    assert (await browser.submit(f"{HOME}/groups", form)).status_code == 401
    assert (await browser.submit(f"{HOME}/groups", {}, to=f"{HOME}/groups/{line}/remove")).status_code == 401
    assert (await ask(world, count, id=own.id))[0] == before


async def test_the_provider_is_changed_by_whoever_confirms_and_its_secret_is_never_shown(
    site: Site, world: World
) -> None:
    browser = site.browser()
    browser.client.cookies.set("cg_session", await world.token(world.larkmere, "admin", confirmed=False))
    form: Form = {"issuer": "https://login.larkmere.example", "client_id": "commonground", "secret": "hush-hush"}
    asked = await browser.submit(f"{HOME}/groups", form, to=f"{HOME}/sign-in")
    assert asked.status_code == 401, "it is oneself that is asked for first"
    assert "login.larkmere.example" in asked.text, "what was typed is kept"
    assert "hush-hush" not in asked.text
    admin = await larkmere(site)
    assert (await admin.submit(f"{HOME}/sign-in", form)).status_code == 303
    found = await ask(world, "select issuer, client_secret from identity.providers where slug = 'larkmere'")
    assert tuple(found) == ("https://login.larkmere.example", "hush-hush")
    page = (await admin.get(f"{HOME}/sign-in")).text
    assert "https://login.larkmere.example" in page
    assert "hush-hush" not in page
    came_back = {name: value for name, value in form.items() if name != "secret"}
    again = await admin.submit(f"{HOME}/sign-in", came_back)
    assert again.status_code == 422
    assert "Type the secret again" in again.text
    kept = await admin.submit(f"{HOME}/sign-in", form | {"client_id": "other", "secret": ""})
    assert kept.status_code == 303
    elsewhere = await admin.submit(f"{HOME}/sign-in", form | {"issuer": "https://evil.example", "secret": ""})
    assert elsewhere.status_code == 422
    assert "needs its own" in elsewhere.text
    found = await ask(world, "select issuer, client_id, client_secret from identity.providers where slug = 'larkmere'")
    assert tuple(found) == ("https://login.larkmere.example", "other", "hush-hush")
    theirs = await ask(world, "select issuer from identity.providers where slug = 'hallowdene'")
    assert theirs.issuer == "https://id.hallowdene.example"
    back = "update identity.providers set issuer = :issuer where slug = 'larkmere'"
    await tell(world, back, issuer=world.larkmere.issuer)


async def test_a_feature_that_is_switched_off_is_gone_on_the_next_click(site: Site, world: World) -> None:
    screener, neighbour = [await site.signed_in(each, "screener") for each in (world.larkmere, world.hallowdene)]
    assert (await screener.get("/break-glass")).status_code == 200
    admin = await larkmere(site)
    assert (await admin.submit(f"{HOME}/features", {"features": ["warning_flags"]})).status_code == 303
    assert (await council(world)).switched_off == ["break_glass", "tracker_file"]
    assert (await screener.get("/break-glass")).status_code == 403
    assert (await neighbour.get("/break-glass")).status_code == 200
    every: Form = {"features": ["break_glass", "warning_flags", "tracker_file"]}
    assert (await admin.submit(f"{HOME}/features", every)).status_code == 303
    assert (await screener.get("/break-glass")).status_code == 200


async def test_a_new_council_begins_with_little(site: Site, world: World) -> None:
    await brought_on(site, "simple")
    assert (await council(world, "simple")).switched_off == ["tracker_file", "warning_flags"]


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
    assert "the Children Acts 1989 and 2004" in (await council.admin.get("/northshire/privacy")).text
    await council.admin.submit(f"{HOME}/kind", {"kind": "scottish_council", "nation": "scotland"})
    assert "the Children (Scotland) Act 1995" in (await council.admin.get("/northshire/privacy")).text


async def council_kind(world: World, slug: str) -> Any:
    return await ask(world, "select kind, nation from commons.councils where slug = :slug", slug=slug)


async def test_a_provider_is_taken_away_by_whoever_keeps_the_council_open(site: Site, world: World) -> None:
    council = await brought_on(site, "offshire")
    page, to = f"{HOME}/sign-in", f"{HOME}/sign-in/remove"
    typed: Form = {"issuer": "https://id.offshire.example", "client_id": "c", "secret": "s"}
    unconfirmed = await council.admin.submit(page, {}, to=to)
    assert unconfirmed.status_code == 401
    await tell(world, "update identity.sessions set confirmed_at = now() where council_id ="
               " (select id from commons.councils where slug = 'offshire')")  # fmt: skip
    assert (await council.admin.submit(page, typed)).status_code == 303
    assert "Take your provider away" in (await council.admin.get(page)).text
    gone = await council.admin.submit(page, {}, to=to, follow=True)
    assert "There is no provider yet" in gone.text
    assert "Take your provider away" not in gone.text
    trail = await ask(world, "select count(*) from audit.entries where why = 'Took its sign-in provider away'")
    assert trail[0] == 1
    assert (await council.admin.submit(page, typed | {"secret": ""})).status_code == 422, "its secret has gone"
    assert (await council.admin.submit(page, typed)).status_code == 303
    own = await site.signed_in(world.larkmere, "admin")
    refused = await own.submit(page, {}, to=to)
    assert refused.status_code == 422
    assert "it would be locked out" in refused.text
    assert world.larkmere.issuer in refused.text
