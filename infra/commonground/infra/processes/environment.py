"""What each process may know. A web process never learns the worker's password, nor a worker the web's."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

from commonground.platform.settings import PREFIX, Settings

# Settings that only some processes get; whatever is not named here is everybody's.
_PRIVATE: dict[str, frozenset[str]] = {
    "database_url": frozenset(),
    "database_app_url": frozenset({"web"}),
    "database_login_url": frozenset({"web"}),
    "database_worker_url": frozenset({"worker"}),
    "database_relay_url": frozenset({"relay"}),
    "broker_url": frozenset({"worker", "relay"}),
    "smtp_url": frozenset({"worker"}),
    # The worker opens what the web sealed for it: the links in letters.
    "secret_key": frozenset({"web", "worker"}),
    "metrics_token": frozenset({"web"}),
    "worker_metrics_port": frozenset({"worker"}),
    "trusted_proxies": frozenset({"web"}),
    "audit_key": frozenset({"relay"}),
}


def environment_for(process: str, settings: Settings, inherited: Mapping[str, str]) -> dict[str, str]:
    """The environment of one of the Procfile's processes: the machine's, and the settings that it needs."""
    environment = {name: value for name, value in inherited.items() if not name.startswith(PREFIX)}
    for one in fields(settings):
        value = getattr(settings, one.name)
        if value and process in _PRIVATE.get(one.name, {process}):
            environment[one.metadata["env"]] = value
    own_programs = str(Path(sys.executable).parent)
    environment["PATH"] = os.pathsep.join([own_programs, inherited.get("PATH", os.defpath)])
    environment["PYTHONUNBUFFERED"] = "1"
    return environment
