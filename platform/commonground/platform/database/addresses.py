"""PostgreSQL addresses as people write them (`postgresql://…`), for each of the two drivers."""

from __future__ import annotations

from sqlalchemy import URL, make_url


def async_url(url: str) -> URL:
    """For the application: asyncpg."""
    return make_url(url).set(drivername="postgresql+asyncpg")


def sync_url(url: str) -> URL:
    """For migrations: psycopg."""
    return make_url(url).set(drivername="postgresql+psycopg")
