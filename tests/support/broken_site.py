"""The application with pages that break, so that what people are shown then can be looked at in every frame.

Served by naming `broken_site:build`; needs tests/support on the path."""

from __future__ import annotations

from litestar import Litestar, Router, get
from litestar.exceptions import ClientException
from litestar.params import FromPath

from commonground.platform.access import Action
from commonground.ui.app import create_app
from commonground.ui.declare import Door, declare
from commonground.ui.public_report.door import Dress

STATUSES = (413, 422, 429, 500, 503)
"""What hardly any ordinary request is answered with; the rest can be provoked."""
_ASSET = {"status": "asset"}


class OddError(ClientException):
    """A refusal of the framework's own."""

    def __init__(self, status: int) -> None:
        super().__init__("Odd.", status_code=status, headers={"Retry-After": "600"} if status == 429 else None)


@get("/broken/{status:int}", opt=declare(Action.SEE_OWN_WORK, ids=_ASSET))
async def for_staff(status: FromPath[int]) -> None:
    _break(status)


@get("/broken/{status:int}", opt=declare(Action.OPEN_PUBLIC_PAGE, Door.OPEN, ids=_ASSET | {"council": "council"}))
async def for_public(status: FromPath[int]) -> None:
    _break(status)


@get("/broken-outside/{status:int}", opt=declare(Action.OPEN_PUBLIC_PAGE, Door.NONE, ids=_ASSET))
async def for_nobody(status: FromPath[int]) -> None:
    _break(status)


def _break(status: int) -> None:
    if status == 500:
        raise RuntimeError("broken on purpose")
    if status == 503:
        raise ConnectionError("resting on purpose")
    raise OddError(status)


def build() -> Litestar:
    public = Router("/{council:str}", route_handlers=[for_public], middleware=[Dress()])
    return create_app(extra=[for_staff, for_nobody, public])
