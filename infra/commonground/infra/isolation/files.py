"""What lies on the disk: nothing is served that nobody named, and nobody else can read what is the service's own."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from commonground.infra.postgres.account import server_account
from commonground.infra.postgres.places import places_for
from commonground.platform.isolation.report import Count, Part, PartKind
from commonground.platform.settings import Settings
from commonground.ui.shell.public_files import MANIFEST, named_files, vendored

_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
_ENTER: Final = stat.S_IXGRP | stat.S_IXOTH
_MOST: Final = 20
"""More than this many open files are not named one by one."""


def look_at_files(static: Path, places: Sequence[Path]) -> Part:
    """`static`: the folder from which the web serves files to everybody. `places`: those of the service's own."""
    served, wrong = _served(static)
    own = [(place, path) for place in places for path in _below(place)]
    open_ones = [_named(path, place) for place, path in own if not path.is_dir() and path.stat().st_mode & _OTHERS]
    said = [f"{name} can be reached by others on this machine: only its owner may." for name in open_ones[:_MOST]]
    if len(open_ones) > _MOST:
        said.append(f"So can {len(open_ones) - _MOST} more.")
    coverage = (
        Count("files that the web serves", served, served),
        Count("files and closed folders of the service’s own", len(own), len(own)),
    )
    return Part(PartKind.FILES, served + len(own), coverage, (), (*wrong, *said))


def _served(static: Path) -> tuple[int, list[str]]:
    named, hashes = named_files(static), vendored(static)
    wrong: list[str] = []
    there = sorted(path for path in static.rglob("*") if path.is_symlink() or not path.is_dir())
    for path in there:
        name = path.relative_to(static).as_posix()
        if path.is_symlink() or name not in named:
            wrong.append(f"{name} lies in the folder of public files, and nobody named it.")
        elif name in hashes and hashlib.sha256(path.read_bytes()).hexdigest() != hashes[name]:
            wrong.append(f"{name} in the folder of public files is not the one that {MANIFEST} names.")
    return len(there), wrong


def own_places(settings: Settings, *, embedded: bool) -> list[Path]:
    """The state folder (secrets, caught mail), the exported heads, a key in a file, and the embedded server's."""
    state = Path(settings.state_dir)
    named = [state, settings.audit_folder, *([Path(settings.audit_key)] if settings.audit_key else [])]
    if embedded:
        server = places_for(state, server_account())
        named += [server.cluster, server.passwords, server.log.parent, server.socket]
    found: list[Path] = []
    for place in (each.resolve() for each in named if each.exists()):
        if not any(place.is_relative_to(known) for known in found):
            found.append(place)
    return found


def _below(place: Path) -> Iterator[Path]:
    """Every file, and in the place of what is in it each folder that nobody else may enter. A link has no rights of its
    own, and what it points at lies elsewhere."""
    if place.is_symlink():
        return
    if place.is_dir() and place.stat().st_mode & _ENTER:
        for path in place.iterdir():
            yield from _below(path)
    else:
        yield place


def _named(path: Path, place: Path) -> str:
    return f"{place.name}/{path.relative_to(place).as_posix()}" if path != place else path.name
