"""A referral is referred on: one e-mail to the contact, that says whom to ring, and what became of it."""

from __future__ import annotations

from uuid import UUID, uuid4

from commonground.platform.outbox import FactKind
from mailing import carrying, states
from post_office import Delivered, PostOffice
from stage import Stage

_CONTACT = (
    "insert into council.ring_contacts (tenant_id, id, agency, post, email, created_at, changed_at)"
    " values ('{council}', '{id}', 'licensing', 'Licensing duty desk', '{email}', now(), now())"
)
_LETTER = (
    "insert into tenants.referral_letters (tenant_id, id, referral_id, kind, contact_id, lang, words, written_by,"
    " written_at) values ('{council}', '{id}', '{referral}', 'refer_on', '{contact}', '{lang}', 'Jayden', '{staff}',"
    " now())"
)
DESK = "desk@licensing.example"


def text_of(mail: Delivered) -> str:
    body = mail.parsed.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


async def _refer_on(stage: Stage, *, email: str = DESK, lang: str = "en") -> tuple[UUID, UUID]:
    """The letter and the referral that it is about, referred on once."""
    larkmere, letter, contact = stage.world.larkmere, uuid4(), uuid4()
    referral = await stage.referral(larkmere)
    await stage.run(_CONTACT.format(council=larkmere.id, id=contact, email=email or "x@x.example"))
    if not email:
        await stage.run(f"update council.ring_contacts set email = '', phone = '101' where id = '{contact}'")
    staff = larkmere.people["screener"].staff_id
    await stage.run(
        _LETTER.format(council=larkmere.id, id=letter, referral=referral, contact=contact, lang=lang, staff=staff)
    )
    await stage.happens(larkmere, "screener", FactKind.REFERRED_ON, letter)
    return letter, referral


async def test_it_asks_them_to_ring_and_says_nothing_else(written: Stage, office: PostOffice) -> None:
    _, referral = await _refer_on(written)
    async with carrying(written, office) as carry:
        assert await carry() == 1
        assert await carry() == 0
    (mail,) = office.taken
    reference = await written.ask(f"select reference from tenants.referrals where id = '{referral}'")
    assert mail.to == (DESK,)
    assert reference in text_of(mail)
    assert "Please ring 020 7946 0142" in text_of(mail)
    assert "Outside office hours: 020 7946 0143" in text_of(mail)
    assert "Jayden" not in text_of(mail), "what is kept is never what is sent"
    assert "http" not in text_of(mail)
    assert await states(written) == {"sent": 1}


async def test_it_goes_in_the_language_that_was_chosen(written: Stage, office: PostOffice) -> None:
    await _refer_on(written, lang="cy")
    async with carrying(written, office) as carry:
        await carry()
    assert "Ffoniwch" in text_of(office.taken[0])


async def test_the_same_fact_twice_is_one_e_mail(written: Stage, office: PostOffice) -> None:
    letter, _ = await _refer_on(written)
    await written.happens(written.world.larkmere, "screener", FactKind.REFERRED_ON, letter)
    async with carrying(written, office) as carry:
        await carry()
    assert len(office.taken) == 1


async def test_whoever_has_no_address_any_more_stands_among_what_did_not_arrive(
    written: Stage, office: PostOffice
) -> None:
    await _refer_on(written, email="")
    async with carrying(written, office) as carry:
        await carry()
    assert office.taken == []
    assert await states(written) == {"no_address": 1}


async def test_whoever_was_taken_off_the_list_after_that_gets_none(written: Stage, office: PostOffice) -> None:
    await _refer_on(written)
    await written.run("update council.ring_contacts set ended_at = now()")
    async with carrying(written, office) as carry:
        await carry()
    assert office.taken == []
    assert await states(written) == {"no_address": 1}


async def test_what_is_about_a_record_that_is_gone_goes_nowhere(written: Stage, office: PostOffice) -> None:
    await _refer_on(written)
    await written.run("delete from tenants.referral_letters")
    async with carrying(written, office) as carry:
        await carry()
    assert office.taken == []
