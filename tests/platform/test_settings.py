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


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"CLAMAV": "localhost:3310"}, "CLAMAV"),
        ({"FILES_BUCKET": "files"}, "FILES_KEY_ID"),
        ({"FILES_BUCKET": "files", "FILES_FOLDER": "/srv/files"}, "not both"),
        ({"FILES_ENDPOINT": "store.example"}, "FILES_ENDPOINT"),
    ],
)
def test_where_files_lie_and_who_scans_them_is_checked_at_start(given: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        read_settings({f"COMMONGROUND_{name}": value for name, value in given.items()})


def test_files_lie_in_the_state_folder_where_nothing_else_is_said() -> None:
    assert str(read_settings({}).files_folder) == "var/files"
    assert str(read_settings({"COMMONGROUND_FILES_FOLDER": "/srv/files"}).files_folder) == "/srv/files"
