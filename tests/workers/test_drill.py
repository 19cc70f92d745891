"""The drill's own arithmetic: it has to see a loss and a doubling when there is one."""

from __future__ import annotations

import asyncio
from collections import Counter
from uuid import UUID, uuid4

import psycopg
import pytest

from commonground.infra.drill.kills import Kill, Outcome
from commonground.infra.drill.lists import Tally
from commonground.infra.drill.mails import MailTally, compare_mails, unmarked_copies
from commonground.infra.drill.post import Post
from commonground.infra.prove.notification_kills import MOST_UNMARKED, figures
from councils import make_world
from postgres import Database

PARK, SCHOOL = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("found", "unread", "lost", "doubled"),
    [
        ({PARK: 2, SCHOOL: 1}, 3, 0, 0),
        ({PARK: 1, SCHOOL: 1}, 2, 2, 0),  # missing from the list and from the count
        ({PARK: 2, SCHOOL: 2}, 4, 0, 2),
        ({PARK: 3}, 3, 1, 1),  # one instead of another
        ({PARK: 2, SCHOOL: 1}, 4, 0, 1),  # the count beside the bell says more than the list
        ({}, 0, 6, 0),
    ],
)
def test_a_list_is_compared_with_what_committed(found: dict[UUID, int], unread: int, lost: int, doubled: int) -> None:
    tally = Tally()
    tally.compare(Counter({PARK: 2, SCHOOL: 1}), Counter(found), unread)
    assert (tally.expected, tally.lost, tally.doubled) == (3, lost, doubled)


def test_its_figures() -> None:
    kills = [Kill("worker", 2_400, float(seconds)) for seconds in range(1, 21)]
    mails = MailTally(expected=9_000, lost=1, stray=1, again=5, caught=4, most_unmarked=MOST_UNMARKED + 1)
    outcome = Outcome(kills, acknowledged=9, tally=Tally(expected=9_000, lost=1), mails=mails)
    found = {measure.name: (measure.value, measure.holds) for measure in figures(outcome)}
    assert found == {
        "notification-kills-lost": (1, False),
        "notification-kills-told-twice": (0, True),
        "notification-kills-recovery-p95": (20.0, False),
        "notification-kills-least-outstanding": (2_400, True),
        "notification-kills-told": (9_000, True),
        "mail-kills-lost": (2, False),
        "mail-kills-same-message-id-again": (1, False),
        "mail-kills-most-unmarked-at-a-death": (MOST_UNMARKED + 1, False),
        "mail-kills-sent": (9_000, True),
    }


def test_mails_are_compared_with_what_was_queued(own_database: Database) -> None:
    """One never came, one came for nobody, one came twice, and one twice because its sender died twice."""
    world = asyncio.run(make_world(own_database))
    staff = [person.staff_id for person in world.larkmere.people.values()]
    keys = [uuid4() for _ in range(4)]
    with psycopg.connect(own_database.owner_url) as owner:
        owner.execute("update council.staff set email = id || '@x.example'")
        for number, (key, person) in enumerate(zip(keys, staff, strict=False)):
            owner.execute(
                "insert into council.mails (tenant_id, id, staff_id, fact_id, message, urgent, state, queued_at,"
                " due_at) values (%s, %s, %s, %s, %s, true, %s, now(), now())",
                (world.larkmere.id, uuid4(), person, uuid4(), key, "queued" if number == 3 else "sent"),
            )
        owner.execute(
            "insert into council.notifications (tenant_id, id, staff_id, fact_id, kind, subject_kind, subject_id,"
            " reference, occurred_at) values (%s, %s, %s, %s, 'danger_now', 'referral', %s, '', now())",
            (world.larkmere.id, uuid4(), staff[0], uuid4(), uuid4()),
        )
    post = Post()
    post.copies.update({(keys[1], f"{staff[1]}@x.example"): 1, (keys[2], f"{staff[2]}@x.example"): 2,
                        (keys[3], f"{staff[3]}@x.example"): 3, (uuid4(), "nobody@x.example"): 1})  # fmt: skip
    caught = unmarked_copies(own_database.owner_url, post)
    assert caught == {(keys[3], f"{staff[3]}@x.example")}
    found = compare_mails(own_database.owner_url, post, [caught])
    assert found == MailTally(expected=4, lost=2, stray=1, again=3, caught=1, most_unmarked=1)
    assert found.again_otherwise == 2, "one death explains one copy"
    assert compare_mails(own_database.owner_url, post, [caught, set(), caught]).again_otherwise == 1
