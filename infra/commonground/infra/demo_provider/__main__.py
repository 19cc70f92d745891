"""`python -m commonground.infra.demo_provider`: the provider on the loopback address, one port above the web's."""

from __future__ import annotations

import sys

from granian import Granian
from granian.constants import Interfaces

from commonground.infra.demo_provider.registration import demo_port, refuse_production
from commonground.platform.settings import SettingsError, settings


def main() -> int:
    """2 for settings it must not start with, else when it is stopped."""
    try:
        refuse_production(settings())
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    server = Granian(
        "commonground.infra.demo_provider:create_app",
        address="127.0.0.1",
        port=demo_port(settings()),
        interface=Interfaces.ASGI,
        factory=True,
        websockets=False,
        log_access=False,
    )
    server.serve()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
