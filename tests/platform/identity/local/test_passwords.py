"""Passwords: which are taken, and that a check costs the same for whoever nobody knows."""

from __future__ import annotations

import asyncio

import pytest

from commonground.platform.identity.local import passwords
from commonground.platform.identity.local.passwords import (
    LEAST,
    MOST,
    Weakness,
    WeakPasswordError,
    check_password,
    hash_password,
    is_right,
    own_words,
)
from commonground.ui.local_sign_in.words import weak

OWN = own_words("wren.adeyemi@larkmere.example", "Wren Adeyemi", "Larkmere Council")


@pytest.mark.parametrize(
    "password", ["harbour violin quarter mist", "Tr0ub4dor&3xkcd!", "ŵyl draig enfys mwg", "x" * 3 + "qvzjw kpmtb rgh"]
)
def test_a_good_one_is_taken_whatever_it_is_made_of(password: str) -> None:
    check_password(password, OWN)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", Weakness.SHORT),
        ("q7$Kd9!xPz2", Weakness.SHORT),
        ("a" * (MOST + 1), Weakness.LONG),
        ("passwordpassword", Weakness.REPEATED),
        ("aaaaaaaaaaaaaaaa", Weakness.REPEATED),
        ("abcdefghijklmn", Weakness.IN_ORDER),
        ("Larkmere Council", Weakness.WORDS),
        ("wren.adeyemi@larkmere.example", Weakness.WORDS),
    ],
)
def test_one_that_would_be_guessed_is_refused_with_the_reason(password: str, why: Weakness) -> None:
    with pytest.raises(WeakPasswordError) as refused:
        check_password(password, OWN)
    assert refused.value.why is why
    assert refused.value.problems[0].sentence == why.sentence


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("spatial", Weakness.KEYS),
        ("date", Weakness.DATES),
        ("regex", Weakness.DATES),
        ("bruteforce", Weakness.GUESSABLE),
    ],
)
def test_each_thing_that_is_recognised_has_its_reason(pattern: str, why: Weakness) -> None:
    short: dict[str, object] = {"pattern": "dictionary", "token": "x"}
    found: list[dict[str, object]] = [{"pattern": pattern, "token": "a longer part"}]
    assert passwords._weakness(found if why is Weakness.GUESSABLE else [short, *found]) is why


def test_every_reason_is_said_in_the_pages_words_too() -> None:
    for why in Weakness:
        assert weak(why) == why.sentence


def test_own_words_are_the_whole_and_its_parts() -> None:
    assert own_words("wren.adeyemi@x.example", "") == ["wren.adeyemi@x.example", "wren", "adeyemi", "x", "example"]


async def test_a_hash_is_argon2id_with_what_owasp_asks_for() -> None:
    hashed = await hash_password("harbour violin quarter mist")
    assert hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert await is_right(hashed, "harbour violin quarter mist")
    assert not await is_right(hashed, "harbour violin quarter misty")
    assert not await is_right("no hash at all", "harbour violin quarter mist")


async def test_the_same_letters_from_another_keyboard_are_the_same_password() -> None:
    hashed = await hash_password("\u00e9lan violin quarter mist")
    assert await is_right(hashed, "e\u0301lan violin quarter mist")


async def test_for_nobody_as_much_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []
    real = passwords._verify

    def verify(password_hash: str, password: str) -> bool:
        checked.append(password_hash)
        return real(password_hash, password)

    monkeypatch.setattr(passwords, "_verify", verify)
    assert not await is_right(None, "nobody has this password")
    assert len(checked) == 1
    assert checked[0].startswith("$argon2id$v=19$m=19456,t=2,p=1$")


async def test_a_check_does_not_stop_the_loop() -> None:
    """Others are served while one waits for it."""
    hashed, served = await hash_password("harbour violin quarter mist"), 0
    waiting = asyncio.create_task(is_right(hashed, "harbour violin quarter mist"))
    while not waiting.done():
        served += 1
        await asyncio.sleep(0)
    assert await waiting
    assert served > 1
    assert LEAST == 12
