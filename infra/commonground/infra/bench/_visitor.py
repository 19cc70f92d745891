"""One person's browser: keeps cookies, and sends forms with the token of a page that has one."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from urllib.parse import urlsplit

from commonground.infra.bench._client import Answer, Connection, request
from commonground.infra.bench._pages import WrongPageError, check_status

_TOKEN = re.compile(rb'name="_token" value="([^"]+)"')


class Visitor:
    """Over one kept connection, one request at a time; `took` is the last one's time in seconds."""

    def __init__(self, connection: Connection, cookies: Mapping[str, str] | None = None) -> None:
        self._connection = connection
        self.cookies = dict(cookies or {})
        self.took = 0.0

    @classmethod
    async def at(cls, port: int, cookies: Mapping[str, str] | None = None) -> Visitor:
        return cls(await Connection.to(port), cookies)

    async def get(self, address: str, *, status: int = 200) -> Answer:
        """A page, by its path or by an address of the same server. Raises `WrongPageError`."""
        return await self._ask(request(path_of(address), self.cookies), status)

    async def post(self, path: str, form: Mapping[str, str], *, token: str, status: int = 303) -> Answer:
        return await self._ask(request(path, self.cookies, {"_token": token, **form}), status)

    def close(self) -> None:
        self._connection.close()

    async def _ask(self, wanted: bytes, status: int) -> Answer:
        began = time.perf_counter()
        answer = await self._connection.ask(wanted)
        self.took = time.perf_counter() - began
        check_status([answer], status)
        for name, value in answer.cookies().items():
            self.cookies.pop(name, None)
            if value:
                self.cookies[name] = value
        return answer


def token_in(page: Answer) -> str:
    """The token of the page's forms. Raises `WrongPageError`."""
    found = _TOKEN.search(page.body)
    if found is None:
        raise WrongPageError("the page has no form")
    return found.group(1).decode()


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
