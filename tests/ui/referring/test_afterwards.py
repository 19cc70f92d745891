"""What whoever referred something does afterwards: answer with a picture, say whether we listened, and look
for an old one."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from uuid import UUID

import pytest
from httpx import Response

from commonground.platform.database.engine import make_engine
from commonground.platform.identity.passes import claim_job
from commonground.platform.work import begin
from commonground.tenants.referrals.service import note_news
from commonground.ui.referring.views import MINE_PAGE
from councils import World
from decisions import decision
from example_files import photo
from filing import send_files
from referrer import Form, refer, row_of
from told import ask, rows, tell
from web import Browser, Site, hidden_in


async def _said_again(browser: Browser, page: str, form: Form) -> Response:
    """Words that are asked about once are sent as they are."""
    first = await browser.submit(page, form)
    return await browser.submit(page, form | {"looked": hidden_in(first.text)["looked"]})


async def _noted(world: World, referral: UUID) -> bool:
    """As the worker does it that was told."""
    news = "select id from system.outbox where subject_id = :id and kind = 'reporter_added_news'"
    fact = (await ask(world, news, id=referral)).id
    engine = make_engine(world.database.worker_url, pooled=False)
    try:
        async with begin(engine, now=datetime.now(UTC)) as work:
            assert await claim_job(work, fact) is not None
            found = await note_news(work, referral)
            await work.commit()
            return found
    finally:
        await engine.dispose()


@pytest.mark.parametrize("person", ["practitioner", "partner"])
async def test_a_file_is_an_answer_to_what_was_asked(site: Site, world: World, person: str) -> None:
    referrer, screener = await site.signed_in(world.larkmere, person), await site.signed_in(world.larkmere, "screener")
    reference = await refer(referrer)
    record, here, row = f"/referrals/{reference}", f"/refer/{reference}", await row_of(world, reference)
    await screener.submit(record, {}, to=f"{record}/take")
    asked = await _said_again(
        screener, f"{record}/ask", {"version": "2", "asked": "reporter", "question": "Do you have a picture?"}
    )
    assert asked.status_code == 303, asked.text
    assert (await row_of(world, reference)).paused_at is not None
    sent = await send_files(referrer, here, ("Ayesha-Khan.JPEG", photo(), "image/jpeg"), about="Ayesha Khan at night")
    assert sent.status_code == 303
    message = await ask(world, "select body, shown from tenants.report_messages where statement_id = :id and"
                        " kind = 'news'", id=row.statement)  # fmt: skip  # one query
    assert message.body == message.shown == "Files were added: Picture", "nothing that outlives the file"
    assert await _noted(world, row.id)
    after = await row_of(world, reference)
    assert (after.state, after.paused_at, after.attention) == ("screening", None, "news")
    assert "is being looked at" in (await referrer.get(here)).text
    assert "Ayesha Khan at night" in (await referrer.get(f"{here}/files")).text, "as they wrote it"
    for page in (record, f"{record}/files"):
        said = (await screener.get(page)).text
        assert "[name hidden] at night" in said
        assert "Ayesha" not in said, page
    (file,) = await rows(world, "select id from tenants.attachments where record_id = :id", id=row.id)
    saved = await screener.get(f"{record}/files/{file.id}?download=1")
    assert saved.headers["content-disposition"].startswith('attachment; filename="Picture.jpg"')


async def test_whoever_was_answered_can_say_without_a_name_whether_we_listened(site: Site, world: World) -> None:
    referrer, screener = [await site.signed_in(world.larkmere, who) for who in ("practitioner", "screener")]
    reference = await refer(referrer)
    record, here = f"/referrals/{reference}", f"/refer/{reference}"
    assert "we listened" not in (await referrer.get(here)).text
    await screener.submit(record, {}, to=f"{record}/take")
    decided = await screener.submit(record, decision(version="2"))
    assert decided.status_code == 303, decided.text
    asked = re.search(r'href="(/[^"]*/heard)"', (await referrer.get(here)).text)
    assert asked
    thanked = await referrer.submit(asked[1], {"heard": "partly"})
    assert thanked.status_code == 303, thanked.text
    kept = await rows(world, "select * from tenants.heard_answers where tenant_id = :id", id=world.larkmere.id)
    assert [each.answer for each in kept] == ["partly"]


async def test_everything_that_i_referred_can_be_reached(site: Site, world: World) -> None:
    for who in ("practitioner", "partner"):
        browser = await site.signed_in(world.larkmere, who)
        first = await refer(browser, where="The oldest of all")
        await tell(world, "update tenants.statements set sent_at = sent_at - interval '1 day' where referral_id ="
                   " (select id from tenants.referrals where reference = :r)", r=first)  # fmt: skip  # one statement
        for _ in range(MINE_PAGE):
            await refer(browser)
        newest = (await browser.get("/refer/mine")).text
        assert first not in newest
        older = re.search(r'href="(/refer/mine\?older=[^"]+)"', newest)
        assert older
        rest = (await browser.get(older[1])).text
        assert first in rest
        assert "page-next" not in rest
        assert first not in (await browser.get("/refer/mine?older=CR-NOSUCH")).text
