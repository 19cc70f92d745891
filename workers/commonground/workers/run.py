"""The worker process: `python -m commonground.workers.run`. Several may run at once, on one machine or many."""

from __future__ import annotations

import os
import signal
import threading

import structlog
from dramatiq import Worker, worker
from dramatiq.middleware import AsyncIO

from commonground.platform.logs import configure_logs
from commonground.platform.settings import Settings, settings
from commonground.workers import counted
from commonground.workers.actors.carry_out import declare
from commonground.workers.broker import make_broker, needed
from commonground.workers.mail.sender import SendingThread
from commonground.workers.pool import WorkerPool
from commonground.workers.post import PostRound

log = structlog.get_logger(__name__)

THREADS = 4
"""Facts carried out at once. Telling a thousand people is a tenth of a second of the processor's: the more of them at
once, the later each ends, and whatever is urgent behind them."""
_GRACE_MS = 10_000

NICE = 5
"""Somebody waits for a page; a notice may come a little later. On a machine that both share, pages go first."""


def start(chosen: Settings, *, threads: int = THREADS) -> Worker:
    """A started worker of this process."""
    pool = WorkerPool(needed(chosen.database_worker_url, "DATABASE_WORKER_URL"), threads)
    broker = make_broker(chosen, [AsyncIO(), pool, PostRound(chosen, pool)])
    declare(broker, pool)
    # The library lets three and five seconds pass before it turns to a database again that went away.
    worker.CONSUMER_RESTART_DELAY_SECS = 0.5
    worker.POST_PROCESS_MESSAGE_RETRY_DELAY_SECS = 1
    started = Worker(broker, worker_threads=threads)
    started.start()
    return started


def send(chosen: Settings) -> SendingThread | None:
    """The sender beside it; None where no mail server is set: then mails wait."""
    if not chosen.smtp_url:
        return None
    return SendingThread(needed(chosen.database_worker_url, "DATABASE_WORKER_URL"), chosen)


def main() -> None:
    """Run until SIGTERM or SIGINT, then finish what is being carried out and give the rest back."""
    configure_logs()
    os.nice(NICE)
    ended = threading.Event()
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda *_: ended.set())
    chosen = settings()
    running = start(chosen)
    sending = send(chosen)
    if chosen.worker_metrics_port:
        counted.serve(int(chosen.worker_metrics_port))
    log.info("worker_runs", threads=THREADS, sends_mail=sending is not None)
    ended.wait()
    running.stop(timeout=_GRACE_MS)
    if sending is not None:
        sending.stop(_GRACE_MS / 1000)
    running.broker.close()
    log.info("worker_ends")


if __name__ == "__main__":
    main()
