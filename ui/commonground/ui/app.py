"""The web application: every feature's handlers, each declared, behind one edge."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib import import_module
from pkgutil import iter_modules

from litestar import Litestar
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import MethodNotAllowedException
from litestar.types import ControllerRouterHandler

from commonground import ui
from commonground.platform.identity.local.passwords import get_ready
from commonground.platform.settings import Settings, settings
from commonground.ui.declare import check_declarations
from commonground.ui.edge import POOLS, Edge, Pools, provide_work
from commonground.ui.heads import AnswersHead
from commonground.ui.health.counted import count_request
from commonground.ui.hosts import OwnHost
from commonground.ui.proxies import behind_proxies
from commonground.ui.public_report.refused import show_wrong_method
from commonground.ui.shell.csrf import require_token
from commonground.ui.shell.errors import exception_handlers
from commonground.ui.shell.htmx import Htmx4Request
from commonground.ui.shell.security import add_headers
from commonground.ui.shell.serving import static_file
from commonground.ui.sign_in.flow import hang_up

# A form of ours is text; uploads declare their own size.
LARGEST_BODY = 512 * 1024


def feature_handlers() -> list[ControllerRouterHandler]:
    """The `HANDLERS` of each feature's `pages.py`: a new feature is found, not registered."""
    handlers: list[ControllerRouterHandler] = []
    for feature in iter_modules(ui.__path__):
        if feature.ispkg and _has_pages(feature.name):
            pages = import_module(f"commonground.ui.{feature.name}.pages")
            handlers.extend(pages.HANDLERS)
    return handlers


def _has_pages(feature: str) -> bool:
    package = import_module(f"commonground.ui.{feature}")
    return any(module.name == "pages" for module in iter_modules(package.__path__))


@asynccontextmanager
async def _pools(app: Litestar) -> AsyncIterator[None]:
    """The pools belong to the loop that serves. What the first check of a password would have to make is made now."""
    pools = app.state[POOLS] = Pools.from_settings(app.state["settings"])
    await asyncio.to_thread(get_ready)
    try:
        yield
    finally:
        await hang_up(app)
        await pools.dispose()


def create_app(given: Settings | None = None, extra: Sequence[ControllerRouterHandler] = ()) -> Litestar:
    """The application. `extra` handlers are for tests. Raises `UndeclaredRouteError` instead of starting half known."""
    chosen = given or settings()
    app = Litestar(
        route_handlers=[static_file, *feature_handlers(), *extra],
        lifespan=[_pools],
        state=State({"settings": chosen}),
        middleware=[Edge(chosen)],
        guards=[require_token],
        dependencies={"work": Provide(provide_work)},
        exception_handlers={**exception_handlers, MethodNotAllowedException: show_wrong_method},
        before_send=[add_headers, count_request],
        request_class=Htmx4Request,
        request_max_body_size=LARGEST_BODY,
        openapi_config=None,
        logging_config=None,  # `platform.logs` decides what may be written down
    )
    app.asgi_handler = behind_proxies(OwnHost(AnswersHead(app.asgi_handler), chosen), chosen)
    check_declarations(app)
    return app
