"""A notice becomes a mail: to whom it may still go, in which words, once, and marked by what the server said."""

# Long: one sender against one mail server, each thing that can go wrong in its own test.

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from structlog.testing import capture_logs

from commonground.platform.notifications.types import RecordKind
from commonground.platform.outbox import FactKind
from commonground.workers.actors.carry_out import carry_out
from commonground.workers.mail import carrying as carrying_module
from commonground.workers.mail import writing
from commonground.workers.mail.batches import claim
from commonground.workers.mail.still import MAY
from mailing import carrying, sending, states, until
from post_office import PostOffice
from stage import Stage

ALLOCATED = FactKind.REFERRAL_ALLOCATED


async def _danger(stage: Stage, council: str = "larkmere", **changes: Any) -> UUID:
    """A notice that everybody at the front door is mailed at once: two screeners and their manager."""
    where = getattr(stage.world, council)
    referral = await stage.referral(where, attention="danger", **changes)
    await stage.happens(where, "admin", FactKind.REFERRAL_RECEIVED, referral)
    return referral


async def test_a_notice_is_mailed_to_whom_it_was_told_and_to_no_other_council(
    written: Stage, office: PostOffice
) -> None:
    referral = await _danger(written)
    async with carrying(written, office) as carry:
        assert await carry() == 1
    assert office.recipients == [
        "manager@larkmere.example", "screener@larkmere.example", "second-screener@larkmere.example",
    ]  # fmt: skip
    reference = await written.ask("select reference from tenants.referrals where id = :id", id=referral)
    (message,) = office.taken
    assert message.parsed["Subject"] == "Larkmere Council: something needs you today"
    text = message.parsed.get_body(("plain",))
    assert text is not None
    assert f"http://127.0.0.1:8000/referrals/{reference}" in text.get_content()
    assert await states(written) == {"sent": 3}
    assert (
        await written.ask("select count(*) from council.mails where tenant_id = :id", id=written.world.hallowdene.id)
        == 0
    )


def test_whatever_a_notice_is_about_somebody_decides_whether_it_may_be_mailed() -> None:
    assert set(MAY) == set(RecordKind)


async def test_what_was_sent_is_not_sent_again(written: Stage, office: PostOffice) -> None:
    await _danger(written)
    async with carrying(written, office) as carry:
        await carry()
        await written.run("update system.outbox set done_at = null")
        assert await carry_out(written.worker, await written.ask("select id from system.outbox"))
        assert await carry() == 0
    assert len(office.taken) == 1


async def test_words_that_are_the_same_for_all_go_in_one_message_and_nobody_sees_the_others(
    written: Stage, office: PostOffice
) -> None:
    await written.run("update council.staff set lang = 'cy' where email like 'manager@%'")
    await _danger(written)
    async with carrying(written, office) as carry:
        await carry()
    english, welsh = sorted(office.taken, key=lambda each: -len(each.to))
    assert (len(english.to), len(welsh.to)) == (2, 1)
    assert english.parsed["To"] == "undisclosed-recipients:;"
    assert not any(to.encode() in english.content for to in english.to)
    assert welsh.parsed["To"] == "manager@larkmere.example"
    assert welsh.parsed["Content-Language"] == "cy"
    assert english.key != welsh.key


async def test_chunks_have_a_hundred_recipients_at_most(written: Stage, office: PostOffice) -> None:
    await written.run(
        "insert into council.staff (tenant_id, id, display_name, roles, email, lang) select :council,"
        " gen_random_uuid(), 'Somebody', '{front_door_screener}', 's' || g || '@larkmere.example', 'en'"
        " from generate_series(1, 218) g", council=written.world.larkmere.id,
    )  # fmt: skip
    await written.run(
        "insert into council.team_members (tenant_id, team_id, staff_id) select tenant_id, :team, id from council.staff"
        " where display_name = 'Somebody'", team=written.world.larkmere.teams["front_door"],
    )  # fmt: skip
    await _danger(written)
    async with carrying(written, office) as carry:
        await carry()
    assert sorted(len(each.to) for each in office.taken) == [21, 100, 100]
    assert len({each.key for each in office.taken}) == 3
    assert len(set(office.recipients)) == 221
    await written.run("delete from council.team_members m using council.staff s where s.id = m.staff_id"
                      " and s.display_name = 'Somebody'")  # fmt: skip
    await written.run("truncate council.notifications cascade")
    await written.run("delete from council.staff where display_name = 'Somebody'")


async def test_somebody_who_left_in_the_meantime_gets_nothing(written: Stage, office: PostOffice) -> None:
    await _danger(written)
    await written.run("update council.staff set ended_at = now() where email = 'screener@larkmere.example'")
    async with carrying(written, office) as carry:
        await carry()
    assert office.recipients == ["manager@larkmere.example", "second-screener@larkmere.example"]
    assert await states(written) == {"sent": 2, "not_sent": 1}


async def test_somebody_who_may_no_longer_open_the_record_gets_nothing(written: Stage, office: PostOffice) -> None:
    """Restricted to one of them since; the others learn nothing more of it."""
    referral = await _danger(written)
    await written.run("update tenants.referrals set restricted = true where id = :id", id=referral)
    await written.name_on(written.world.larkmere, referral, "manager")
    async with carrying(written, office) as carry:
        await carry()
    assert office.recipients == ["manager@larkmere.example"]


async def test_a_lead_who_was_moved_gets_nothing_of_a_group_any_more(written: Stage, office: PostOffice) -> None:
    larkmere = written.world.larkmere
    group = await written.referral(larkmere, team="specialist", lead="practitioner", subject_kind="group")
    await written.happens(larkmere, "specialist_manager", ALLOCATED, group)
    await written.run("update tenants.referrals set lead_id = null where id = :id", id=group)
    await written.run(
        "delete from council.team_members where staff_id = :id", id=written.staff(larkmere, "practitioner")
    )
    async with carrying(written, office) as carry:
        await carry()
    await written.run("insert into council.team_members (tenant_id, team_id, staff_id) values (:council, :team, :id)",
                      council=larkmere.id, team=larkmere.teams["specialist"],
                      id=written.staff(larkmere, "practitioner"))  # fmt: skip
    assert office.taken == []
    assert await states(written) == {"not_sent": 1}


async def test_a_record_that_is_gone_is_told_of_to_nobody(written: Stage, office: PostOffice) -> None:
    await _danger(written)
    await written.run("truncate tenants.referrals cascade")
    async with carrying(written, office) as carry:
        await carry()
    assert office.taken == []


async def test_without_an_address_nobody_is_queued_and_of_what_is_urgent_that_is_kept(
    written: Stage, office: PostOffice
) -> None:
    await written.run("update council.staff set email = null where email like 'second-screener@larkmere%'")
    await _danger(written)
    await written.happens(written.world.larkmere, "manager", ALLOCATED,
                          await written.referral(written.world.larkmere, lead="second_screener"))  # fmt: skip
    assert await states(written) == {"queued": 2, "no_address": 1}
    async with carrying(written, office) as carry:
        assert await carry() == 1
    assert office.recipients == ["manager@larkmere.example", "screener@larkmere.example"]


async def test_a_mailbox_that_is_refused_is_not_tried_again_and_the_others_get_theirs(
    written: Stage, office: PostOffice
) -> None:
    office.to_rcpt = lambda to: "550 Nobody here" if to.startswith("second") else "250 OK"
    await _danger(written)
    async with carrying(written, office) as carry:
        await carry()
        assert await carry() == 0
    assert office.recipients == ["manager@larkmere.example", "screener@larkmere.example"]
    assert await states(written) == {"sent": 2, "refused": 1}
    assert await written.ask("select answer from council.mails where state = 'refused'") == 550


async def test_later_is_tried_later_with_the_same_message_id_and_to_those_alone(
    written: Stage, office: PostOffice
) -> None:
    office.to_rcpt = lambda to: "450 Try later" if to.startswith("second") else "250 OK"
    await _danger(written)
    async with carrying(written, office) as carry:
        await carry()
        assert await carry() == 0, "not before its time"
        assert await states(written) == {"sent": 2, "queued": 1}
        office.to_rcpt = lambda _: "250 OK"
        await written.run("update council.mails set due_at = now() where state = 'queued'")
        await carry()
    first, second = office.taken
    assert second.to == ("second-screener@larkmere.example",)
    assert first.key == second.key
    assert await states(written) == {"sent": 3}


@pytest.mark.parametrize(("answer", "state"), [("552 Too much", "refused"), ("452 Too much", "queued")])
async def test_a_whole_message_may_be_refused(written: Stage, office: PostOffice, answer: str, state: str) -> None:
    office.to_data = lambda _: answer
    await _danger(written)
    async with carrying(written, office) as carry:
        await carry()
    assert await states(written) == {state: 3}


async def test_one_connection_carries_many_and_is_opened_again_when_stale(written: Stage, office: PostOffice) -> None:
    async with carrying(written, office) as carry:
        for _ in range(3):
            await _danger(written)
            await carry()
        assert office.connections == 1
        office.hang_up()
        await asyncio.sleep(0.1)
        await _danger(written)
        await carry()
    assert office.connections == 2
    assert len(office.taken) == 4
    assert await states(written) == {"sent": 12}


async def test_while_the_server_is_away_mails_wait_and_nothing_is_counted_against_them(
    written: Stage, office: PostOffice
) -> None:
    office.to_data = lambda _: "421 Going down"
    await _danger(written)
    elsewhere = PostOffice(port=1)
    async with carrying(written, elsewhere) as carry:
        with pytest.raises(OSError, match="ConnectError"):
            await carry()
    kept = "select array_agg(array[claims, attempts]) from council.mails where state = 'queued' and due_at > now()"
    assert await written.ask(kept) == [[0, 0]] * 3


async def test_a_sender_that_died_between_hand_over_and_mark_sends_the_same_message_id_again(
    written: Stage, office: PostOffice
) -> None:
    await _danger(written)
    async with carrying(written, office) as carry:
        await carry()
        await written.run("update council.mails set state = 'queued', due_at = now(), settled_at = null")
        await carry()
    assert len(office.taken) == 2
    assert len({each.key for each in office.taken}) == 1


async def test_a_lease_keeps_others_away_until_it_is_over(written: Stage, office: PostOffice) -> None:
    await _danger(written)
    assert await claim(written.worker, 50, urgent=True) is not None
    async with carrying(written, office) as carry:
        assert await carry() == 0
        await written.run("update council.mails set due_at = now()")
        assert await carry() == 1
    assert len(office.taken) == 1


async def carried_again(written: Stage, office: PostOffice, times: int) -> None:
    """Carried so many times, with whatever was put back due at once."""
    async with carrying(written, office) as carry:
        for _ in range(times):
            await carry()
            await written.run("update council.mails set due_at = now() where state = 'queued'")


async def test_one_that_cannot_be_made_is_set_aside_and_keeps_nobody_waiting(
    written: Stage, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        await _danger(written)
    poison = await written.ask("select id from council.mails order by id offset 4 limit 1")
    write = writing.write

    async def fail(work: object, house: object, mails: list[object]) -> object:
        if any(getattr(mail, "id", None) == poison for mail in mails):
            raise ValueError("Jade, 14 Mill Lane")
        return await write(work, house, mails)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(carrying_module, "write", fail)
    with capture_logs() as lines:
        await carried_again(written, office, 6)
    assert len(office.recipients) == 8
    assert await states(written) == {"sent": 8, "set_aside": 1}
    assert str(poison) in str(lines)
    assert "Jade" not in str(lines)


@pytest.mark.parametrize(("answer", "state"), [("250 OK", "sent"), ("550 Nobody here", "refused")])
async def test_two_colleagues_with_one_address_get_one_message_and_what_became_of_it_is_said_of_both(
    written: Stage, office: PostOffice, answer: str, state: str
) -> None:
    office.to_rcpt = lambda to: answer if to.startswith("desk") else "250 OK"
    shared = "update council.staff set email = 'desk@larkmere.example' where tenant_id = :council and email like :who"
    await written.run(shared, council=written.world.larkmere.id, who="%screener@larkmere.example")
    await _danger(written)
    await carried_again(written, office, 3)
    desk = ["desk@larkmere.example"] if state == "sent" else []
    assert sorted(office.recipients) == [*desk, "manager@larkmere.example"]
    both = (
        "select array_agg(state) from council.mails m join council.staff s on s.id = m.staff_id where s.email like 'd%'"
    )
    assert await written.ask(both) == [state, state]


async def test_one_whose_notice_nobody_can_read_is_set_aside_alone(written: Stage, office: PostOffice) -> None:
    """As a kind that a later version writes, or a reference that is none."""
    for _ in range(2):
        await _danger(written)
    await written.run("update council.notifications set reference = 'CR-7K3F-29A' where id ="
                      " (select notification_id from council.mails order by id limit 1)")  # fmt: skip
    await carried_again(written, office, 6)
    assert len(office.recipients) == 5
    assert await states(written) == {"sent": 5, "set_aside": 1}


async def test_one_that_kills_its_sender_again_and_again_is_set_aside(written: Stage, office: PostOffice) -> None:
    await _danger(written)
    for _ in range(6):
        assert await claim(written.worker, 50, urgent=True) is not None
        await written.run("update council.mails set due_at = now()")
    async with carrying(written, office) as carry:
        await carry()
    assert office.taken == []
    assert await states(written) == {"set_aside": 3}


async def test_after_days_of_later_it_is_given_up(written: Stage, office: PostOffice) -> None:
    office.to_data = lambda _: "451 Later"
    await _danger(written)
    await written.run("update council.mails set queued_at = now() - interval '73 hours'")
    async with carrying(written, office) as carry:
        await carry()
    assert await states(written) == {"gave_up": 3}


async def test_no_address_and_no_name_is_in_a_log(written: Stage, office: PostOffice) -> None:
    office.to_rcpt = lambda to: f"550 {to} is not known" if to.startswith("second") else "250 OK"
    await _danger(written)
    with capture_logs() as lines:
        async with sending(written, office):
            await until(lambda: len(office.taken) == 1)
        async with sending(written, PostOffice(port=1)):
            await _danger(written)
            await until(lambda: any(line["event"] == "sender_interrupted" for line in lines))
    assert "example" not in str(lines)


async def test_a_running_sender_is_rung_and_carries_on_after_the_server_came_back(
    written: Stage, office: PostOffice
) -> None:
    async with sending(written, office):
        await _danger(written)
        await until(lambda: len(office.taken) == 1)
        began = datetime.now(UTC)
        await _danger(written, "hallowdene")
        await until(lambda: len(office.taken) == 2)
        assert datetime.now(UTC) - began < timedelta(seconds=5)
    assert {to.partition("@")[2] for to in office.taken[1].to} == {"hallowdene.example"}


async def test_two_senders_send_each_once(written: Stage, office: PostOffice) -> None:
    for _ in range(20):
        await _danger(written)
    async with sending(written, office), sending(written, office):
        await until(lambda: len(office.taken) >= 20)
        await asyncio.sleep(0.3)
    assert len(office.taken) == len({each.key for each in office.taken}) == 20
