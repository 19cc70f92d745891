"""What a partner sees, and when they see it no more: in the middle of a page, of a download, behind a link."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import insert

from casework import ARRIVED, Known, Statements, add_context, add_referral
from commonground.platform.councils.onboard import acting_as_setup
from commonground.platform.ids import uuid7
from commonground.platform.references import ReferenceKind, new_reference
from commonground.tenants.contexts.models import ContextEvent
from commonground.ui.edge import pools_of
from councils import TestCouncil, World, canary
from inviting import another_partner, end, invite, pass_time
from pages import masked
from told import ask, tell
from web import Site

DESCRIBED = "Behind the shop. Ayesha Khan was seen there with Callum."


async def place(world: World, council: TestCouncil | None = None, *, name: str = "A yard") -> Known:
    here = council or world.larkmere
    known = await add_context(world, here, name=name)
    await tell(
        world, "update tenants.contexts set description = :said where id = :id", id=known.id,
        said=f"{DESCRIBED} {canary(here.slug)}",
    )  # fmt: skip
    note = {"tenant_id": here.id, "id": uuid7(), "context_id": known.id, "at": ARRIVED, "verb": "note",
            "words": f"Callum came back. {canary(here.slug)}"}  # fmt: skip
    async with acting_as_setup(world.database.owner_url) as connection:
        await connection.execute(insert(ContextEvent), note)
    return known


async def test_the_worklist_says_to_what_why_by_whom_and_until_when(site: Site, world: World) -> None:
    known = await place(world, name="Worklist yard")
    partner = await site.signed_in(world.larkmere, "partner")
    assert "Nothing is shared with you now" in (await partner.get("/shared")).text
    await invite(world, world.larkmere, known, purpose="To stand there on weekdays.")
    first = await partner.get("/my-work", follow=True)
    assert first.url.path == "/shared"
    for said in ("Worklist yard", "To stand there on weekdays.", world.larkmere.people["practitioner"].name):
        assert said in first.text
    assert "partner organisation" in first.text
    for hidden in ('href="/tracker"', 'href="/contexts"', 'href="/partners"'):
        assert hidden not in first.text


async def test_without_names_likely_ones_are_masked_and_with_them_they_stand(site: Site, world: World) -> None:
    plain, named = await place(world, name="Masked yard"), await place(world, name="Named yard")
    await invite(world, world.larkmere, plain, notes=True)
    await invite(world, world.larkmere, named, names=True, notes=True, agreed_by="specialist_manager")
    partner = await site.signed_in(world.larkmere, "partner")
    for end_of in ("", "/file.txt"):
        page = (await partner.get(f"/shared/{plain.reference}{end_of}")).text
        assert "Behind the shop" in page
        for name in ("Ayesha", "Khan", "Callum"):
            assert name not in page
        page = (await partner.get(f"/shared/{named.reference}{end_of}")).text
        for name in ("Ayesha Khan", "Callum came back"):
            assert name in page


async def test_two_invitations_of_which_one_gives_names_and_one_the_notes(site: Site, world: World) -> None:
    """Of everybody there, and of one of them. Each counts for what it gives, and the page says in which words names are
    masked."""
    known = await place(world, name="Twice shared yard")
    partner = await site.signed_in(world.larkmere, "partner")
    everywhere, in_notes = "Words that may be names are masked.", "Words in the notes that may be names are masked."
    await invite(world, world.larkmere, known, who=None, notes=True)
    assert everywhere in (await partner.get(f"/shared/{known.reference}")).text
    named = await invite(world, world.larkmere, known, names=True, agreed_by="specialist_manager")
    page = (await partner.get(f"/shared/{known.reference}")).text
    assert "Ayesha Khan was seen" in page
    assert "came back" in page
    assert "Callum came back" not in page
    assert in_notes in page
    assert everywhere not in page
    await end(world, world.larkmere, known, named)
    await invite(world, world.larkmere, known, names=True, notes=True, agreed_by="specialist_manager")
    page = (await partner.get(f"/shared/{known.reference}")).text
    assert "Callum came back" in page
    assert "masked" not in page
    assert (await partner.get("/shared")).text.count(f'href="/shared/{known.reference}"') == 1, "one subject, one line"


async def test_what_a_group_calls_itself_is_a_name(site: Site, world: World) -> None:
    """“Bigz and them” shown as the group's other name would leave “Bigz” readable in everything said of it."""
    said = "update tenants.contexts set description = 'A lad called Bigz waits there.', platform = 'Flik',"
    for names in (False, True):
        known = await add_context(world, world.larkmere, kind="group", name="The quay lot", aliases=["bigz"])
        await tell(world, f"{said} handle = 'bigz_e17' where id = :id", id=known.id)
        await invite(world, world.larkmere, known, names=names, agreed_by="specialist_manager")
        partner = await site.signed_in(world.larkmere, "partner")
        page = (await partner.get(f"/shared/{known.reference}")).text
        assert "waits there" in page
        assert ("bigz" in page.lower()) is names
        assert ("Also called" in page) is names


async def test_nothing_but_what_the_invitation_names(site: Site, world: World) -> None:
    known = await place(world, name="Narrow yard")
    await add_referral(world, world.larkmere, context=known, state="decided", title="Quillfeather report")
    await invite(world, world.larkmere, known)
    partner = await site.signed_in(world.larkmere, "partner")
    page = (await partner.get(f"/shared/{known.reference}")).text
    assert "came back" not in page, "the summary alone was agreed"
    assert "Quillfeather" not in page
    assert world.larkmere.people["screener"].name not in page
    for path in ("", "/contacts", "/timeline", "/why", "/who", "/flags", "/partners", "/change", "/share"):
        assert (await partner.get(f"/contexts/{known.reference}{path}")).status_code == 404, path
    for path in ("/tracker", "/contexts", "/partners", "/sharing", "/team", "/audit", "/find?q=yard", "/council"):
        assert (await partner.get(path)).status_code == 403, path


async def test_their_own_account_and_notifications_are_theirs(site: Site, world: World) -> None:
    partner = await site.signed_in(world.larkmere, "partner")
    for path in ("/account", "/account/notices", "/notifications", "/account/record"):
        page = await partner.get(path)
        assert page.status_code == 200, path
        assert world.larkmere.people["screener"].name not in page.text
    assert (await partner.submit("/account", {"language": "cy"}, to="/account/language")).status_code == 303
    row = await ask(
        world, "select lang from council.staff where id = :id", id=world.larkmere.people["partner"].staff_id
    )
    assert row[0] == "cy"
    others = await ask(world, "select count(*) from council.staff where lang = 'cy'")
    assert others[0] == 1


async def by_hand(world: World, known: Known, invitation: object) -> None:
    await end(world, world.larkmere, known, invitation)  # type: ignore[arg-type]  # an id


async def by_time(world: World, _known: Known, invitation: object) -> None:
    await pass_time(world, invitation, timedelta(days=30))  # type: ignore[arg-type]  # an id


async def by_restricting(world: World, known: Known, _invitation: object) -> None:
    await tell(world, "update tenants.contexts set restricted = true where id = :id", id=known.id)


async def by_ending_the_organisation(world: World, _known: Known, _invitation: object) -> None:
    await tell(world, "update council.partner_organisations set ended_at = now() where id = :id",
               id=world.larkmere.organisation)  # fmt: skip


ENDS: dict[str, Callable[[World, Known, object], Awaitable[None]]] = {
    "by hand": by_hand,
    "by time": by_time,
    "restricted": by_restricting,
    "the organisation": by_ending_the_organisation,
}


@pytest.mark.parametrize("how", ENDS, ids=str)
async def test_an_ended_partner_in_the_middle_of_a_page_and_a_download(site: Site, world: World, how: str) -> None:
    """The page is open, its part is asked for, the file is fetched again, the link is followed: each is refused within
    the very next request, and like something that never was."""
    known = await place(world, name=f"Ending yard {how}")
    invitation = await invite(world, world.larkmere, known, notes=True)
    partner = await site.signed_in(world.larkmere, "partner")
    here = f"/shared/{known.reference}"
    assert (await partner.get(here)).status_code == 200
    part = await partner.get(here, htmx=True)
    assert "came back" in part.text
    assert "<html" not in part.text
    file = await partner.get(f"{here}/file.txt")
    assert file.status_code == 200
    assert "attachment" in file.headers["content-disposition"]
    try:
        await ENDS[how](world, known, invitation)
        missing = new_reference(ReferenceKind.CONTEXT)
        for path, htmx in ((here, False), (here, True), (f"{here}/file.txt", False)):
            gone = await partner.get(path, htmx=htmx)
            never = await partner.get(path.replace(known.reference, missing), htmx=htmx)
            assert gone.status_code == 404, path
            assert masked(gone.text) == masked(never.text)
            # What the open page still shows goes too: a browser asks for the whole page anew, with a script or by hand.
            assert gone.headers.get("HX-Refresh") == never.headers.get("HX-Refresh")
            assert not htmx or gone.headers["HX-Refresh"] == "true"
        assert f"Ending yard {how}" not in (await partner.get("/shared")).text
    finally:
        await tell(world, "update council.partner_organisations set ended_at = null")


async def told_of(world: World, about: object, kind: str, subject: str, reference: str = "", many: int = 1) -> UUID:
    """The newest of them."""
    told = uuid7()
    await tell(
        world, "insert into council.notifications (tenant_id, id, staff_id, fact_id, kind, subject_kind, subject_id,"
        " reference, occurred_at) select :council, case when n = 1 then cast(:id as uuid) else uuidv7() end, :staff,"
        " gen_random_uuid(), :kind, :subject, :about, :reference, now() from generate_series(1, :many) n",
        council=world.larkmere.id, id=told, staff=world.larkmere.people["partner"].staff_id, kind=kind,
        subject=subject, about=about, reference=reference, many=many,
    )  # fmt: skip
    return told


@pytest.mark.parametrize("how", ENDS, ids=str)
async def test_notices_go_with_the_invitation_however_it_ends(site: Site, world: World, how: str) -> None:
    """Neither listed nor counted, and not there when it is pressed in a page that was open already."""
    await tell(world, "truncate council.notifications cascade")
    known, other = await place(world), await place(world)
    invitation = await invite(world, world.larkmere, known)
    told = await told_of(world, invitation, "partner_invited", "shared", known.reference)
    await told_of(world, await invite(world, world.larkmere, other), "partner_invited", "shared", other.reference)
    await told_of(world, world.larkmere.people["partner"].staff_id, "roles_changed", "staff")
    partner = await site.signed_in(world.larkmere, "partner")
    page = (await partner.get("/notifications")).text
    assert known.reference in page
    assert "3<span" in page
    opened = await partner.submit("/notifications", {}, to=f"/notifications/{told}")
    assert opened.headers["location"] == f"/shared/{known.reference}"
    await tell(world, "update council.notifications set read_at = null")
    left = 1 if how == "the organisation" else 2
    try:
        await ENDS[how](world, known, invitation)
        for path in ("/notifications", "/notifications/count", "/shared"):
            page = (await partner.get(path)).text
            assert known.reference not in page
            assert f"{left}<span" in page
        page = (await partner.get("/notifications")).text
        assert (other.reference in page) is (left == 2)
        assert "Your roles have been changed" in page
        gone = await partner.submit("/notifications", {}, to=f"/notifications/{told}")
        never = await partner.submit("/notifications", {}, to=f"/notifications/{uuid7()}")
        assert (gone.status_code, masked(gone.text)) == (404, masked(never.text))
    finally:
        await tell(world, "update council.partner_organisations set ended_at = null")


async def test_the_list_of_notices_takes_as_many_statements_for_many_as_for_one(site: Site, world: World) -> None:
    await tell(world, "truncate council.notifications cascade")
    partner, counted = await site.signed_in(world.larkmere, "partner"), []
    for many in (1, 30):
        known = await place(world)
        made = await invite(world, world.larkmere, known)
        await told_of(world, made, "partner_invited", "shared", known.reference, many)
        statements = Statements(pools_of(site.app).app)
        assert known.reference in (await partner.get("/notifications")).text
        counted.append(len(statements))
        statements.stop()
    assert counted[0] == counted[1] <= 6


async def test_a_colleague_of_the_partner_another_organisation_and_another_council(site: Site, world: World) -> None:
    here = world.larkmere
    await another_partner(world, here, "colleague", organisation=here.organisation)
    await another_partner(world, here, "stranger", kind="school")
    mine, ours = await place(world, name="Mine alone"), await place(world, name="Of us all")
    await invite(world, here, mine)
    await invite(world, here, ours, who=None)
    seen = {"partner": (200, 200), "colleague": (404, 200), "stranger": (404, 404)}
    for person, statuses in seen.items():
        browser = await site.signed_in(here, person)
        found = [(await browser.get(f"/shared/{each.reference}")).status_code for each in (mine, ours)]
        assert tuple(found) == statuses, person
        assert ("Mine alone" in (await browser.get("/shared")).text) is (statuses[0] == 200)
    neighbour = await site.signed_in(world.hallowdene, "partner")
    missing = await neighbour.get(f"/shared/{new_reference(ReferenceKind.CONTEXT)}")
    for each in (mine, ours):
        foreign = await neighbour.get(f"/shared/{each.reference}")
        assert (foreign.status_code, masked(foreign.text)) == (404, masked(missing.text))
    assert "Of us all" not in (await neighbour.get("/shared")).text


async def test_every_look_of_theirs_stands_in_the_councils_record(site: Site, world: World) -> None:
    known = await place(world)
    await invite(world, world.larkmere, known)
    partner = await site.signed_in(world.larkmere, "partner")
    await partner.get(f"/shared/{known.reference}")
    await partner.get(f"/shared/{known.reference}/file.txt")
    await partner.get(f"/shared/{new_reference(ReferenceKind.CONTEXT)}")
    admin = await site.signed_in(world.larkmere, "admin")
    page = (await admin.get(f"/audit/records/{known.reference}")).text
    assert world.larkmere.people["partner"].name in page
    trail = (await admin.get(f"/audit?person={world.larkmere.people['partner'].staff_id}")).text
    for said in ("Opened, as a partner, what is shared", "Took out, as a partner", "Was refused:"):
        assert said in trail
    taken_out = (await admin.get("/audit?did=taken_out")).text
    assert known.reference in taken_out, "what goes to another organisation is an export like any other"
