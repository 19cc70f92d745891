"""How people hear of things, over HTTP: each for themselves, the council for all; and mail that did not arrive."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from html import unescape
from uuid import UUID, uuid4

import pytest

from commonground.platform.notifications.sentences import NAMES
from commonground.platform.notifications.types import URGENT, NotificationKind
from commonground.platform.notifications.ways import CHOICES
from councils import TestCouncil, World, canary
from told import ask, tell
from web import Browser, Site, running_site

WAYS: dict[str, str | list[str]] = {kind.value: "digest" for kind in CHOICES}
MINE = "select count(*) from council.notice_choices where staff_id = :id"


@pytest.fixture
async def site(world: World) -> AsyncIterator[Site]:
    await tell(world, "truncate council.notice_choices, council.notice_rules, council.mails")
    async with running_site(world) as running:
        yield running


async def _chosen(world: World, council: TestCouncil, person: str) -> dict[str, str]:
    rows = await ask(world, "select coalesce(jsonb_object_agg(kind, way), '{}') from council.notice_choices"
                            " where staff_id = :id", id=council.people[person].staff_id)  # fmt: skip
    found: dict[str, str] = rows[0]
    return found


async def test_the_page_shows_the_preset_and_what_differs_from_it(site: Site) -> None:
    larkmere = site.world.larkmere
    screener = await site.signed_in(larkmere, "screener")
    page = (await screener.get("/account/notices")).text
    assert "All is as your preset has it." in page
    assert "Front door screener" in page
    assert "At once (your preset)" in page
    for kind in URGENT:
        assert f'name="{kind}"' not in page
    saved = await screener.submit("/account/notices", {**WAYS, "referral_allocated": "none"}, follow=True)
    assert "Saved." in saved.text
    # Three come at once for a screener by themselves, and one of the others is not as it was.
    assert await _chosen(site.world, larkmere, "screener") == {
        "referral_allocated": "none", "context_lead_given": "digest", "moved_between_teams": "digest",
        "referral_reopened": "digest", "reporter_added_news": "digest", "roles_changed": "digest",
        "action_given": "digest", "written_to_you": "digest", "file_refused": "digest",
        "crossing_answered": "digest", "crossing_due": "digest", "crossing_offered": "digest",
        "disclosure_decided": "digest", "outside_changed": "digest", "dispute_due": "digest",
        "dispute_opened": "digest",
    }  # fmt: skip
    assert "16 things are not as your preset has them." in saved.text
    assert saved.text.count("Not as your preset has it") == 16


async def test_a_partner_is_asked_about_invitations_and_answers_alone(site: Site) -> None:
    larkmere = site.world.larkmere
    partner = await site.signed_in(larkmere, "partner")
    page = (await partner.get("/account/notices")).text
    assert [kind for kind in NotificationKind if f'name="{kind}"' in page] == [
        "written_to_you", "partner_invited", "file_refused",
    ]  # fmt: skip  # in their order
    assert "What always comes at once" not in page, "nothing does"
    saved = await partner.submit(
        "/account/notices",
        {"written_to_you": "digest", "partner_invited": "none", "file_refused": "at_once"},
        follow=True,
    )
    assert "Saved." in saved.text
    assert await _chosen(site.world, larkmere, "partner") == {
        "written_to_you": "digest",
        "partner_invited": "none",
    }
    refused = await partner.submit("/account/notices", {"written_to_you": "digest", "partner_invited": ""})
    assert refused.status_code == 422


async def test_back_to_the_preset(site: Site) -> None:
    larkmere = site.world.larkmere
    screener = await site.signed_in(larkmere, "screener")
    await screener.submit("/account/notices", WAYS)
    await screener.submit("/account/notices", {}, to="/account/notices/preset")
    assert await _chosen(site.world, larkmere, "screener") == {}


async def test_a_choice_is_ones_own(site: Site) -> None:
    larkmere, hallowdene = site.world.larkmere, site.world.hallowdene
    await (await site.signed_in(larkmere, "screener")).submit("/account/notices", WAYS)
    for council, person in ((larkmere, "second_screener"), (hallowdene, "screener")):
        assert await _chosen(site.world, council, person) == {}
        page = await (await site.signed_in(council, person)).get("/account/notices")
        assert "All is as your preset has it." in page.text
    for browser in (await site.signed_in(larkmere, "second_screener"), await site.signed_in(hallowdene, "screener")):
        await browser.submit("/account/notices", {}, to="/account/notices/preset")
    assert len(await _chosen(site.world, larkmere, "screener")) == 16


@pytest.mark.parametrize("way", ["", "never", "AT_ONCE"])
async def test_a_way_that_there_is_not_is_refused_beside_its_question(site: Site, way: str) -> None:
    screener = await site.signed_in(site.world.larkmere, "screener")
    answer = await screener.submit("/account/notices", {**WAYS, "referral_decided": way})
    assert answer.status_code == 422
    assert 'href="#referral_decided"' in answer.text
    assert await _chosen(site.world, site.world.larkmere, "screener") == {}


@pytest.mark.parametrize("kind", sorted(URGENT))
async def test_nobody_turns_off_what_is_urgent(site: Site, kind: str) -> None:
    screener = await site.signed_in(site.world.larkmere, "screener")
    await screener.submit("/account/notices", {**WAYS, kind: "none"})
    assert kind not in await _chosen(site.world, site.world.larkmere, "screener")


async def test_a_council_sets_both_numbers_for_itself_alone(site: Site) -> None:
    larkmere, hallowdene = site.world.larkmere, site.world.hallowdene
    admin = await site.signed_in(larkmere, "admin")
    page = await admin.submit("/council/notices", {"unread_hours": "2", "most_at_once": "5"}, follow=True)
    assert re.search(r'value="2" selected', page.text)
    await admin.submit("/council/notices", {"unread_hours": "8", "most_at_once": "1"})
    rules = "select array_agg(array[unread_hours, most_at_once]) from council.notice_rules where tenant_id = :id"
    assert (await ask(site.world, rules, id=larkmere.id))[0] == [[8, 1]]
    assert (await ask(site.world, rules, id=hallowdene.id))[0] is None
    assert "At most 3 e-mails" in (await (await site.signed_in(hallowdene, "screener")).get("/account/notices")).text
    assert "One e-mail a day" in (await (await site.signed_in(larkmere, "screener")).get("/account/notices")).text


@pytest.mark.parametrize("hours", ["", "0", "41", "-1", "3.5", "x"])
async def test_hours_that_cannot_be_chosen_are_refused(site: Site, hours: str) -> None:
    admin = await site.signed_in(site.world.larkmere, "admin")
    answer = await admin.submit("/council/notices", {"unread_hours": hours, "most_at_once": "3"})
    assert answer.status_code == 422
    assert 'href="#unread_hours"' in answer.text


async def _dead(world: World, council: TestCouncil, state: str = "refused") -> UUID:
    mail = uuid4()
    await tell(
        world,
        "insert into council.mails (tenant_id, id, staff_id, fact_id, message, urgent, state, queued_at, due_at,"
        " answer, settled_at, attempts, claims) values (:council, :id, :staff, :id, :id, false, :state,"
        " now() - interval '4 days', now(), 550, now() - interval '1 day', 3, 2)",
        council=council.id, id=mail, staff=council.people["screener"].staff_id, state=state,
    )  # fmt: skip
    return mail


async def _again(browser: Browser, mail: UUID | str) -> int:
    return (await browser.submit("/council/notices", {}, to=f"/council/notices/{mail}/again")).status_code


@pytest.mark.parametrize("state", ["refused", "gave_up", "set_aside", "no_address"])
async def test_what_did_not_arrive_is_listed_and_tried_again(site: Site, state: str) -> None:
    larkmere = site.world.larkmere
    mail = await _dead(site.world, larkmere, state)
    admin = await site.signed_in(larkmere, "admin")
    page = (await admin.get("/council/notices")).text
    assert f"/council/notices/{mail}/again" in page
    assert "answer 550" in page
    assert larkmere.people["screener"].name in page
    assert canary("hallowdene") not in page
    assert await _again(admin, mail) == 303
    kept = await ask(site.world, "select state, attempts, claims, queued_at > now() - interval '1 minute', message"
                                 " from council.mails where id = :id", id=mail)  # fmt: skip
    assert tuple(kept) == ("queued", 0, 0, True, mail), "under the Message-ID that it had"
    old = await ask(site.world, "select answer, settled_at from council.mails where id = :id", id=mail)
    assert tuple(old) == (None, None), "of an answer that was to the time before, nothing is said"
    log = (await admin.get("/council/notices/log")).text
    assert "Waits to be sent" in log
    assert "answer 550" not in log
    did = await ask(site.world, "select action, subject_id from audit.entries where subject_kind = 'mail'"
                                " order by at desc limit 1")  # fmt: skip
    assert tuple(did) == ("set_notices", mail)


async def test_nobody_tries_again_what_is_not_theirs_or_not_dead(site: Site) -> None:
    """Another council's, one that arrived, and one of nobody: the same answer."""
    larkmere, hallowdene = site.world.larkmere, site.world.hallowdene
    admin = await site.signed_in(larkmere, "admin")
    foreign, sent = await _dead(site.world, hallowdene), await _dead(site.world, larkmere, "sent")
    assert [await _again(admin, mail) for mail in (foreign, sent, uuid4())] == [404] * 3
    assert (await ask(site.world, "select count(*) from council.mails where state = 'queued'"))[0] == 0
    assert str(foreign) not in (await admin.get("/council/notices")).text


@pytest.mark.parametrize("person", ["screener", "manager", "practitioner"])
async def test_only_an_administrator_sees_to_mail(site: Site, person: str) -> None:
    mail = await _dead(site.world, site.world.larkmere)
    browser = await site.signed_in(site.world.larkmere, person)
    assert (await browser.get("/council/notices")).status_code == 403
    answer = await browser.submit("/account", {}, to=f"/council/notices/{mail}/again")
    assert answer.status_code == 404
    assert (await ask(site.world, "select state from council.mails where id = :id", id=mail))[0] == "refused"


@pytest.mark.parametrize("kind", NotificationKind)
async def test_neither_page_says_of_which_record_or_of_which_kind(site: Site, kind: NotificationKind) -> None:
    """Whoever looks after mail opens no cases, and learns nothing of them: not even that there is a restricted one that
    somebody asked about."""
    larkmere = site.world.larkmere
    await tell(
        site.world,
        "with told as (insert into council.notifications (tenant_id, id, staff_id, fact_id, kind, subject_kind,"
        " subject_id, reference, occurred_at) values (:council, gen_random_uuid(), :staff, :fact, :kind,"
        " 'referral', gen_random_uuid(), 'CR-7K3F-29M', now()) returning id) insert into council.mails (tenant_id, id,"
        " staff_id, fact_id, notification_id, message, urgent, state, queued_at, due_at) select :council, :fact,"
        " :staff, :fact, id, :fact, :urgent, 'refused', now(), now() from told",
        council=larkmere.id, staff=larkmere.people["screener"].staff_id, fact=uuid4(), kind=kind, urgent=kind in URGENT,
    )  # fmt: skip
    admin = await site.signed_in(larkmere, "admin")
    for address in ("/council/notices", "/council/notices/log"):
        page = (await admin.get(address)).text.partition("<main")[2]
        assert ("An urgent notice, " in page) is (kind in URGENT)
        assert ("A notice, " in page) is (kind not in URGENT)
        assert NAMES[kind] not in unescape(page)
        assert "CR-7K3F" not in page
