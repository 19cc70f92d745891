"""Which broker carries the doorbell: the database itself, or RabbitMQ by its address."""

from __future__ import annotations

from importlib import import_module
from urllib.parse import quote

from dramatiq import Broker, Middleware
from dramatiq_postgres import PostgresBroker

from commonground.platform.settings import Settings, SettingsError

SCHEMA = "broker"
# A worker that is gone for this many seconds loses its messages to the others.
_HEARTBEAT_TTL = 10
# A wake-up that comes between two looks is lost: this bounds the wait.
_POLL_SECONDS = 0.5
_ASYNCHRONOUS = "-c synchronous_commit=off"


def make_broker(settings: Settings, middleware: list[Middleware]) -> Broker:
    """The worker's broker, with exactly this middleware: no retries of its own, since the relay sees to them."""
    if settings.broker_url:
        return rabbitmq(settings.broker_url, middleware)
    broker: Broker = PostgresBroker(
        url=without_waiting(needed(settings.database_worker_url, "DATABASE_WORKER_URL")),
        schema=SCHEMA,
        results=False,
        middleware=middleware,
        heartbeat_interval=2,
        heartbeat_ttl=_HEARTBEAT_TTL,
        maintenance_interval=5,
        poll_interval=_POLL_SECONDS,
    )
    return broker


def without_waiting(url: str) -> str:
    """The same address for connections whose commits need not reach the disk at once: a claim or an acknowledgement
    that a crash undoes is made again. What a fact brings about is committed over another pool, and waits."""
    return f"{url}{'&' if '?' in url else '?'}options={quote(_ASYNCHRONOUS)}"


def rabbitmq(url: str, middleware: list[Middleware]) -> Broker:
    """RabbitMQ. Without confirmation a message sent just before a crash is lost silently."""
    try:
        module = import_module("dramatiq.brokers.rabbitmq")
    except ImportError as missing:
        raise SettingsError("COMMONGROUND_BROKER_URL needs `pip install commonground[rabbitmq]`.") from missing
    broker: Broker = module.RabbitmqBroker(url=url, confirm_delivery=True, middleware=middleware)
    return broker


def needed(value: str, name: str) -> str:
    """A setting that this process cannot do without. Raises `SettingsError`."""
    if not value:
        raise SettingsError(f"COMMONGROUND_{name} is needed by this process.")
    return value
