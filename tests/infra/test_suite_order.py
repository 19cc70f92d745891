"""What is waited for longest begins first."""

from __future__ import annotations

from pathlib import Path

import pytest

import order

SLOW = "import pytest\npytestmark = pytest.mark.slow\ndef test_long(): pass\n"
QUICK = "def test_{0}(): pass\ndef test_{0}_too(): pass\n"


def test_files_with_something_slow_come_first_and_the_rest_as_they_were(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(f"import sys; sys.path.insert(0, {str(Path(order.__file__).parent)!r})\n"
                          "pytest_plugins = ['order']\n"
                          "def pytest_configure(config): config.addinivalue_line('markers', 'slow: slow')")  # fmt: skip
    pytester.makepyfile(test_a=QUICK.format("a"), test_b=QUICK.format("b"), test_c=SLOW + QUICK.format("c"))
    ran = pytester.runpytest_subprocess("-v").stdout.str().splitlines()
    names = [line.partition("::")[2].split()[0] for line in ran if "PASSED" in line]
    assert names == ["test_long", "test_c", "test_c_too", "test_a", "test_a_too", "test_b", "test_b_too"]
