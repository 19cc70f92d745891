"""A journey whose browser stands still is begun again once; and fails where it stands still again."""

from __future__ import annotations

from pathlib import Path

import pytest

import patience

# Something that is waited for without end, and that looks like a browser to whoever looks for one.
STILL = """
import subprocess, sys, pathlib, pytest
TIMES = pathlib.Path(__file__).with_name("times")

@pytest.mark.browser
def test_stands_still():
    times = int(TIMES.read_text()) if TIMES.exists() else 0
    TIMES.write_text(str(times + 1))
    if times < {stalls}:
        still = [sys.executable, "-c", "import time; time.sleep(600)", "--remote-debugging-pipe"]
        assert subprocess.run(still).returncode == 0

@pytest.mark.browser
def test_next(): assert TIMES.exists()
"""
WITHOUT_A_BROWSER = "import pytest, time\ndef test_takes_its_time(): time.sleep(2.5)\n"


@pytest.fixture
def tried(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    monkeypatch.setenv(patience.LIMIT_NAME, "2")
    pytester.makeconftest(f"import sys; sys.path.insert(0, {str(Path(patience.__file__).parent)!r})\n"
                          "pytest_plugins = ['patience']\n"
                          "def pytest_configure(config): config.addinivalue_line('markers', 'browser: b')")  # fmt: skip
    return pytester


@pytest.mark.parametrize("workers", [(), ("-n", "1")], ids=["alone", "with a worker"])
def test_what_stalls_once_is_begun_again_and_said(tried: pytest.Pytester, workers: tuple[str, ...]) -> None:
    tried.makepyfile(test_it=STILL.format(stalls=1))
    ran = tried.runpytest_subprocess("-q", *workers)
    ran.assert_outcomes(passed=2)
    ran.stdout.fnmatch_lines(["begun again, as its browser had stopped answering: *test_it.py::test_stands_still"])


def test_what_stalls_twice_fails(tried: pytest.Pytester) -> None:
    tried.makepyfile(test_it=STILL.format(stalls=2))
    ran = tried.runpytest_subprocess("-q")
    ran.assert_outcomes(passed=1, failed=1)
    assert "-9" in ran.stdout.str(), "ended from outside"


def test_whatever_drives_no_browser_is_left_alone(tried: pytest.Pytester) -> None:
    tried.makepyfile(test_it=WITHOUT_A_BROWSER)
    ran = tried.runpytest_subprocess("-q")
    ran.assert_outcomes(passed=1)
    assert "begun again" not in ran.stdout.str()


def test_a_journey_that_comes_on_is_left_alone(tried: pytest.Pytester) -> None:
    steps = "for _ in range(8):\n        time.sleep(0.3)\n        patience.sign_of_life()\n"
    tried.makepyfile(test_it=f"import pytest, time, patience\n@pytest.mark.browser\ndef test_long():\n    {steps}")
    ran = tried.runpytest_subprocess("-q")
    ran.assert_outcomes(passed=1)
    assert "begun again" not in ran.stdout.str()
