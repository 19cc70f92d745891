"""The provider as the process that `make run` starts."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time

from commonground.infra.demo_provider import registration
from commonground.platform.identity.oidc import RelyingParty, SignInRefused
from commonground.platform.settings import read_settings

COMMAND = [sys.executable, "-m", "commonground.infra.demo_provider"]


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


async def _begun_at(port: int) -> str | None:
    """Where somebody would be sent; None while nobody answers."""
    agreed = registration(read_settings({"PORT": str(port)}), "larkmere")
    relying_party = RelyingParty(plain_loopback=True)
    try:
        return (await relying_party.begin(agreed.provider(), agreed.return_address)).url
    except SignInRefused:
        return None
    finally:
        await relying_party.close()


def _discovered(port: int, process: subprocess.Popen[bytes]) -> str:
    for _ in range(300):
        url = asyncio.run(_begun_at(port))
        if url is not None:
            return url
        assert process.poll() is None
        time.sleep(0.1)
    raise AssertionError("it did not answer")


def test_it_listens_one_port_above_the_web_process_and_stops_when_told() -> None:
    port = _free_port() - 1
    process = subprocess.Popen(COMMAND, env={**os.environ, "PORT": str(port)}, stderr=subprocess.DEVNULL)
    try:
        assert _discovered(port, process).startswith(f"http://127.0.0.1:{port + 1}/larkmere/authorize?")
    finally:
        process.terminate()
        assert process.wait(timeout=20) == 0


def test_it_says_why_it_does_not_start_in_production() -> None:
    production = {
        "COMMONGROUND_MODE": "production",
        "COMMONGROUND_BASE_URL": "https://commonground.example",
        "COMMONGROUND_SECRET_KEY": "x" * 40,
        "COMMONGROUND_SMTP_URL": "smtp://mail.example",
    }
    finished = subprocess.run(COMMAND, env={**os.environ, **production}, capture_output=True, text=True, check=False)
    assert finished.returncode == 2
    assert "production" in finished.stderr
    assert "Traceback" not in finished.stderr
