"""Which addresses may be called, in the demonstration and outside it."""

from __future__ import annotations

import pytest

from commonground.platform.identity.oidc import Refusal, SignInRefused
from commonground.platform.identity.oidc.addresses import checked_address
from commonground.platform.identity.oidc.claims import read_subject

NEVER = [
    "http://id.example/",
    "//id.example/",
    "https:///path",
    "https://:443/",
    "https://:secret@id.example/",
    "https://id.example/#",
    "https://id.example/#part",
    "https://id.example/" + "x" * 2048,
    "https://id.example/a b",
    "https://id.example\\@evil.example/",
    "https://id.example/\x7f",
    "https://id.example/\n",
    "https://éxample.example/",
    "https://id.example:port/",
    "ftp://localhost/",
    "https://0.0.0.0@evil.example/",
    "https://169.254.169.254/latest/meta-data",
    None,
    7,
]
THIS_MACHINE = [
    "http://localhost:8001/larkmere",
    "https://app.localhost/",
    "http://127.0.0.1:8001/larkmere",
    "http://127.9.9.9/",
    "http://[::1]:8001/",
    "http://localhost.:8001/",
    "https://[::ffff:127.0.0.1]/",
]
NOBODYS = ["http://0.0.0.0/", "http://224.0.0.1/", "https://[fe80::1]/", "https://[::ffff:169.254.169.254]/"]
OTHER_SPELLINGS = ["https://127.1/", "https://2130706433/", "https://0x7f000001/", "https://0x7f.1/"]


@pytest.mark.parametrize("plain_loopback", [True, False])
@pytest.mark.parametrize("address", [*NEVER, *NOBODYS, *OTHER_SPELLINGS])
def test_never(address: object, plain_loopback: bool) -> None:
    with pytest.raises(SignInRefused) as refused:
        checked_address(address, plain_loopback=plain_loopback)
    assert refused.value.reason is Refusal.ADDRESS_REFUSED


@pytest.mark.parametrize("address", THIS_MACHINE)
def test_in_the_demonstration_alone(address: str) -> None:
    assert checked_address(address, plain_loopback=True) == address
    with pytest.raises(SignInRefused):
        checked_address(address, plain_loopback=False)


@pytest.mark.parametrize("plain_loopback", [True, False])
@pytest.mark.parametrize(
    "address", ["https://id.example", "https://id.example:8443/a/b?c=d", "https://10.0.0.8/adfs", "https://8.8.8.8/"]
)
def test_always(address: str, plain_loopback: bool) -> None:
    """A council's own network too: some run their provider there."""
    assert checked_address(address, plain_loopback=plain_loopback) == address


@pytest.mark.parametrize("subject", [None, 7, "", " a", "a ", "a\tb", "é", "x" * 256])
def test_a_subject_is_never_mended(subject: object) -> None:
    with pytest.raises(SignInRefused) as refused:
        read_subject({"sub": subject})
    assert refused.value.reason is Refusal.SUBJECT_INVALID
