"""Settings are checked when a process starts, with a message that somebody can act on."""

from __future__ import annotations

import pytest

from commonground.platform.settings import SettingsError, read_settings

PROXIES = "COMMONGROUND_TRUSTED_PROXIES"


def test_nobody_is_trusted_by_default() -> None:
    assert read_settings({}).proxies == ()


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("10.0.0.4", ("10.0.0.4",)),
        (" 10.0.0.4 , 10.1.0.0/16,2001:db8::/32, ", ("10.0.0.4", "10.1.0.0/16", "2001:db8::/32")),
        (" , ", ()),
    ],
)
def test_proxies_are_addresses_and_networks(given: str, meant: tuple[str, ...]) -> None:
    assert read_settings({PROXIES: given}).proxies == meant


@pytest.mark.parametrize("given", ["*", "proxy.example", "10.0.0.4/8", "10.0.0.400", "10.0.0.4 10.0.0.5", "unix:"])
def test_what_names_no_proxy_stops_the_start(given: str) -> None:
    """`*` would believe everybody, and a network with an address in it is one that nobody meant."""
    with pytest.raises(SettingsError, match="TRUSTED_PROXIES"):
        read_settings({PROXIES: given})
