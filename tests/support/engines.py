"""Engines that tests share. One of one's own has to learn the server and to compile every statement anew, which took a
third of each question to the database."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy.ext.asyncio import AsyncEngine

from commonground.platform.database.engine import make_engine


@lru_cache(maxsize=64)
def lent(url: str) -> AsyncEngine:
    """For one role's `url`, on any loop: no connection is kept. Nobody disposes of it."""
    return make_engine(url, pooled=False)
