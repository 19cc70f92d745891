"""Static files: named by their content, kept for ever, small, and free of others' branding."""

from __future__ import annotations

import gzip
import hashlib
import json
import re

import brotli
import pytest

from commonground.ui.shell.assets import FOLDER, Asset, asset, assets
from commonground.ui.shell.colour import stylesheet, stylesheet_address
from shell_client import gallery_client

PUBLIC = ("govuk-frontend.min.css", "commonground.css", "commonground.js", "govuk-frontend.min.js", "cg-400.woff2",
          "cg-700.woff2", "favicon.svg")  # fmt: skip
STAFF = (*PUBLIC, "htmx.min.js", "hx-csp.min.js")


def compressed(names: tuple[str, ...]) -> int:
    return sum(len(assets().by_name[name].encoded("br, gzip")[0]) for name in names)


def test_core_assets_stay_small() -> None:
    assert compressed(PUBLIC) <= 60_000
    assert compressed(STAFF) <= 90_000


def test_what_is_vendored_is_what_the_manifest_says() -> None:
    manifest = json.loads((FOLDER / "vendor/manifest.json").read_text())
    vendored = {path.name for path in (FOLDER / "vendor").iterdir() if path.suffix in {".css", ".js"}}
    assert set(manifest) == vendored
    for name, entry in manifest.items():
        content = (FOLDER / "vendor" / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == entry["sha256"], name
        assert (FOLDER / "vendor" / entry["licence_file"]).is_file()


def test_nobody_elses_branding_is_left() -> None:
    for name in ("govuk-frontend.min.css", "moj-frontend.min.css"):
        text = (FOLDER / "vendor" / name).read_text()
        assert not re.search("GDS Transport|@font-face|crest|crown|url\\(/assets", text), name
        assert "var(--cg-font)" in text
    assert (FOLDER / "fonts/OFL.txt").is_file()


def test_nothing_is_fetched_from_elsewhere() -> None:
    for name, found in assets().by_name.items():
        if found.suffix in {".css", ".js"}:
            fetched = re.findall(rb"""(?:url\(|@import|import |from )\s*["']?(?:https?:)?//""", found.body)
            assert not fetched, name


def test_references_between_our_files_are_hashed_too() -> None:
    css = assets().by_name["commonground.css"].body.decode()
    assert asset("cg-400.woff2") in css
    assert "asset:" not in css
    assert f'from "{asset("govuk-frontend.min.js")}"' in assets().by_name["commonground.js"].body.decode()


def test_an_asset_that_does_not_exist_is_an_error_at_once() -> None:
    with pytest.raises(KeyError):
        asset("nothing.css")


def test_another_content_has_another_address() -> None:
    assert Asset("a.css", b"x").address != Asset("a.css", b"y").address


@pytest.mark.parametrize(("accepts", "expected"), [("br, gzip", "br"), ("gzip;q=1.0", "gzip"), ("identity", None)])
async def test_files_come_compressed_as_the_browser_likes(accepts: str, expected: str | None) -> None:
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress}
    async with gallery_client() as client:
        request = client.build_request("GET", asset("commonground.css"), headers={"Accept-Encoding": accepts})
        answer = await client.send(request, stream=True)
        raw = b"".join([part async for part in answer.aiter_raw()])
    assert answer.headers.get("content-encoding") == expected
    assert unpack.get(expected or "", bytes)(raw) == assets().by_name["commonground.css"].body
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.headers["vary"] == "Accept-Encoding"


async def test_fonts_have_their_type_and_are_not_compressed_again() -> None:
    async with gallery_client() as client:
        answer = await client.get(asset("cg-700.woff2"), headers={"Accept-Encoding": "br"})
    assert answer.headers["content-type"] == "font/woff2"
    assert "content-encoding" not in answer.headers
    assert answer.content == (FOLDER / "fonts/cg-700.woff2").read_bytes()


@pytest.mark.parametrize(
    "name",
    [
        "commonground.css",
        "../page.py",
        "..%2fpage.py",
        "colour-.css",
        "colour-red.css",
        "colour-24478f",
        "%00",
        "x" * 5000,
    ],
)
async def test_nothing_else_is_served(name: str) -> None:
    async with gallery_client() as client:
        assert (await client.get(f"/static/{name}")).status_code == 404


async def test_a_council_has_a_stylesheet_of_one_colour() -> None:
    assert stylesheet("#24478f") == ":root{--cg-council:#24478f}\n"
    async with gallery_client() as client:
        answer = await client.get(stylesheet_address("#24478F"))
    assert answer.text == stylesheet("#24478f")
    assert answer.headers["cache-control"].endswith("immutable")


@pytest.mark.parametrize("colour", ["red", "#fff", "#24478f;}body{display:none", "", "#24478F", "２4478f"])
def test_a_colour_that_is_none_is_refused(colour: str) -> None:
    with pytest.raises(ValueError, match="not a colour"):
        stylesheet(colour)
