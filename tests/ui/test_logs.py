"""What a failing page writes down: the number, the error's name and its place; never what somebody typed."""

from __future__ import annotations

from httpx import ASGITransport, AsyncClient
from litestar import get
from structlog.testing import capture_logs

from commonground.platform.access import Action
from commonground.ui.app import create_app
from commonground.ui.declare import Door, declare
from commonground.ui.edge import POOLS, Pools
from councils import World
from web import BASE, settings_for


@get("/breaks", opt=declare(Action.OPEN_PUBLIC_PAGE, Door.NONE))
async def breaks() -> str:
    typed = "Ayesha was told to get in the car"
    raise RuntimeError(typed)


async def test_a_failure_is_logged_without_its_words(world: World) -> None:
    app = create_app(settings_for(world.database), extra=[breaks])
    pools = app.state[POOLS] = Pools.from_settings(app.state["settings"])
    transport = ASGITransport(app=app, raise_app_exceptions=False)  # type: ignore[arg-type]  # the same protocol
    try:
        with capture_logs() as logged:
            async with AsyncClient(transport=transport, base_url=BASE) as client:
                answer = await client.get("/breaks")
    finally:
        await pools.dispose()
    assert answer.status_code == 500
    assert "Ayesha" not in answer.text
    assert "Ayesha" not in str(logged)
    assert [(line["event"], line["error"]) for line in logged] == [("request_failed", "RuntimeError")]
    assert logged[0]["where"].startswith("test_logs.py:")
