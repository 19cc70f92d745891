"""The public form is closed until every item has its evidence, and says what is missing."""

# Long: one gate, each thing that it asks for in its own test.

from __future__ import annotations

import re

import pytest

from casework import add_referral
from coming_on import GATE, brought_on, confirm_trial, pass_gate, read, stated, try_procedures
from commonground.infra.cli._going_live import checklist
from commonground.platform.councils.onboard import acting_as_setup, council_of
from commonground.tenants.retention.trial import TRIAL_PERSON
from councils import World
from told import ask, rows, tell
from web import Site

MISSING = "The form stays closed to the public."
_SUMMARY = re.compile(r'<a href="#([a-z_]+)">([^<]+): still without evidence\.</a>')
_OPENED = "select opened_at from commons.councils where slug = :slug"
TITLES = (
    "Agreement signed",
    "Information-governance contact",
    "Caldicott guardian",
    "Somebody is information-governance lead",
    "Subject access and a hold tried",
    "Disposal tried",
    "Somebody reads what comes in",
    "Data protection impact assessment",
    "Public page reviewed",
)


def lacking(page: str) -> list[str]:
    """The titles that the summary names."""
    return [title for _, title in _SUMMARY.findall(page)]


async def test_each_missing_thing_is_marked_at_its_own_place(site: Site) -> None:
    """At its first question where it has one, at its section otherwise; the summary leads there."""
    council = await brought_on(site, "markless")
    await council.admin.submit(GATE, {name: said for name, said in stated().items() if name.startswith("agreement")})
    page = (await council.admin.submit(GATE, {}, to=f"{GATE}/open")).text
    places = {title: place for place, title in _SUMMARY.findall(page)}
    assert places == {
        "Information-governance contact": "ig_contact_who",
        "Somebody is information-governance lead": "ig_lead",
        "Caldicott guardian": "caldicott_guardian_who",
        "Subject access and a hold tried": "subject_access",
        "Disposal tried": "disposal",
        "Somebody reads what comes in": "read",
        "Data protection impact assessment": "dpia",
        "Public page reviewed": "public_page",
    }
    for title, place in places.items():
        assert page.count(f'id="{place}"') == 1
        after = page.split(f'id="{place}"')[1] if "_who" not in place else page
        assert f"{title}: still without evidence." in after
    assert 'id="ig_contact_who-error"' in page
    assert 'id="agreement_who-error"' not in page


def filled_from(page: str) -> dict[str, str | list[str]]:
    """What the form carries along unseen, as a browser sends it back."""
    return dict(re.findall(r'name="([a-z_]+_from)" value="([0-9a-f]*)"', page))


async def given(world: World, slug: str, item: str) -> list[str]:
    """Oldest first: the version, or the note where the item asks for none."""
    found = await rows(world, "select version || note as words from council.evidence e join commons.councils c"
                       " on c.id = e.tenant_id where c.slug = :slug and item = :item order by e.given_at, e.id",
                       slug=slug, item=item)  # fmt: skip  # one query
    return [row.words for row in found]


async def test_an_old_page_puts_nothing_back_and_compares_first(site: Site, world: World) -> None:
    """Of what was not touched on it nothing is written; of what was, the newest is shown beside it."""
    council, other = await brought_on(site, "oldpage"), await brought_on(site, "nextdoor")
    for each in (council, other):
        assert (await each.admin.submit(GATE, stated("caldicott_guardian"))).status_code == 303
    old = filled_from((await council.admin.get(GATE)).text)
    assert set(old) == {"agreement_from", "ig_contact_from", "caldicott_guardian_from"}
    newer = stated() | old | {"agreement_version": "1.3"}
    assert (await council.admin.submit(GATE, newer)).status_code == 303
    page = stated("caldicott_guardian") | old | {"ig_contact_note": "By another way"}
    assert (await council.admin.submit(GATE, page)).status_code == 303, "nor is what they had not seen emptied"
    assert await given(world, "oldpage", "agreement") == ["1.2", "1.3"]
    assert await given(world, "oldpage", "caldicott_guardian") == ["As the procedure says"]
    assert await given(world, "oldpage", "ig_contact") == ["As the procedure says", "By another way"]
    late = await council.admin.submit(GATE, page | {"agreement_version": "1.4", "agreement_on_day-day": "3"})
    assert late.status_code == 409
    for words in ("Somebody changed this while you were writing", "Nothing of yours was saved",
                  "Saved meanwhile: “1.3”", "Saved meanwhile: 2 November 2025", 'value="1.4"'):  # fmt: skip
        assert words in late.text, words
    assert await given(world, "oldpage", "agreement") == ["1.2", "1.3"]
    again = page | filled_from(late.text) | {"agreement_version": "1.4", "agreement_on_day-day": "3"}
    assert (await council.admin.submit(GATE, again)).status_code == 303
    assert await given(world, "oldpage", "agreement") == ["1.2", "1.3", "1.4"]
    forged = await council.admin.submit(GATE, again | {"agreement_from": "0", "agreement_version": "9"})
    assert forged.status_code == 409
    assert await given(world, "nextdoor", "agreement") == ["1.2"]


async def test_what_was_given_is_not_emptied_in_silence(site: Site, world: World) -> None:
    council = await brought_on(site, "emptying")
    assert (await council.admin.submit(GATE, stated())).status_code == 303
    filled = filled_from((await council.admin.get(GATE)).text)
    emptied = filled | {name: "" if name.startswith("agreement") else said for name, said in stated().items()}
    answer = await council.admin.submit(GATE, emptied | {"ig_contact_note": "By another way"})
    assert answer.status_code == 422
    assert '<a href="#agreement_who">Agreement signed: what was given stays' in answer.text
    assert 'value="By another way"' in answer.text
    given = await ask(world, "select count(*) from council.evidence e join commons.councils c on c.id = e.tenant_id"
                      " where c.slug = 'emptying'")  # fmt: skip
    assert given[0] == 3


async def test_the_gate_names_everything_that_is_missing(site: Site, world: World) -> None:
    council = await brought_on(site, "emptyhanded")
    refused = await council.admin.submit(GATE, {}, to=f"{GATE}/open")
    assert refused.status_code == 422
    assert MISSING in refused.text
    assert tuple(lacking(refused.text)) == TITLES
    assert (await ask(world, _OPENED, slug="emptyhanded"))[0] is None


async def test_a_contact_who_has_no_role_keeps_it_closed(site: Site, world: World) -> None:
    """On the page and for the command line; and an open form that lost its lead says what it lacks, and stays open."""
    council = await brought_on(site, "leadless")
    await try_procedures(site, council, await council.invites_a_reader(site))
    assert (await council.admin.submit(GATE, stated())).status_code == 303
    for page in ("assessment", "public-page"):
        await read(council.admin, page)
    ids = "email = 'screener@leadless.example'"
    await tell(world, f"update council.staff set roles = '{{front_door_screener}}' where {ids}")
    refused = await council.admin.submit(GATE, {}, to=f"{GATE}/open")
    assert (refused.status_code, lacking(refused.text)) == (422, ["Somebody is information-governance lead"])
    assert (await ask(world, _OPENED, slug="leadless"))[0] is None
    async with acting_as_setup(world.database.owner_url) as connection:
        found = await council_of(connection, "leadless")
        assert found is not None
        listed = await checklist(connection, found)
    assert [each.item.key for each in listed if not each.stands] == ["ig_lead"]
    await tell(world, f"update council.staff set roles = '{{front_door_screener,ig_lead}}' where {ids}")
    assert (await council.admin.submit(GATE, {}, to=f"{GATE}/open")).status_code == 303
    await tell(world, f"update council.staff set roles = '{{front_door_screener}}' where {ids}")
    page = (await council.admin.get(GATE)).text
    assert "One thing has no evidence now." in page
    assert "it takes no reports now" not in page


@pytest.mark.parametrize("item", ["agreement", "ig_contact", "caldicott_guardian", "the_trial"])
async def test_one_thing_alone_that_is_missing_keeps_it_closed(site: Site, world: World, item: str) -> None:
    slug = f"without-{item.replace('_', '-')}"
    council = await brought_on(site, slug)
    reader = await council.invites_a_reader(site)
    if item != "the_trial":
        await try_procedures(site, council, reader)
    assert (await council.admin.submit(GATE, stated(item))).status_code == 303
    for page in ("assessment", "public-page"):
        await read(council.admin, page)
    refused = await council.admin.submit(GATE, {}, to=f"{GATE}/open")
    assert refused.status_code == 422
    assert (await ask(world, _OPENED, slug=slug))[0] is None
    assert "Not open yet" in (await site.browser().get(f"/{slug}/report")).text


async def test_with_all_of_it_the_form_opens_and_is_recorded(site: Site, world: World) -> None:
    council = await brought_on(site, "allthere")
    await pass_gate(site, council)
    assert "Start now" in (await site.browser().get("/allthere/report")).text
    trail = await rows(world, "select action from audit.entries e join commons.councils c on c.id = e.tenant_id"
                       " where c.slug = 'allthere' and action like 'set_up_council%'")  # fmt: skip
    actions = [row.action for row in trail]
    assert actions.count("set_up_council:open") == 1
    assert actions.count("set_up_council") == 5, "three that are stated, two that were read"
    assert (await ask(world, "select count(*) from council.evidence where tenant_id = :id",
                      id=world.larkmere.id))[0] == 0  # fmt: skip


async def test_nobody_to_read_keeps_it_closed(site: Site) -> None:
    council = await brought_on(site, "unread")
    await council.admin.submit(GATE, stated())
    for page in ("assessment", "public-page"):
        await read(council.admin, page)
    refused = await council.admin.submit(GATE, {}, to=f"{GATE}/open")
    assert refused.status_code == 422
    untried = ["Subject access and a hold tried", "Disposal tried"]
    lead = "Somebody is information-governance lead"
    assert lacking(refused.text) == [lead, *untried, "Somebody reads what comes in"]


async def test_what_was_opened_and_nobody_reads_is_not_called_open(site: Site, world: World) -> None:
    """The public reads that it is closed: so does whoever opened it, wherever they look."""
    council = await brought_on(site, "unmanned")
    await pass_gate(site, council)
    assert "Open to the public since" in (await council.admin.get(GATE)).text
    await tell(world, "update council.staff set roles = '{council_admin}' where tenant_id ="
               " (select id from commons.councils where slug = 'unmanned')")  # fmt: skip
    assert "Not open yet" in (await site.browser().get("/unmanned/report")).text
    for path in (GATE, "/council/set-up"):
        page = (await council.admin.get(path)).text
        assert "takes no reports now" in page
        assert "Open to the public since" not in page
        assert "Your form is open to the public" not in page


async def test_words_that_changed_are_read_again(site: Site) -> None:
    council = await brought_on(site, "reworded")
    await try_procedures(site, council, await council.invites_a_reader(site))
    await council.admin.submit(GATE, stated())
    for page in ("assessment", "public-page"):
        await read(council.admin, page)
    changed = await council.admin.submit("/council/set-up/words", {"languages": ["en"], "en_intro": "Tell us."})
    assert changed.status_code == 303, changed.text
    refused = await council.admin.submit(GATE, {}, to=f"{GATE}/open")
    assert lacking(refused.text) == ["Data protection impact assessment", "Public page reviewed"]
    assert "Given for an earlier version" in (await council.admin.get("/council/set-up")).text
    for page in ("assessment", "public-page"):
        await read(council.admin, page)
    assert (await council.admin.submit(GATE, {}, to=f"{GATE}/open")).status_code == 303
    assert "Tell us." in (await site.browser().get("/reworded/report")).text


_PROVIDER = (
    "insert into identity.providers (slug, council_id, issuer, client_id, client_secret)"
    " select slug, id, 'https://id.provided.example', 'c', 's' from commons.councils where slug = 'provided'"
)


_KEPT_LONGER = (
    "insert into council.retention_choices (tenant_id, id, record_type, years, months, counted_from, reason, chosen_by,"
    " chosen_at, begins_on)"
    " select c.id, gen_random_uuid(), 'context', 9, 0, 'last_change', 'Our schedule', s.id, now(),"
    " now()"
    " from commons.councils c join council.staff s on s.tenant_id = c.id where c.slug = 'keeping' limit 1"
)
_NEW_PARTNER = (
    "insert into council.partner_organisations (tenant_id, id, name, kind, created_at, changed_at)"
    " select id, gen_random_uuid(), 'Night Owls', 'vcs', now(), now() from commons.councils where slug = 'partnered'"
)


@pytest.mark.parametrize(
    ("slug", "change", "lacks"),
    [
        ("switched", "update commons.councils set switched_off = '{break_glass}' where slug = 'switched'", 1),
        ("provided", _PROVIDER, 1),
        ("pictured", "update commons.councils set logo = 'another' where slug = 'pictured'", 2),
        ("keeping", _KEPT_LONGER, 1),
        ("partnered", _NEW_PARTNER, 1),
    ],
)
async def test_what_the_assessment_rests_on_is_read_again(
    site: Site, world: World, slug: str, change: str, lacks: int
) -> None:
    """Features, the provider, the logo, retention and partners among it. The public page shows the logo alone."""
    council = await brought_on(site, slug)
    for page in ("assessment", "public-page"):
        await read(council.admin, page)
    listed = "For an earlier version:"
    assert listed not in (await council.admin.get(GATE)).text
    await tell(world, change)
    assert (await council.admin.get(GATE)).text.count(listed) == lacks


async def test_what_changed_while_somebody_read_is_not_kept_as_read(site: Site, world: World) -> None:
    council = await brought_on(site, "meanwhile")
    for page in ("assessment", "public-page"):
        answer = await council.admin.submit(f"{GATE}/{page}", {"version": "0000-0000"})
        assert answer.status_code == 422
        assert "The settings changed while you read" in answer.text
    given = await ask(world, "select count(*) from council.evidence e join commons.councils c on c.id = e.tenant_id"
                      " where c.slug = 'meanwhile'")  # fmt: skip
    assert given[0] == 0


async def test_half_of_an_item_is_refused_beside_the_other_half(site: Site, world: World) -> None:
    council = await brought_on(site, "halfway")
    form = {**stated("agreement"), "agreement_who": "Iris Marsh"}
    answer = await council.admin.submit(GATE, form)
    assert answer.status_code == 422
    assert "Agreement signed: The version that was signed is missing." in answer.text
    assert "Agreement signed: The day on which it was signed is missing." in answer.text
    assert 'value="Iris Marsh"' in answer.text
    given = await ask(world, "select count(*) from council.evidence e join commons.councils c on c.id = e.tenant_id"
                      " where c.slug = 'halfway'")  # fmt: skip
    assert given[0] == 0


async def test_a_day_that_is_still_to_come_is_refused(site: Site) -> None:
    council = await brought_on(site, "tomorrow")
    answer = await council.admin.submit(GATE, stated() | {"agreement_on_day-year": "2999"})
    assert answer.status_code == 422
    assert "Agreement signed: this day is still to come." in answer.text


async def test_the_procedures_are_tried_and_nobody_can_say_so_instead(site: Site, world: World) -> None:
    """The button goes when it was pressed; then the page says who is waited for, and the second person's word counts
    once the record is gone."""
    council = await brought_on(site, "trying")
    reader = await council.invites_a_reader(site)
    page = (await council.admin.get(GATE)).text
    assert page.count('id="try"') == 1
    assert "subject_access_who" not in page
    assert (await council.admin.submit(GATE, {}, to=f"{GATE}/trial")).status_code == 303
    page = (await council.admin.get(GATE)).text
    assert 'id="try"' not in page
    assert "On a trial record: a request was answered on" in page
    assert "Somebody else who looks after the council" in page
    own = (await council.admin.get("/retention/waiting")).text
    assert "You proposed this. A second person has to confirm it." in own
    await confirm_trial(site, reader)
    page = (await council.admin.get(GATE)).text
    assert "A trial record was disposed of on" in page
    async with acting_as_setup(world.database.owner_url) as connection:
        council_id = await council_of(connection, "trying")
        assert council_id is not None
        shown = {each.item.key: each.stands for each in await checklist(connection, council_id)}
    assert shown["subject_access"] is shown["disposal"] is True, "the command line finds it too"


async def test_what_could_not_be_tried_is_said_and_nothing_of_it_is_kept(site: Site, world: World) -> None:
    await add_referral(world, world.larkmere, what=f"Somebody called {TRIAL_PERSON} waits there.")
    admin, counts = await site.signed_in(world.larkmere, "admin"), "select count(*) from tenants.trial_records"
    before = await ask(world, counts)
    refused = await admin.submit(GATE, {}, to=f"{GATE}/trial")
    assert refused.status_code == 422
    assert "which is no trial record. Try it by hand." in refused.text
    assert await ask(world, counts) == before


async def test_it_is_closed_again_and_opened_again(site: Site) -> None:
    council = await brought_on(site, "shutting")
    await pass_gate(site, council)
    closed = await council.admin.submit(GATE, {}, to=f"{GATE}/close")
    assert closed.status_code == 303
    assert "Not open yet" in (await site.browser().get("/shutting/report")).text
    assert (await council.admin.submit(GATE, {}, to=f"{GATE}/open")).status_code == 303
    assert "Start now" in (await site.browser().get("/shutting/report")).text


async def test_only_the_administrator_gives_evidence_and_opens(site: Site, world: World) -> None:
    council = await brought_on(site, "others")
    reader = await council.invites_a_reader(site)
    pages = (GATE, f"{GATE}/assessment", f"{GATE}/public-page", "/council/set-up", "/council/set-up/groups")
    for browser in (reader, await site.signed_in(world.larkmere, "ig_lead")):
        for page in pages:
            assert (await browser.get(page)).status_code == 403, page


async def test_the_button_of_an_old_page_makes_no_second_trial(site: Site, world: World) -> None:
    council = await brought_on(site, "twicetried")
    made = (
        "select count(*) from tenants.trial_records r join commons.councils c on c.id = r.tenant_id where c.slug = :s"
    )
    counts = []
    for _ in range(2):
        assert (await council.admin.submit(GATE, {}, to=f"{GATE}/trial")).status_code == 303
        counts.append((await ask(world, made, s="twicetried"))[0])
    assert counts == [1, 1]
