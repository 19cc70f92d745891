"""htmx 4: what its requests say, and how elements ask for it.

The headers are written by the browser and can be forged: they choose how an answer is drawn, never what is
allowed."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from litestar.connection.base import empty_receive, empty_send
from litestar.datastructures import FormMultiDict
from litestar.exceptions import ClientException
from litestar_htmx.request import HTMXDetails, HTMXRequest
from markupsafe import Markup, escape

from commonground.ui.shell.rendering import csp_nonce

if TYPE_CHECKING:
    from litestar.types import Receive, Scope, Send

    from commonground.ui.shell.view import AnyConnection

CONFIG = (
    '{"extensions":"hx-csp","history":"reload","metaCharacter":".","noSwap":[204,304,"4xx","5xx"],'
    '"includeIndicatorCSS":false}'
)
"""For the `htmx-config` meta element: no snapshots in browser storage, failures never replace a page's part."""

VARY = "HX-Request, HX-Request-Type"
BANNED = ("on", "vals_js")
SCRIPT = re.compile(r"\s*(js|javascript):", re.IGNORECASE)


class Htmx4Details(HTMXDetails):
    """Version 4 names its source and target `tag#id`, and says whether it wants a part or a page."""

    @cached_property
    def partial(self) -> bool:
        return is_partial(self.request)

    @cached_property
    def source(self) -> str | None:
        """Id of the element that asked."""
        return _id_of(self.request.headers.get("hx-source"))

    @cached_property
    def target(self) -> str | None:
        """Id of the element that the answer goes into."""
        return _id_of(self.request.headers.get("hx-target"))

    @cached_property
    def trigger(self) -> str | None:
        return self.source


class Htmx4Request(HTMXRequest):
    """Wire as `Litestar(request_class=Htmx4Request)`."""

    htmx: Htmx4Details  # type: ignore[mutable-override]  # set once, below

    async def form(self) -> FormMultiDict:
        """The library lets through what its decoders say of bytes in no encoding: no browser writes such a form, so
        that is its sender's mistake and none of ours."""
        try:
            return await super().form()
        except (UnicodeDecodeError, LookupError) as broken:
            raise ClientException("This form can’t be read.") from broken

    def __init__(self, scope: Scope, receive: Receive = empty_receive, send: Send = empty_send) -> None:
        super().__init__(scope=scope, receive=receive, send=send)
        self.htmx = Htmx4Details(self)


def _id_of(header: str | None) -> str | None:
    return header.partition("#")[2] or None if header else None


def is_htmx(connection: AnyConnection) -> bool:
    return connection.headers.get("hx-request") == "true"


def is_partial(connection: AnyConnection) -> bool:
    """Whether the answer is to be a page's block instead of the page."""
    return is_htmx(connection) and connection.headers.get("hx-request-type") == "partial"


def hx(**attributes: object) -> Markup:
    """Attributes of an element that uses htmx, with the page's nonce, without which hx-csp strips them.

    `hx(get="/tracker", target="#results", swap="outerHTML", push_url="true")`. A form that posts gets its
    errors (422) swapped in as well. Only plain values: nothing that runs as script."""
    if any(name in BANNED or name.startswith("on_") or SCRIPT.match(str(value)) for name, value in attributes.items()):
        raise ValueError("hx-on and computed values are script in markup; use commonground.js.")
    # With `data-`, and a full stop before a status, the page is valid HTML.
    pairs = {f"data-hx-{name.replace('_', '-')}": value for name, value in attributes.items()}
    if "post" in attributes and "swap" in attributes:
        pairs["data-hx-status.422"] = f"swap:{str(attributes['swap']).split()[0]}"
    pairs["data-hx-nonce"] = csp_nonce()
    return Markup(" ".join(f'{escape(name)}="{escape(value)}"' for name, value in pairs.items()))  # noqa: S704  # escaped
