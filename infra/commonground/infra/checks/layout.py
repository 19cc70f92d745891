"""Where things may stand and what may be written in them.

No package file that hides Python's own `platform`; no registry's name and no machine's path in a tracked file;
nothing suppressed without a reason; no file or function grown past reading; every folder seen by mypy."""

from __future__ import annotations

import ast
import io
import re
import subprocess
import tokenize
import tomllib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[4]
ROOMS = ("platform", "tenants", "ui", "workers", "infra")

LONGEST_FILE, LONGEST_FUNCTION = 300, 40
LARGEST_FILE = 500_000
# Whoever passes a ceiling says why: `# Long: one step of the protocol after the other`.
LONG = re.compile(r"#\s*Long:\s*\S+")
# Steps in an order given elsewhere: splitting them hides the order.
NEVER_LONG = ("infra/commonground/infra/migrations/versions/",)

# Written in pieces, so that this file passes its own check.
_REGISTRIES = (
    "pypi" + ".org", "python" + "hosted.org", "registry." + "npmjs", "registry." + "yarnpkg", "--index" + "-url",
    "--extra-index" + "-url",
)  # fmt: skip
_HOMES = re.compile(r"(?<![\w.])/(?:" + "home/[a-z]|" + "Users/[A-Z a-z]|" + "root/[.a-z])")
_SUPPRESSION = re.compile(r"#\s*(?:noqa|type:\s*ignore|pragma|nosec)\b(?P<rest>.*)")


def check() -> list[str]:
    """Every fault, each with its place; empty when all is well."""
    files = tracked_files(ROOT)
    return [fault for rule in RULES for fault in rule(ROOT, files)]


def tracked_files(root: Path) -> list[str]:
    """What is in the repository, or would be after `git add --all`."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    return sorted(name for name in set(listed) if name and (root / name).is_file())


Faults = Iterator[str]


def no_hiding_packages(_: Path, files: Sequence[str]) -> Faults:
    """A namespace has no package file; one in `platform/` would replace the standard library's module."""
    for name in files:
        path = Path(name)
        if path.name != "__init__.py":
            continue
        parts = path.parent.parts
        if parts[:1] == ("tests",) or (parts[:1] and parts[0] in ROOMS and parts[1:] in {(), ("commonground",)}):
            yield f"{name}: must not exist: it would hide a module of the same name"


def no_registry_or_machine(root: Path, files: Sequence[str]) -> Faults:
    """A clone works anywhere: nothing names a package registry or a folder of one machine."""
    # A root directly below / may be an ordinary word.
    here = [str(place) for place in (root.resolve(), Path.home()) if len(place.parts) > 2]
    for name, number, line in _lines(root, files):
        for word in (*_REGISTRIES, *here):
            if word in line:
                yield f"{name}:{number}: names {word.strip()!r}"
        if _HOMES.search(line):
            yield f"{name}:{number}: names somebody's home folder"


def reasons_beside_suppressions(root: Path, files: Sequence[str]) -> Faults:
    """`# noqa: S108  # why it is safe here`; the same for `type: ignore` and the others."""
    for name in _python(files):
        for number, comment in _comments((root / name).read_text()):
            found = _SUPPRESSION.search(comment)
            if found and not re.search(r"#\s*\S+", found["rest"]):
                yield f"{name}:{number}: suppresses without a reason beside it"


def readable_sizes(root: Path, files: Sequence[str]) -> Faults:
    """Ceilings, not goals: the usual function has ten lines."""
    for name in files:
        size = (root / name).stat().st_size
        if size > LARGEST_FILE:
            yield f"{name}: {size // 1000} kB; nothing tracked is larger than {LARGEST_FILE // 1000} kB"
    for name in _python(files):
        if name.startswith(NEVER_LONG):
            continue
        lines = (root / name).read_text().splitlines()
        if len(lines) > LONGEST_FILE and not any(LONG.match(line) for line in lines):
            yield f"{name}: {len(lines)} lines; over {LONGEST_FILE} needs a line `# Long: why`"
        yield from _long_functions(name, lines)


def seen_by_mypy(root: Path, _: Sequence[str]) -> Faults:
    """Naming the namespace instead of its folders makes mypy check the first of them only."""
    settings = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["mypy"]
    for folder in (*(f"{room}/commonground" for room in ROOMS), "tests"):
        if folder not in settings["files"]:
            yield f"pyproject.toml: mypy does not read {folder}"
    if not settings.get("strict"):
        yield "pyproject.toml: mypy is not strict"


def known_top_folders(_: Path, files: Sequence[str]) -> Faults:
    """Python stands in one of the rooms or among the tests, so that every tool finds it."""
    for name in _python(files):
        first = Path(name).parts
        in_room = first[0] in ROOMS and first[1:3] == ("commonground", first[0])
        if not in_room and first[0] != "tests":
            yield f"{name}: Python belongs into <room>/commonground/<room>/ or tests/"


RULES: tuple[Callable[[Path, Sequence[str]], Faults], ...] = (
    no_hiding_packages,
    no_registry_or_machine,
    reasons_beside_suppressions,
    readable_sizes,
    seen_by_mypy,
    known_top_folders,
)


def _python(files: Sequence[str]) -> list[str]:
    return [name for name in files if name.endswith(".py")]


def _lines(root: Path, files: Sequence[str]) -> Iterator[tuple[str, int, str]]:
    for name in files:
        try:
            text = (root / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:  # a picture or a font
            continue
        for number, line in enumerate(text.splitlines(), start=1):
            yield name, number, line


def _comments(source: str) -> Iterator[tuple[int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def _long_functions(name: str, lines: Sequence[str]) -> Faults:
    for node in ast.walk(ast.parse("\n".join(lines))):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        length = (node.end_lineno or node.lineno) - node.lineno + 1
        excused = any(LONG.search(line) for line in lines[max(0, node.lineno - 2) : node.lineno])
        if length > LONGEST_FUNCTION and not excused:
            yield f"{name}:{node.lineno}: {node.name} has {length} lines; over {LONGEST_FUNCTION} needs `# Long: why`"
