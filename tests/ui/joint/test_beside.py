"""Joint concerns beside their own pages: in the trail, on a context, and where an agreement ends."""

from __future__ import annotations

from casework import add_context
from commonground.platform.joint.types import PartKind
from commonground.platform.notifications.links import path_of
from commonground.platform.notifications.types import NotificationKind, RecordKind, Reference, SubjectRef
from councils import World
from jointly import WORDS, add, agree, begin, invite, join, joined, let_in
from told import ask, lines_of, rows, tell
from web import Site

BOSS = "specialist_manager"


async def test_what_was_asked_without_an_agreement_is_found_in_the_trail_and_one_can_be_proposed(
    site: Site, world: World
) -> None:
    begun = await begin(world)
    await invite(world, begun, world.hallowdene)
    lead = await site.signed_in(world.larkmere, "ig_lead")
    kind = NotificationKind.JOINT_WITHOUT_AGREEMENT
    place = path_of(SubjectRef(RecordKind.TRAIL, begun.id, Reference(begun.reference)), kind)
    page = await lead.get(place)
    assert page.status_code == 200
    assert begun.reference in page.text
    assert (await lead.get(f"/joint/{begun.reference}")).status_code == 404, "they answer for it, and are not in it"
    assert (await lead.get("/agreements/new")).status_code == 200
    ours = await site.signed_in(world.larkmere, BOSS)
    assert 'href="/agreements"' in (await ours.get(f"/joint/{begun.reference}/invite")).text


async def test_a_context_names_its_joint_concerns_to_those_who_work_on_them(site: Site, world: World) -> None:
    begun = await joined(world, world.hallowdene)
    of_it = (
        "select c.reference from tenants.contexts c join tenants.joint_links l on l.our_context_id = c.id where l.id"
    )
    known = (await ask(world, f"{of_it} = :id and l.tenant_id = :here", id=begun.id, here=world.larkmere.id))[0]
    browser = await site.signed_in(world.larkmere, BOSS)
    page = (await browser.get(f"/contexts/{known}")).text
    assert "Joint concerns with other councils" in page
    assert f'href="/joint/{begun.reference}">Young people on a bus</a>' in page
    assert "Open, with Hallowdene County Council" in page
    theirs = await add_context(world, world.hallowdene, kind="group")
    there = await site.signed_in(world.hallowdene, BOSS)
    typed: dict[str, str | list[str]] = {
        "place": str(world.hallowdene.place(BOSS, "specialist")),
        "context": theirs.reference,
    }
    assert (await there.submit(f"/joint/{begun.reference}/hand-on", typed)).status_code == 303
    assert [verb for verb, _ in await lines_of(world, theirs)] == ["join_joint"]
    assert (await there.submit(f"/joint/{begun.reference}/leave", {"words": ""})).status_code == 303
    page = (await there.get(f"/contexts/{theirs.reference}")).text
    assert f'href="/joint/{begun.reference}/history">Peer group</a>' in page
    assert "Young people on a bus" not in page
    aside = await add_context(world, world.hallowdene)
    assert "Joint concerns with" not in (await there.get(f"/contexts/{aside.reference}")).text


async def test_a_part_that_is_shown_no_more_has_no_page(site: Site, world: World) -> None:
    agreement = await agree(world, world.larkmere, world.hallowdene)
    begun = await begin(world)
    await invite(world, begun, world.hallowdene, words="")
    await join(world, begun, world.hallowdene)
    day = (await ask(world, "select current_date as day")).day
    made = await add(world, begun, world.larkmere, world.hallowdene, kind=PartKind.ACTION, due_on=day,
                     doer_id=world.hallowdene.id)  # fmt: skip  # one part
    theirs = await site.signed_in(world.hallowdene, BOSS)
    here = f"/joint/{begun.reference}/parts/{made}/done"
    assert WORDS in (await theirs.get(here)).text
    await tell(world, "update crossing.agreement_signatures set withdrawn_at = now() where agreement_id = :id",
               id=agreement)  # fmt: skip
    assert (await theirs.get(here)).status_code == 404


async def test_a_partner_that_the_council_ended_does_not_come_back_with_it(site: Site, world: World) -> None:
    begun, here = await joined(world, world.hallowdene), world.larkmere
    guest = await let_in(world, begun, here)
    partner, keeper = await site.signed_in(here, "partner"), await site.signed_in(here, "ig_lead")
    assert begun.reference in (await partner.get("/shared")).text
    place = f"/partners/{here.organisation}"
    assert (await keeper.submit(place, {"reason": "It has closed"}, to=f"{place}/end")).status_code == 303
    theirs = await site.signed_in(world.hallowdene, BOSS)
    assert "let in by" not in (await theirs.get(f"/joint/{begun.reference}")).text, "at once, for the others too"
    assert "ended what a partner sees" in (await theirs.get(f"/joint/{begun.reference}/history")).text
    facts = "select kind from system.outbox where tenant_id = :council and subject_id = :id"
    assert "joint_changed" in {row.kind for row in await rows(world, facts, council=world.hallowdene.id, id=begun.id)}
    assert (await keeper.submit(place, {"reason": "They are back"}, to=f"{place}/take-up")).status_code == 303
    partner = await site.signed_in(here, "partner")
    assert begun.reference not in (await partner.get("/shared")).text
    assert (await partner.get(f"/shared/joint/{begun.reference}")).status_code == 404
    over = "select g.ended_at, p.ended_by from crossing.joint_guests g join tenants.joint_partners p on p.id = g.id"
    kept = await ask(world, f"{over} where g.id = :id", id=guest)
    assert kept.ended_at is not None
    assert kept.ended_by == here.people["ig_lead"].staff_id
