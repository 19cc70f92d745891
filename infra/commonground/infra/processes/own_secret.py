"""The secret key of a demonstration: made when it first runs, and found again by every command beside it."""

from __future__ import annotations

import secrets
from dataclasses import replace
from pathlib import Path

from commonground.platform.settings import Settings


def with_kept_secret(settings: Settings) -> Settings:
    """With the key that the demonstration of this state folder runs with, where the environment names none.

    Nothing is made here: what was sealed with a second key the running processes could not open."""
    file = _file(settings)
    if settings.secret_key or not settings.is_demo or not file.exists():
        return settings
    return replace(settings, secret_key=file.read_text())


def with_own_secret(settings: Settings) -> Settings:
    """The same for whoever starts the demonstration: made if there is none yet."""
    file = _file(settings)
    if settings.is_demo and not settings.secret_key and not file.exists():
        part = file.with_suffix(".part")
        part.touch(0o600)
        part.write_text(secrets.token_urlsafe(32))
        part.rename(file)
    return with_kept_secret(settings)


def _file(settings: Settings) -> Path:
    return Path(settings.state_dir) / "secret-key"
