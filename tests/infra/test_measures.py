"""How benchmarks and long proofs report; and the shortest of the long proofs, run shorter."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from commonground.infra.measures import Measure, report
from commonground.infra.prove import server_kills


@pytest.fixture
def benches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    folder = tmp_path / "some_benches"
    folder.mkdir()
    (folder / "__init__.py").touch()
    begin = "from commonground.infra.measures import Measure\ndef measures():\n    "
    (folder / "list_pages.py").write_text(f"{begin}yield Measure('list-pages', 0.5, 'ratio', 0.4, 'higher')\n")
    (folder / "broken.py").write_text(f"{begin}raise RuntimeError('no rows on the page')\n    yield\n")
    (folder / "_helper.py").write_text("raise RuntimeError('not a benchmark')\n")
    monkeypatch.syspath_prepend(tmp_path)
    import some_benches  # type: ignore[import-not-found]  # written by this fixture

    yield some_benches
    for name in [name for name in sys.modules if name.startswith("some_benches")]:
        del sys.modules[name]


@pytest.mark.parametrize(
    ("value", "better", "holds"),
    [(0.4, "higher", True), (0.39, "higher", False), (0.4, "lower", True), (0.41, "lower", False)],
)
def test_a_goal_holds_at_its_own_value(value: float, better: str, holds: bool) -> None:
    measure = Measure("x", value, "ratio", 0.4, "higher" if better == "higher" else "lower")
    assert json.loads(measure.line())["holds"] is holds


def test_one_line_of_json_each_and_a_broken_one_is_told(
    benches: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not report(benches)
    told = capsys.readouterr()
    assert [json.loads(line) for line in told.out.splitlines()] == [
        {"name": "list-pages", "value": 0.5, "unit": "ratio", "goal": 0.4, "better": "higher", "holds": True}
    ]
    assert "broken broke: RuntimeError: no rows on the page" in told.err


def test_one_can_be_chosen(benches: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert report(benches, "list-pages")
    assert not report(benches, "nonsense")
    assert "There is no nonsense. There are: broken, list_pages." in capsys.readouterr().err


def test_nothing_committed_is_lost_when_the_server_is_killed() -> None:
    lost, slowest = server_kills.measures(kills=3)
    assert lost.value == 0
    assert slowest.value > 0
