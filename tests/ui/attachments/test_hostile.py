"""Hostile files sent as a browser would: no failure of ours, and nothing of them comes back as what it could run as.

`HOSTILE_FILES` says how many; `make prove` sends ten thousand."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import pytest

from casework import add_context, add_referral
from commonground.platform.files.kinds import SORTS
from councils import World
from figures import Figure
from filing import send_files
from hostile_files import hostile
from referrer import refer, row_of
from told import rows, tell
from web import Browser, Site, token_in

SENT: Final = int(os.environ.get("HOSTILE_FILES", "240"))
_TYPES: Final = {sort.media_type for sort in SORTS.values()} | {"text/plain; charset=utf-8"}
_NEWEST: Final = "select id, name from tenants.attachments where record_id = :id and taken_off_at is null"


@dataclass(frozen=True)
class Door:
    """A form of files: who sends it, to which record, and who opens what came of it, where."""

    sender: Browser
    here: str
    token: str
    record: UUID
    reader: Browser
    opened: str


async def _doors(site: Site, world: World) -> tuple[Door, ...]:
    """A context's, a referral's, and what a professional and a partner see of their own: two ways to the rows more."""
    larkmere, context = world.larkmere, await add_context(world, world.larkmere)
    screener, practitioner = await site.signed_in(larkmere, "screener"), await site.signed_in(larkmere, "practitioner")
    partner, told = await site.signed_in(larkmere, "partner"), await add_referral(world, larkmere)
    places = [(practitioner, f"/contexts/{context.reference}", context.id, practitioner, ""),
              (screener, f"/referrals/{told.reference}", told.id, screener, "")]  # fmt: skip  # a door to a line
    for sender in (practitioner, partner):
        reference = await refer(sender)
        row = await row_of(world, reference)
        places.append((sender, f"/refer/{reference}", row.id, screener, f"/referrals/{reference}"))
    tokens = [token_in((await sender.get(f"{here}/files")).text) for sender, here, *_ in places]
    return tuple(
        Door(sender, here, token, record, reader, opened or here)
        for token, (sender, here, record, reader, opened) in zip(tokens, places, strict=True)
    )


async def test_nothing_hostile_breaks_or_comes_back_as_it_was(site: Site, world: World, figure: Figure) -> None:
    doors = await _doors(site, world)
    answers: Counter[int] = Counter()
    taken: Counter[str] = Counter()
    for number in range(SENT):
        sent, door = hostile(number), doors[number % len(doors)]
        file = (sent.name, sent.content, sent.media_type)
        answer = await send_files(door.sender, door.here, file, token=door.token)
        answers[answer.status_code] += 1
        assert answer.status_code in (303, 400, 422), (number, door.here, sent.label)
        if answer.status_code == 303:
            for kept in await rows(world, _NEWEST, id=door.record):
                taken[door.here] += 1
                await _check_back(door.reader, f"{door.opened}/files/{kept.id}", number)
            await tell(world, "delete from tenants.attachments where record_id = :id", id=door.record)
    # Of a name with a NUL, or longer than any disk takes, not even the form's head is read.
    assert answers[400] <= SENT / 5
    assert set(taken) == {door.here for door in doors}, "something came in by each of them"
    figure("hostile uploads", sum(answers.values()))
    figure("hostile uploads refused at the field", answers[422])
    figure("hostile uploads answered by 5xx", sum(count for status, count in answers.items() if status >= 500))
    figure("hostile uploads kept as something harmless", taken.total())
    figure("hostile uploads kept as a partner", taken[doors[-1].here])


async def _check_back(browser: Browser, address: str, number: int) -> None:
    back = await browser.get(address)
    assert back.status_code == 200, number
    assert back.headers["content-type"] in _TYPES, number
    assert back.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in back.headers["content-security-policy"]
    inline = back.headers["content-disposition"].startswith("inline")
    assert inline == back.headers["content-type"].startswith("image/"), number
    assert "\u202e" not in back.headers["content-disposition"]
    assert b"<script" not in back.content.lower(), number


@pytest.mark.parametrize(
    "part",
    [
        b'Content-Disposition: form-data; name="about"\r\n\r\n\xff\xfe\xba',
        b'Content-Disposition: form-data; name="about"\r\nContent-Type: text/plain; charset=none-such\r\n\r\nx',
        b'Content-Disposition: form-data; name="files"; filename="%s"\r\n\r\nx' % (b"a" * 5_000),
        b"no head at all",
    ],
)
async def test_a_form_that_no_browser_writes_is_refused(site: Site, world: World, part: bytes) -> None:
    known = await add_context(world, world.larkmere)
    browser = await site.signed_in(world.larkmere, "practitioner")
    here = f"/contexts/{known.reference}/files"
    token = token_in((await browser.get(here)).text).encode()
    whole = b'--x\r\nContent-Disposition: form-data; name="_token"\r\n\r\n%s\r\n--x\r\n%s\r\n--x--\r\n' % (token, part)
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    for path in (here, f"{here}/take-off"):
        answer = await browser.client.post(path, content=whole, headers=headers)
        assert answer.status_code == 400
