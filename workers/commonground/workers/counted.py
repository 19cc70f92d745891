"""What this worker process has done since it started, for a collector of metrics: kinds and numbers, and nothing by
which a person or a council could be told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from prometheus_client import CollectorRegistry, Counter, start_http_server

from commonground.workers.mail.batches import Settled

REGISTRY: Final = CollectorRegistry()
_EFFECTS = Counter("commonground_effects", "Facts carried out", ["kind"], registry=REGISTRY)
_MAILS = Counter("commonground_mails", "What became of mails handed over", ["outcome"], registry=REGISTRY)


def effect(kind: str) -> None:
    _EFFECTS.labels(kind).inc()


def mails(settled: Sequence[Settled]) -> None:
    """`queued` here means that the server said “later”."""
    for each in settled:
        _MAILS.labels(each.state.value).inc()


def serve(port: int) -> None:
    """On this machine alone, on a thread of its own."""
    start_http_server(port, addr="127.0.0.1", registry=REGISTRY)
