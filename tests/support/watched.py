"""A database in which a council is watched by the isolation report, and the state folder beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from commonground.infra.isolation.catalogue import compare_catalogue
from commonground.infra.isolation.files import look_at_files
from commonground.infra.isolation.ground import made_ground
from commonground.infra.isolation.probe import probe
from commonground.infra.isolation.queues import try_queues
from commonground.infra.isolation.routes import AppFactory, try_routes
from commonground.infra.isolation.rows import try_rows
from commonground.platform.isolation.report import IsolationReport, Part, PartKind
from commonground.platform.settings import Settings
from commonground.ui.app import create_app
from commonground.ui.shell import assets
from postgres import Database
from web import settings_for


@dataclass(frozen=True)
class Watched:
    """A seeded database, and the service's own state folder."""

    database: Database
    state: Path

    @property
    def settings(self) -> Settings:
        return replace(settings_for(self.database), database_url=self.database.owner_url, state_dir=str(self.state))

    async def routes(self, below: str, make_app: AppFactory = create_app) -> Part:
        """Some of the pages alone."""
        async with made_ground(self.settings.database_url, "larkmere") as ground:
            return await try_routes(ground, self.settings, make_app, below=below)

    async def part(self, kind: PartKind) -> Part:
        """One part alone, since each takes its time."""
        async with made_ground(self.settings.database_url, "larkmere") as ground:
            match kind:
                case PartKind.ROWS:
                    return await try_rows(ground)
                case PartKind.ROUTES:
                    return await try_routes(ground, self.settings)
                case PartKind.QUEUES:
                    return await try_queues(ground, broker_elsewhere=False)
                case PartKind.CATALOGUE:
                    return compare_catalogue(self.settings)
                case PartKind.FILES:
                    return look_at_files(assets.FOLDER, [self.state])

    async def report(
        self, slug: str = "larkmere", *, make_app: AppFactory = create_app, tell: Callable[[Part], None] = print
    ) -> IsolationReport:
        return await probe(self.settings, slug, places=[self.state], make_app=make_app, tell=tell)
