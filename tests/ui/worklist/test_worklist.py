"""The worklist over HTTP: every kind of task, for whom it stands there, and what it never shows."""

# Long: one of every kind of task, made and looked for.

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import pytest
from sqlalchemy import insert

import jointly
from casework import acting, add_context, add_referral
from commonground.platform.access import Action
from commonground.platform.councils.onboard import acting_as_setup
from commonground.platform.councils.people import Staff
from commonground.platform.crossings.types import Act, Kind
from commonground.platform.disputes.types import DisputeAct, LeadReason, NewDispute
from commonground.platform.files.store import FileStore, store_of
from commonground.platform.ids import uuid7
from commonground.platform.joint.types import JointAct, PartKind
from commonground.platform.settings import Settings
from commonground.tenants.actions.models import ContextAction
from commonground.tenants.agreed.models import AgreedVersion
from commonground.tenants.around.models import PersonLink
from commonground.tenants.break_glass.models import BreakGlassUse
from commonground.tenants.disputes import service as disputes
from commonground.tenants.disputes.load import load_dispute
from commonground.tenants.flags.models import WarningFlag
from commonground.tenants.pathways.models import ReferralStep
from commonground.tenants.retention import holds, queue
from commonground.tenants.retention.records import kept_record
from commonground.tenants.retention.trial import make_trial
from commonground.tenants.retention.types import DisposalGround, HoldGround, KeptKind
from commonground.tenants.subject_access import service as subject_access
from commonground.tenants.subject_access.types import AskedBy, RequestInput
from commonground.tenants.tracker_import import service as tracker_import
from commonground.tenants.worklist.items import Task
from commonground.tenants.worklist.kinds import KINDS
from councils import TestCouncil, World, canary, make_world
from crossed import Crossed, accept, agree, answer, ask_of_them, offer, propose
from earlier_tracker import ROWS, as_csv
from inviting import invite
from pages import counting
from postgres import Database
from told import ask, tell
from web import Site

LONG_AGO = datetime(2020, 1, 6, 10, tzinfo=UTC)
NAME = "Quentin Sable"


@pytest.fixture(scope="module")
def world(database: Database) -> World:
    return asyncio.run(_everything_waits(database))


async def _everything_waits(database: Database) -> World:
    """At Larkmere one task of every kind; at Hallowdene some of them, for its own people."""
    world = await make_world(database)
    for council in (world.larkmere, world.hallowdene):
        await add_referral(world, council, title="Free")
        await add_referral(world, council, title="Held", state="screening", lead="screener")
        await add_referral(world, council, title="Urgent", state="screening", lead="screener", attention="danger")
        await add_referral(world, council, title="Colleagues", state="screening", lead="second_screener")
    await _referrals(world, world.larkmere)
    await _records(world, world.larkmere)
    with TemporaryDirectory() as folder:
        await _across(world, store_of(Settings(files_path=folder)))
    await _jointly(world)
    await _disputed(world)
    return world


async def _jointly(world: World) -> None:
    here, there = world.larkmere, world.hallowdene
    asked = await jointly.begin(world, council=there)
    await jointly.invite(world, asked, here, by=there)
    begun, day = await jointly.joined(world, there), datetime.now(UTC).date()
    meeting = await jointly.add(world, begun, here, there, kind=PartKind.MEETING, due_on=day)
    await jointly.minuted(world, begun, meeting, here)
    await jointly.add(world, begun, there, here, kind=PartKind.ACTION, due_on=day, doer_id=here.id)
    await jointly.do(world, begun, there, JointAct.PROPOSE_LEAD, council=there.id)
    unsigned = "delete from crossing.agreement_signatures where (agreement_id, council_id) = (:id, :here)"
    await tell(world, unsigned, id=await jointly.agree(world, there, here), here=here.id)


async def _disputed(world: World) -> None:
    """One that waits for an answer, and one that managers are to decide."""
    here, there = world.larkmere, world.hallowdene
    for late in (False, True):
        async with acting(world, there, "manager") as work:
            about = NewDispute(lead_id=here.id, reason=LeadReason.HARM_HAPPENS, words="It is on your side of the road.",
                               other_id=here.id, kind=Kind.BORDER_PLACE)  # fmt: skip  # one question
            known = await disputes.begin(work, about)
            if late:
                await work.mine.flush()
                asked = await load_dispute(work, known, to=Action.SETTLE_DISPUTE)
                await disputes.act(work, asked, DisputeAct.ESCALATE)


async def _told_outside(world: World, crossed: Crossed, *, agreed: bool) -> None:
    """It is for somebody outside the platform instead."""
    if agreed:
        await agree(world, crossed)
    whose = "where reference = :ref"
    elsewhere = "destination = 'outside', receiver_id = null, receiver_words = 'A hospital'"
    await tell(world, f"update tenants.disclosures set {elsewhere} {whose}", ref=crossed.reference)
    made = f"select tenant_id, gen_random_uuid(), id, 'en' from tenants.disclosures {whose}"
    await tell(world, f"insert into tenants.outside_receivers (tenant_id, id, disclosure_id, lang) {made}",
               ref=crossed.reference)  # fmt: skip  # one row


async def _across(world: World, store: FileStore) -> None:
    """Of what goes to another council, and comes from it, one of each: with a canary in the sealed words."""
    here, there = world.larkmere, world.hallowdene
    await propose(world, here, there, store)
    await agree(world, await propose(world, here, there, store))
    for agreed in (False, True):
        await _told_outside(world, await propose(world, here, there, store), agreed=agreed)
    declined = await offer(world, await propose(world, here, there, store))
    await answer(world, declined, Act.DECLINE, reason="not_ours", words="It is next door.")
    _, taken, asked = [await offer(world, await propose(world, there, here, store)) for _ in range(3)]
    for each in (taken, asked):
        await accept(world, each)
    await ask_of_them(world, asked, Act.ASK_PURGE, words="It was about somebody else.")


async def _referrals(world: World, council: TestCouncil) -> None:
    await add_referral(world, council, title="Up", state="escalated", lead="screener")
    await add_referral(world, council, title="Leadless", state="needs_lead")
    await add_referral(world, council, title="Asked", state="waiting", lead="screener")
    await add_referral(world, council, title="News", state="decided", outcome="advice", attention="news")
    await add_referral(world, council, title="Elsewhere", state="screening", team="locality",
                       lead="locality_practitioner")  # fmt: skip  # of another team
    hidden = {"state": "screening", "lead": "second_screener", "named": ("second_screener",)}
    await add_referral(world, council, title="Hidden", **hidden)  # type: ignore[arg-type]  # its own arguments
    await add_referral(world, council, title="Alone", named=("leaver",) if "leaver" in council.people else ("partner",))
    talked = {"state": "decided", "outcome": "strategy_discussion", "team": "specialist", "lead": "practitioner"}
    await add_referral(world, council, title="Unrecorded", **talked)  # type: ignore[arg-type]  # its own arguments
    alone = await add_referral(world, council, title="Agreed", **talked | {"outcome": "single_agency"})  # type: ignore[arg-type]  # its own arguments
    by, day = council.people["practitioner"].staff_id, datetime.now(UTC).date()
    agreed = {"referral_id": alone.id, "agreed_id": uuid7(), "version": 1, "kind": "single_agency", "held_on": day,
              "agencies": ["police"], "leads": "police", "leads_post": "", "agreed": "They look", "due_on": day,
              "saved_by": by, "saved_at": datetime.now(UTC)}  # fmt: skip  # columns of a row
    step = {"referral_id": alone.id, "decided_at": LONG_AGO, "number": 1, "what": "Ring the school", "who": "lead",
            "days": 5, "origin": "council_policy", "due_at": datetime.now(UTC)}  # fmt: skip  # columns of a row
    flagged = await add_context(world, council, name="Flagged", lead="practitioner")
    at = datetime.now(UTC) - timedelta(days=80)
    flag = {"record_kind": "context", "record_id": flagged.id, "kind": "dangerous_dog", "reason": "A dog", "about": "",
            "evidence": "Seen", "told": "told", "fairness": "Fair", "raised_at": at,
            "raised_by": council.people["practitioner"].staff_id,
            "expires_at": datetime.now(UTC) + timedelta(days=5)}  # fmt: skip  # columns of a row
    glass = {"staff_id": council.people["screener"].staff_id, "reference": flagged.reference, "record_id": flagged.id,
             "ground": "harm", "reason": "Somebody could be harmed"}  # fmt: skip  # columns of a row
    async with acting_as_setup(world.database.owner_url) as connection:
        await connection.execute(insert(AgreedVersion), {"tenant_id": council.id, "id": uuid7()} | agreed)
        await connection.execute(insert(ReferralStep), {"tenant_id": council.id, "id": uuid7()} | step)
        await connection.execute(insert(WarningFlag), {"tenant_id": council.id, "id": uuid7()} | flag)
        await connection.execute(insert(BreakGlassUse), {"tenant_id": council.id, "id": uuid7()} | glass)
    await _brought_in(world, council)
    await _actions(world, council, flagged.id)
    await _links(world, council, flagged.id)
    await add_context(world, council, name="Nobody leads", lead=None)


async def _brought_in(world: World, council: TestCouncil) -> None:
    """A row of an earlier tracker that nobody has cleared of names."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "chosen"
        path.write_bytes(as_csv(ROWS[:1]))
        async with acting(world, council, "manager") as work:
            await tracker_import.bring_in(work, await tracker_import.take_file(work, path))


async def _links(world: World, council: TestCouncil, theirs: UUID) -> None:
    """One in two days, one that is not due yet, and one on a context that nobody else may see."""
    hidden, now = await add_context(world, council, named=("second_screener",)), datetime.now(UTC)
    row = {"tenant_id": council.id, "role": "at_risk", "reason": "To plan", "put_at": now,
           "put_by": council.people["practitioner"].staff_id}  # fmt: skip  # a row
    async with acting_as_setup(world.database.owner_url) as connection:
        for number, context, days in ((1, theirs, 2), (2, theirs, 40), (3, hidden.id, 2)):
            await connection.execute(insert(PersonLink), row | {
                "id": uuid7(), "case_reference": f"LCS77{number}", "context_id": context,
                "review_on": (now + timedelta(days=days)).date()})  # fmt: skip  # one link


async def _actions(world: World, council: TestCouncil, theirs: UUID) -> None:
    """One for the lead of the context; on others one of somebody who has left, and one that nobody else may see."""
    left = await add_context(world, council, name="Leads", lead="practitioner")
    hidden = await add_context(world, council, name="Hidden", named=("second_screener",))
    leaver = uuid7()
    row = {"tenant_id": council.id, "due_on": (datetime.now(UTC) + timedelta(days=3)).date(),
           "added_by": council.people["practitioner"].staff_id, "added_at": datetime.now(UTC)}  # fmt: skip  # a row
    async with acting_as_setup(world.database.owner_url) as connection:
        await connection.execute(insert(Staff), {"tenant_id": council.id, "id": leaver, "display_name": "Left Long Ago",
                                                 "email": "left@example.org", "roles": ["practitioner"],
                                                 "created_at": LONG_AGO, "ended_at": LONG_AGO})  # fmt: skip  # a row
        for what, context, owner in (
            ("Ring the shop", theirs, council.people["practitioner"].staff_id),
            ("Ask for lights", left.id, leaver),
            ("Secret deed", hidden.id, council.people["practitioner"].staff_id),
        ):
            await connection.execute(insert(ContextAction), row | {"id": uuid7(), "what": what, "context_id": context,
                                                                   "owner_id": owner})  # fmt: skip  # one action


async def _records(world: World, council: TestCouncil) -> None:
    async with acting(world, council, "admin") as work:
        record = await kept_record(work, KeptKind.CONTEXT, await make_trial(work), lock=True)
        await queue.propose(work, record, DisposalGround.TRIAL)
    old, held = [await add_context(world, council, status="closed", at=LONG_AGO) for _ in range(2)]
    async with acting(world, council, "ig_lead", now=datetime.now(UTC) - timedelta(days=9)) as work:
        record = await kept_record(work, KeptKind.CONTEXT, held.reference, lock=True)
        day = holds.today_of(work) + timedelta(days=2)
        await holds.put_hold(work, record, next(iter(HoldGround)), "A court asked", day)
    async with acting(world, council, "ig_lead") as work:
        who = RequestInput(name=NAME, aliases=(), asked_by=AskedBy.THEMSELVES, identity_words="Passport",
                           received_on=holds.today_of(work))  # fmt: skip  # one request
        await subject_access.open_request(work, who)
    await invite(world, council, await add_context(world, council), by="practitioner", names=True)
    assert old is not None


async def _page(site: Site, person: str, path: str = "/worklist", council: str = "larkmere") -> str:
    answer = await (await site.signed_in(getattr(site.world, council), person)).get(path)
    assert answer.status_code == 200
    return answer.text


def _lines(page: str) -> list[str]:
    """The text of each row."""
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in body.split("</tr>") if "<th" in row]


def _numbers(page: str) -> dict[str, int]:
    found = re.findall(r'<option value="(\w+)"[^>]*>[^<(]*\((\d+)\)', page)
    return {code: int(number) for code, number in found}


def test_every_kind_is_one_entry_that_says_what_to_do_and_why() -> None:
    assert set(KINDS) == set(Task)
    assert all(kind.name and kind.needs and kind.why for kind in KINDS.values())
    assert all((kind.rows is None) != (kind.worked_out is None) for kind in KINDS.values())


async def test_what_waits_for_somebody_says_what_by_when_and_why(site: Site) -> None:
    lines = _lines(await _page(site, "screener"))
    assert "Urgent" in lines[0]
    assert "Danger now, they say" in lines[0]
    said = {title: next(line for line in lines if title in line) for title in ("Free", "Held", "Up", "Asked")}
    assert "Read it, take it" in said["Free"]
    assert said["Free"].endswith("Nobody in your team holds it yet")
    assert "Overdue" in said["Held"]
    assert said["Held"].endswith("You hold it")
    assert "Paused" in said["Asked"]
    assert "Asked" in lines[-1], "what waits for others comes last"
    assert not any(title in line for line in lines for title in ("Colleagues", "Elsewhere", "Hidden", "Alone"))


async def test_what_waits_for_an_answer_says_how_long_already_and_the_longest_comes_first(site: Site) -> None:
    """Whichever decision would be due sooner; one that has waited for long says what to do."""
    now = datetime.now(UTC)
    await add_referral(site.world, site.world.larkmere, title="Longest", state="waiting", lead="second_screener",
                       received=now - timedelta(days=40))  # fmt: skip
    for name, days in (("Week", 8), ("Month", 30)):
        added = await add_referral(site.world, site.world.larkmere, title=name, state="waiting", lead="second_screener",
                                   received=now - timedelta(days=90 - days))  # fmt: skip
        await tell(site.world, "update tenants.referrals set paused_at = :at where id = :id",
                   at=now - timedelta(days=days), id=added.id)  # fmt: skip
    lines = _lines(await _page(site, "second_screener", "/worklist?kind=asked_for_more"))
    assert [next(name for name in ("Longest", "Month", "Week") if name in line) for line in lines] == [
        "Longest", "Month", "Week",
    ]  # fmt: skip
    assert re.search(r"No answer for \d\d working days: ring them, or start the clock again", lines[0])
    assert re.search(r"No answer for \d working days? ", lines[2])
    assert "ring them" not in lines[2]
    home = await _page(site, "second_screener", "/my-work")
    assert home.index("Longest") < home.index("Month") < home.index("Week")
    assert "No answer for" in home


async def test_the_team_has_what_colleagues_hold_and_names_them(site: Site) -> None:
    name = (await ask(site.world, "select display_name from council.staff where id = :id",
                      id=site.world.larkmere.people["second_screener"].staff_id))[0]  # fmt: skip
    lines = _lines(await _page(site, "screener", "/worklist?whose=team"))
    (theirs,) = [line for line in lines if "Colleagues" in line]
    assert theirs.endswith(f"Your team has it: {name}")
    assert any("Held" in line for line in lines)
    assert not any(title in line for line in lines for title in ("Elsewhere", "Hidden", "Alone"))


async def test_every_kind_is_found_by_whoever_has_it(site: Site) -> None:
    found: set[str] = set()
    for person in ("screener", "manager", "specialist_manager", "practitioner", "ig_lead"):
        page = await _page(site, person)
        found |= {code for code, number in _numbers(page).items() if number}
        for code, number in _numbers(page).items():
            lines = _lines(await _page(site, person, f"/worklist?kind={code}"))
            assert len(lines) == number, (person, code)
    assert found == {task.value for task in Task}


async def test_those_who_open_no_case_read_no_word_of_any(site: Site) -> None:
    page = await _page(site, "ig_lead")
    assert NAME not in page
    for title in ("Golden Spoon", "Flagged", "Held", "Alone"):
        assert title not in " ".join(_lines(page)).replace("Holds to look at again", "")
    assert "Answer the request" in page
    assert "Restricted" not in page


async def test_an_action_waits_for_whoever_it_was_given_to_and_for_the_lead_where_they_have_left(site: Site) -> None:
    lines = [line for line in _lines(await _page(site, "practitioner", "/worklist?kind=action")) if "Do it" in line]
    assert any("Ring the shop" in line for line in lines)
    assert any("Ask for lights" in line for line in lines)
    assert not any("Secret deed" in line for line in lines)
    teams = _lines(await _page(site, "specialist_manager", "/worklist?whose=team&kind=action"))
    assert any("Ring the shop" in line and "Your team has the context" in line for line in teams)
    assert not any("Secret deed" in line for line in teams)


async def test_a_person_link_waits_by_its_context_and_never_by_its_reference(site: Site) -> None:
    page = await _page(site, "practitioner", "/worklist?kind=person_link")
    (line,) = _lines(page)
    assert "Look at it again" in line
    assert re.search(r'href="/contexts/CX-[0-9A-Z-]+/people"', page)
    assert "LCS77" not in page
    assert "Person links to look at again (1)" in await _page(site, "practitioner", "/my-work")
    assert _numbers(await _page(site, "locality_practitioner", "/worklist?whose=team"))["person_link"] == 0


async def test_the_neighbour_has_its_own(site: Site) -> None:
    page = await _page(site, "screener", "/worklist?whose=team", "hallowdene")
    assert len(_lines(page)) == 4
    assert canary("larkmere") not in page
    assert canary("hallowdene") in page


@pytest.mark.parametrize(("person", "most"), [("screener", 4), ("manager", 4), ("ig_lead", 8)])
async def test_it_takes_as_many_statements_whatever_the_number_of_kinds(site: Site, person: str, most: int) -> None:
    """Records to review and agreements are found by statements of their own: two each."""
    browser = await site.signed_in(site.world.larkmere, person)
    await browser.get("/worklist")
    with counting(site) as statements:
        assert (await browser.get("/worklist?whose=team")).status_code == 200
    assert len(statements) <= most, statements.sent


async def test_its_part_is_what_a_filter_asks_for_and_nonsense_means_everything(site: Site) -> None:
    browser = await site.signed_in(site.world.larkmere, "screener")
    part = await browser.get("/worklist?kind=decide", htmx=True)
    assert part.text.lstrip().startswith('<div id="results"')
    everything = _lines((await browser.get("/worklist")).text)
    assert _lines((await browser.get("/worklist?kind=%00nothing&whose=everybody")).text) == everything


async def test_my_work_leads_there(site: Site) -> None:
    assert '<a href="/worklist?whose=team">My team</a>' in await _page(site, "screener", "/my-work")
