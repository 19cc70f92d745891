"""Which broker, and how it is spoken to."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec

import psycopg
import pytest
from dramatiq_postgres import PostgresBroker

from commonground.platform.settings import Settings, SettingsError
from commonground.workers.broker import make_broker, rabbitmq, without_waiting
from postgres import Database


def test_the_database_is_the_broker_unless_one_is_named(database: Database) -> None:
    broker = make_broker(replace(Settings(), database_worker_url=database.worker_url), [])
    try:
        assert isinstance(broker, PostgresBroker)
        assert broker.middleware == []
        assert broker.heartbeat_ttl + 1.5 * broker.maintenance_interval <= 20
    finally:
        broker.close()


@pytest.mark.parametrize("role", ["worker_url", "relay_url"])
def test_worker_and_relay_may_use_its_tables_and_the_web_may_not(database: Database, role: str) -> None:
    with psycopg.connect(getattr(database, role)) as connection:
        assert connection.execute("select count(*) from broker.queue").fetchone() == (0,)
    with psycopg.connect(database.app_url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("select count(*) from broker.queue")


@pytest.mark.parametrize("tail", ["", "?application_name=worker"])
def test_the_brokers_own_commits_do_not_wait_for_the_disk(database: Database, tail: str) -> None:
    bare, _, host = database.worker_url.partition("?")
    address = f"{bare}?{host}{tail.replace('?', '&')}"
    with psycopg.connect(without_waiting(address)) as connection:
        assert connection.execute("show synchronous_commit").fetchone() == ("off",)
    assert without_waiting("postgresql://a:b@c/d").startswith("postgresql://a:b@c/d?options=-c%20")


@pytest.mark.skipif(find_spec("pika") is not None, reason="RabbitMQ's client is installed")
def test_rabbitmq_without_its_client_says_what_to_install() -> None:
    with pytest.raises(SettingsError, match=r"pip install commonground\[rabbitmq\]"):
        rabbitmq("amqp://localhost", [])


def test_without_an_address_it_says_which() -> None:
    with pytest.raises(SettingsError, match="COMMONGROUND_DATABASE_WORKER_URL"):
        make_broker(Settings(), [])
