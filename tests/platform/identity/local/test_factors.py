"""Codes of authenticators and recovery codes, without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.platform.identity.local import factors
from commonground.platform.identity.local.sealing import Seals, UnsealableError
from commonground.platform.settings import Settings, SettingsError

NOW = datetime(2026, 11, 27, 10, 0, 10, tzinfo=UTC)
# RFC 6238, appendix B: the secret is "12345678901234567890".
RFC = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.mark.parametrize(("at", "code"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")])
def test_codes_are_those_of_the_standard(at: int, code: str) -> None:
    assert factors.step_of(RFC, code, datetime.fromtimestamp(at, UTC)) == at // 30


@pytest.mark.parametrize(("seconds", "taken"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_the_neighbouring_half_minutes_count(seconds: int, taken: bool) -> None:
    code = factors.code_at(RFC, NOW + timedelta(seconds=seconds))
    assert (factors.step_of(RFC, code, NOW) is not None) is taken


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "１２３４５６", "abcdef", "12 34 5", "\x00" * 6])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert factors.step_of(RFC, typed, NOW) is None


def test_spaces_and_dashes_do_not_matter() -> None:
    code = factors.code_at(RFC, NOW)
    assert factors.step_of(RFC, f" {code[:3]} {code[3:]}-", NOW) == int(NOW.timestamp()) // 30


def test_secrets_are_long_and_never_the_same() -> None:
    secrets = {factors.new_secret() for _ in range(50)}
    assert len(secrets) == 50
    assert {len(pyotp.TOTP(secret).byte_secret()) for secret in secrets} == {20}
    assert "".join(factors.in_fours(RFC)) == RFC
    assert {len(four) for four in factors.in_fours(RFC)} == {4}


@given(st.data())
def test_a_recovery_code_is_read_however_it_is_typed(data: st.DataObject) -> None:
    code = factors.new_recovery_codes()[0]
    typed = "".join(data.draw(st.sampled_from([c.lower(), c, f" {c}"])) for c in code.replace("-", ""))
    assert factors.recovery_code(typed) == code
    assert factors.recovery_code(typed.replace("0", "O").replace("1", "l")) == code


@given(st.text(max_size=40))
def test_what_is_no_recovery_code_breaks_nothing(typed: str) -> None:
    read = factors.recovery_code(typed)
    assert read is None or factors.recovery_code(read) == read


SEALS = Seals("k" * 40)


def test_what_is_sealed_opens_for_its_owner_alone() -> None:
    account, other = str(uuid4()), str(uuid4())
    sealed = SEALS.seal_totp("secret", account)
    assert SEALS.open_totp(sealed, account) == "secret"
    assert b"secret" not in sealed
    assert SEALS.seal_totp("secret", account) != sealed
    for seals, about in ((SEALS, other), (Seals("another" + "k" * 40), account)):
        with pytest.raises(UnsealableError):
            seals.open_totp(sealed, about)


@pytest.mark.parametrize("place", range(0, 34, 3))
def test_a_changed_byte_opens_nothing(place: int) -> None:
    sealed = bytearray(SEALS.seal_totp("secret", "me"))
    assert len(sealed) == 34
    sealed[place] ^= 1
    with pytest.raises(UnsealableError):
        SEALS.open_totp(bytes(sealed), "me")


@pytest.mark.parametrize("sealed", [b"", b"short", b"x" * 12])
def test_what_was_never_sealed_opens_nothing(sealed: bytes) -> None:
    with pytest.raises(UnsealableError):
        SEALS.open_totp(sealed, "me")


def test_each_purpose_has_a_key_of_its_own() -> None:
    letter = uuid4()
    with pytest.raises(UnsealableError):
        SEALS.open_totp(SEALS.seal_token("token", letter), str(letter))


def test_a_recovery_code_is_hashed_for_its_account_and_installation() -> None:
    one, two = uuid4(), uuid4()
    hashes = {seals.hash_recovery("AAAA-BBBB-CCCC", who) for seals in (SEALS, Seals("x" * 40)) for who in (one, two)}
    assert len(hashes) == 4


def test_without_a_secret_key_nothing_is_sealed() -> None:
    with pytest.raises(SettingsError, match="SECRET_KEY"):
        Seals.of(Settings())
