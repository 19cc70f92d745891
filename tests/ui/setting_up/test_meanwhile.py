"""Two administrators have one page of their council open: who saves second is shown what the first saved."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from coming_on import Form
from commonground.platform.councils.logo import redrawn
from councils import World
from pictures import png
from told import ask, tell
from web import Browser, Site, hidden_in

HOME = "/council/set-up"
_PHONES: Form = {"front_door_phone": "020 7946 0142", "out_of_hours_phone": "020 7946 0143"}
_DETAILS: Form = _PHONES | {"name": "Larkmere", "areas": "Larkmere"}
_HOURS: Form = {"reads_from": "08:30", "reads_until": "17:00"}
_PNG, _OTHER = redrawn(png(1, 1)), redrawn(png(2, 2))

# The page, what the first sends, what the second sends, and what the second then reads of the first's.
PAGES: list[tuple[str, Form, Form, str]] = [
    ("details", _DETAILS | {"name": "Larkmere Borough"}, _DETAILS | {"name_cy": "Mere"}, "“Larkmere Borough”"),
    ("powers", {"powers": ["ca1989_s17"]}, {"powers": ["ca1989_s47"]}, "section 17"),
    ("days", _HOURS | {"reads_from": "09:00"}, _HOURS | {"closures": "24/12/2026"}, "“09:00”"),
    (
        "words",
        {"languages": ["en"], "en_intro": "Tell us."},
        {"languages": ["en"], "en_privacy": "We keep it safe."},
        "“Tell us.”",
    ),
    ("brand", {"colour": "#24478f"}, {"colour": "#1d4d2b", "logo_alt": "A bridge"}, "“#24478f”"),
    ("features", {"features": []}, {"features": ["break_glass"]}, "nothing"),
]


@pytest.fixture
async def admin(site: Site, world: World) -> Browser:
    row = (
        "update commons.councils set name = slug, name_cy = null, areas = '{Larkmere}', legal_powers = '{}',"
        " reads_from = '08:00', reads_until = '16:00', closures = '{}', languages = '{en,cy}', texts = '{}',"
        " colour = '#123456', logo = null, logo_alt = null, switched_off = '{warning_flags}' where slug = 'larkmere'"
    )
    await tell(world, row)
    return await site.signed_in(world.larkmere, "admin")


async def row(world: World) -> Any:
    return tuple(await ask(world, "select * from commons.councils where slug = 'larkmere'"))


@pytest.mark.parametrize(("page", "first", "second", "words"), PAGES, ids=[page for page, *_ in PAGES])
async def test_whoever_saves_second_reads_what_the_first_saved_and_loses_nothing(
    admin: Browser, world: World, page: str, first: Form, second: Form, words: str
) -> None:
    path = f"{HOME}/{page}"
    along: Form = {**hidden_in((await admin.get(path)).text)}
    assert (await admin.post(path, along | first)).status_code == 303
    saved = await row(world)
    told = await admin.post(path, along | second)
    assert told.status_code == 409, told.text
    assert "Somebody changed this while you were writing." in told.text
    assert "Saved now: " in told.text
    assert words in told.text.split("Saved now: ", 1)[1]
    for typed in (each for value in second.values() for each in ([value] if isinstance(value, str) else value)):
        assert typed in told.text
    assert await row(world) == saved, "nothing is saved before they compared"
    again = await admin.post(path, {**hidden_in(told.text), **second})
    assert again.status_code == 303, again.text
    assert await row(world) != saved


async def test_a_form_without_its_mark_saves_nothing(admin: Browser, world: World) -> None:
    before = await row(world)
    along: Form = {**hidden_in((await admin.get(f"{HOME}/details")).text)}
    del along["filled_from"]
    assert (await admin.post(f"{HOME}/details", along | _DETAILS)).status_code == 409
    assert await row(world) == before


async def test_other_pages_of_the_council_are_saved_side_by_side(admin: Browser) -> None:
    days: Form = {**hidden_in((await admin.get(f"{HOME}/days")).text)}
    assert (await admin.submit(f"{HOME}/details", _DETAILS)).status_code == 303
    assert (await admin.post(f"{HOME}/days", days | _HOURS)).status_code == 303


async def test_of_four_who_save_at_once_three_are_asked_to_compare(admin: Browser, world: World) -> None:
    """Both found what their page was filled from: the database settles it."""
    path = f"{HOME}/days"
    along: Form = {**hidden_in((await admin.get(path)).text)}
    sent = [along | _HOURS | {"reads_from": f"08:{minute}"} for minute in range(10, 14)]
    answers = await asyncio.gather(*(admin.post(path, each) for each in sent))
    assert sorted(answer.status_code for answer in answers) == [303, 409, 409, 409]


async def test_another_logo_is_said_and_ones_own_is_chosen_again(admin: Browser, world: World) -> None:
    path, typed = f"{HOME}/brand", {"colour": "#24478f", "logo_alt": "A bridge"}

    async def send(along: dict[str, str], picture: bytes) -> Any:
        files = {"logo": ("logo.png", picture, "image/png")}
        return await admin.client.post(path, data=along | typed, files=files)

    along = hidden_in((await admin.get(path)).text)
    assert (await send(along, _PNG)).status_code == 303
    told = await send(along, _OTHER)
    assert told.status_code == 409
    assert "another logo. Choose yours again" in told.text
    assert (await send(hidden_in(told.text), _OTHER)).status_code == 303
    kept = await ask(world, "select logo from commons.councils where slug = 'larkmere'")
    assert bytes(kept.logo) == _OTHER
