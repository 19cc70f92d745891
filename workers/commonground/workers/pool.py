"""The worker's database engine: made on the event loop that uses it, closed before that loop stops."""

from __future__ import annotations

from dramatiq import Broker, Middleware, Worker
from dramatiq.asyncio import get_event_loop_thread
from sqlalchemy.ext.asyncio import AsyncEngine

from commonground.platform.database.engine import make_engine


class WorkerPool(Middleware):
    """Stands after dramatiq's `AsyncIO`, whose loop it needs. `url` is the address for role `cg_worker`."""

    def __init__(self, url: str, size: int) -> None:
        self._url = url
        self._size = size
        self._engine: AsyncEngine | None = None

    @property
    def engine(self) -> AsyncEngine:
        if self._engine is None:
            raise RuntimeError("The worker has not been started.")
        return self._engine

    def before_worker_boot(self, broker: Broker, worker: Worker) -> None:  # noqa: ARG002  # dramatiq's signature
        loop = get_event_loop_thread()
        if loop is None:
            raise RuntimeError("AsyncIO has to stand before this middleware.")
        loop.run_coroutine(self._open())

    def after_worker_shutdown(self, broker: Broker, worker: Worker) -> None:  # noqa: ARG002  # dramatiq's signature
        loop = get_event_loop_thread()
        if loop is not None:
            loop.run_coroutine(self.engine.dispose())

    async def _open(self) -> None:
        self._engine = make_engine(self._url, pool_size=self._size)
