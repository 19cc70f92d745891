"""Taking front-end files in without anybody's branding."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from commonground.infra import vendor_assets
from commonground.infra.vendor_assets import Package, without_branding

FONT = "@font-face{font-family:GDS Transport;src:url(/assets/fonts/x.woff2)}"


def test_font_crown_and_images_are_cut_out() -> None:
    css = FONT + ".a{font-family:GDS Transport,arial,sans-serif}.b__crest,.c-crown{top:0}.d{mask:url(/assets/i.svg)}"
    assert without_branding("x.css", css) == ".a{font-family:var(--cg-font)}.d{mask:none}"


def test_rules_inside_conditions_go_too() -> None:
    css = "@media print{.x:before{background:url(/assets/images/govuk-crest.svg)}.y{top:0}}"
    assert without_branding("x.css", css) == "@media print{.y{top:0}}"


def test_the_map_of_the_source_is_not_asked_for() -> None:
    assert without_branding("x.css", ".a{}\n/*# sourceMappingURL=x.map */") == ".a{}\n"
    assert without_branding("x.js", "a()//# sourceMappingURL=x.map") == "a()"


def test_branding_that_is_left_stops_it() -> None:
    with pytest.raises(SystemExit, match="still contains GDS Transport"):
        without_branding("x.css", ".a{font-family:GDS Transport}")


@pytest.fixture
def packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "thing-1.0"
    folder.mkdir()
    (folder / "package.json").write_text(json.dumps({"name": "thing", "version": "1.0"}))
    (folder / "thing.css").write_text(FONT + ".a{}")
    monkeypatch.setattr(
        vendor_assets, "PACKAGES", (Package("thing", "1.0", "MIT", "MIT:Copyright somebody", ("thing.css",)),)
    )
    return tmp_path


def test_files_come_with_licence_and_manifest(packed: Path, tmp_path: Path) -> None:
    target = tmp_path / "vendor"
    vendor_assets.vendor(packed, target)
    manifest = json.loads((target / "manifest.json").read_text())
    assert manifest["thing.css"]["version"] == "1.0"
    assert (target / "thing.css").read_text() == ".a{}"
    assert "Copyright somebody" in (target / "LICENCE-thing.txt").read_text()


def test_another_version_is_not_taken(packed: Path) -> None:
    (packed / "thing-1.0/package.json").write_text(json.dumps({"name": "thing", "version": "2.0"}))
    with pytest.raises(SystemExit, match=r"No unpacked thing 1\.0"):
        vendor_assets.vendor(packed, packed / "vendor")
