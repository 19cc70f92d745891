"""All attempts, one after another, and the report on them."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Final

from commonground.infra.isolation.catalogue import compare_catalogue
from commonground.infra.isolation.files import look_at_files
from commonground.infra.isolation.ground import made_ground
from commonground.infra.isolation.queues import try_queues
from commonground.infra.isolation.routes import AppFactory, try_routes
from commonground.infra.isolation.rows import try_rows
from commonground.platform.isolation.report import IsolationReport, Part
from commonground.platform.settings import Settings
from commonground.ui.app import create_app
from commonground.ui.shell import assets

_SHORT: Final = 12


async def probe(
    settings: Settings,
    slug: str,
    *,
    places: Sequence[Path],
    static: Path | None = None,
    make_app: AppFactory = create_app,
    tell: Callable[[Part], None] = lambda _: None,
) -> IsolationReport:
    """What somebody who is not of the council could reach of it. `settings` name every role's address; `places` are the
    service's own folders and files. Nothing is changed. Raises `NoSuchCouncilError`."""
    at, began, parts = datetime.now(UTC), time.monotonic(), list[Part]()

    def add(part: Part) -> None:
        parts.append(part)
        tell(part)

    async with made_ground(settings.database_url, slug) as ground:
        add(compare_catalogue(settings))
        add(await try_rows(ground))
        add(await try_routes(ground, settings, make_app))
        add(look_at_files(static or assets.FOLDER, places))
        add(await try_queues(ground, broker_elsewhere=bool(settings.broker_url)))
        council = ground.target.id
    seconds = round(time.monotonic() - began, 1)
    return IsolationReport(council, slug, at, seconds, metadata.version("commonground"), commit(), tuple(parts))


def commit() -> str:
    """The commit of the source that runs, shortened; empty for an installed wheel."""
    git = shutil.which("git")
    if git is None:
        return ""
    here = Path(__file__).parent
    asked = [git, "-C", str(here), "rev-parse", f"--short={_SHORT}", "HEAD"]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=10, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""
