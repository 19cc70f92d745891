"""The role matrix over the states of a record: role × action × state × what waits with it × restricted × team, over
real rows in a real database, and what the pages offer there.

The states are those of the product's own enums. What is expected is worked out here: from the table of roles in
`test_roles.py`, the wall of `test_rules.py`, and these rules.

1. Whether somebody reaches a record does not depend on its state: a record that is decided, closed, held, or proposed
   for disposal is open to whom it was open to before, and to nobody else.
2. Which verb can be done depends on both: on the state, as the wall has it, and on the action that it needs.
3. A context can be closed while it is active and reopened while it is closed; everything else can be done in either."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator
from pathlib import Path
from runpy import run_path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from commonground.platform.access import Action, Actor, Held, Role, decide
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.work import Work, begin
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.contexts.types import ContextStatus
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.types import Verb
from commonground.ui.contexts.building import context_acts
from commonground.ui.referrals.may import May
from commonground.ui.referrals.move_pages import MOVES
from figures import Figure
from postgres import Database
from sorts import KINDS, ME, MINE, Circle, Kind, Records, Sort, Waits, enter, make_records, sorts

_TESTS = Path(__file__).parents[1]
MAY: dict[Role, tuple[set[str], set[str]]] = run_path(str(_TESTS / "platform/access/test_roles.py"))["MAY"]
WALL = {(state, verb) for state, verb, *_ in run_path(str(_TESTS / "tenants/referrals/test_rules.py"))["WALL"]}
OPENED_OTHERWISE = {"read_shared", "visit_council"}
# The verbs of staff: the action that each needs, and the last part of its page's address.
NEEDS: dict[Verb, tuple[str, str]] = {
    Verb.TAKE: ("screen_referral", "take"),
    Verb.DECIDE: ("screen_referral", "decide"),
    Verb.ASK_FOR_MORE: ("screen_referral", "ask"),
    Verb.RESUME: ("screen_referral", "resume"),
    Verb.HAND_BACK: ("screen_referral", "hand-back"),
    Verb.CLOSE_WITHDRAWN: ("screen_referral", "close-withdrawn"),
    Verb.ESCALATE: ("escalate_referral", "escalate"),
    Verb.REASSIGN: ("reassign_referral", "reassign"),
    Verb.GIVE_LEAD: ("reassign_referral", "give-lead"),
    Verb.REOPEN: ("reopen_referral", "reopen"),
}
BY_THE_REPORTER = {Verb.RECEIVE, Verb.WITHDRAW, Verb.ADD_NEWS}


def expected(role: Role, action: str, sort: Sort) -> bool:
    """Whatever its state."""
    own_teams, everywhere = (action in actions for actions in MAY[role])
    if not (own_teams or everywhere) or action in OPENED_OTHERWISE:
        return False
    if sort.circle is not Circle.OPEN:
        return sort.circle is Circle.NAMED
    return sort.lead == ME or sort.team == MINE or (everywhere and not sort.close)


@pytest.fixture(scope="module")
def records(database: Database) -> Iterator[Records]:
    with asyncio.Runner() as runner:
        made = runner.run(make_records(database, runner))
        yield made
        runner.run(made.engine.dispose())


@pytest.mark.parametrize("role", Role, ids=str)
def test_lists_and_decisions_reach_a_record_in_whatever_state(records: Records, role: Role, figure: Figure) -> None:
    async def compare() -> None:
        async with begin(records.engine) as work:
            actor = await enter(records, work, role)
            for kind, action in itertools.product(KINDS, Action):
                known = records.sorts[kind.model]
                held: dict[UUID, Held] = await kind.held(work, known)
                listed = set(await work.mine.scalars(select(kind.model.id).where(kind.visible(actor, action))))
                wanted = {one for one, sort in known.items() if expected(role, action.value, sort)}
                assert {known.get(one) for one in listed ^ wanted} == set(), action
                decided = {one for one in known if decide(actor, action, held[one])}
                assert {known[one] for one in decided ^ wanted} == set(), action
                figure("cells of the role matrix with the record's state", len(known))

    records.runner.run(compare())


@pytest.mark.parametrize("role", Role, ids=str)
def test_one_record_is_loaded_for_what_may_be_done_with_it(records: Records, role: Role, figure: Figure) -> None:
    """Through the one way from a reference to a record, for every action that a verb needs."""

    async def opens(work: Work, kind: Kind, reference: str, action: Action) -> bool:
        try:
            await kind.load(work, reference, to=action)
        except NotFoundHereError:
            return False
        return True

    async def compare() -> None:
        async with begin(records.engine) as work:
            await enter(records, work, role)
            for kind, known in ((kind, records.sorts[kind.model]) for kind in KINDS):
                rows = await work.mine.execute(select(kind.model.id, kind.model.reference))
                needed = {action for action, _ in NEEDS.values()} if kind.model is ReferralRow else set()
                actions = [action for action in Action if action.value in {kind.reads.value, *needed}]
                for (one, reference), action in itertools.product(rows.all(), actions):
                    if known[one].lead is None and known[one].waits is Waits.NOTHING:
                        wanted = expected(role, action.value, known[one])
                        assert await opens(work, kind, reference, action) is wanted, (action, known[one])
                        figure("of them, loaded", 1)

    records.runner.run(compare())


def fits(sort: Sort, verb: Verb) -> bool:
    wished = sort.waits is Waits.WITHDRAWAL
    return (sort.state, verb) in WALL and (wished or verb is not Verb.CLOSE_WITHDRAWN)


def referral_buttons(role: Role, sort: Sort) -> set[str]:
    """Who may decide at once is not asked to take it first."""
    shown = {slug for verb, (action, slug) in NEEDS.items() if fits(sort, verb) and expected(role, action, sort)}
    beside = {"restrict": "restrict_record", "flag": "flag_record", "write": "write_to_teller", "refer-on": "send_out"}
    # There is nothing to write of before something was decided.
    beside |= {"letter": "send_out"} if sort.state in ("decided", "needs_lead") else {}
    # None of these records stands on a context, and of none was a strategy discussion decided.
    beside |= {"link": "link_referral", "new": "prepare_disclosure", "disclose": "prepare_disclosure"}
    shown |= {slug for slug, action in beside.items() if expected(role, action, sort)}
    return shown - {"take"} if "decide" in shown else shown


def context_buttons(role: Role, sort: Sort) -> set[str]:
    closes = "reopen" if sort.state is ContextStatus.CLOSED else "close"
    needs = dict.fromkeys(("note", "change", "lead", closes, "merge"), "change_context")
    needs |= {"flag": "flag_record", "restrict": "restrict_record", "tell": "write_to_teller"}
    # What is restricted is shared with nobody.
    needs |= {"share": "share_context"} if sort.circle is Circle.OPEN else {}
    needs |= {"new": "prepare_disclosure", "disclose": "prepare_disclosure"}
    needs |= {"begin-joint": "coordinate_joint"} if expected(role, "change_context", sort) else {}
    return {slug for slug, action in needs.items() if expected(role, action, sort)}


def offered(actor: Actor, held: Held, row: Any) -> set[str]:
    """The last part of every button's address."""
    if isinstance(row, ContextRow):
        return {act.href.partition("?")[0].rpartition("/")[2] for act in context_acts(row, held, actor)}
    may = May(actor, held, row)
    acts = [*may.acts(answerable=True), *filter(None, [may.main_act()])]
    return {act.href.partition("?")[0].rpartition("/")[2] for act in acts} | {may.panel()} & {"take", "decide"}


@pytest.mark.parametrize("role", Role, ids=str)
def test_what_a_page_offers_fits_the_role_and_the_state(records: Records, role: Role, figure: Figure) -> None:
    async def compare() -> None:
        async with begin(records.engine) as work:
            actor = await enter(records, work, role)
            for kind, wanted in zip(KINDS, (referral_buttons, context_buttons), strict=True):
                known = records.sorts[kind.model]
                held: dict[UUID, Held] = await kind.held(work, known)
                for row in (await work.mine.scalars(select(kind.model))).all():
                    assert offered(actor, held[row.id], row) == wanted(role, known[row.id]), known[row.id]
                figure("of pages, with every button", len(known))

    records.runner.run(compare())


def test_a_verbs_page_asks_for_what_its_button_asks_for() -> None:
    assert set(NEEDS) | BY_THE_REPORTER == set(Verb)
    pages = {move.verb: (move.action.value, move.slug) for move in MOVES if isinstance(move.verb, Verb)}
    assert pages == {verb: need for verb, need in NEEDS.items() if verb is not Verb.DECIDE}


def test_there_are_enough_cells_of_either_answer() -> None:
    cells = [
        expected(role, action.value, sort)
        for role, action, kind in itertools.product(Role, Action, KINDS)
        for sort in sorts(kind.states)
    ]
    assert len(cells) >= 3000
    assert 0.05 * len(cells) < sum(cells) < 0.8 * len(cells), "a matrix of one answer would say nothing"
