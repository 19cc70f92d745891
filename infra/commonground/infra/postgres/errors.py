"""What can go wrong with the embedded server, in words that say what to do."""

from __future__ import annotations


class ServerError(Exception):
    """The embedded server could not be made, started or stopped; the message says what to do."""


class EngineMissing(ServerError):
    """No PostgreSQL program that runs here was found."""
