"""Mail that the demonstration sends is kept, shown and never sent on."""

from __future__ import annotations

import asyncio
import os
import smtplib
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from commonground.infra.mail_sink.server import serve, sink_port
from commonground.platform.mail import sink
from commonground.platform.mail.sending import Letter, send
from commonground.platform.mail.sink import keep_message, list_messages, read_message
from commonground.platform.settings import Mode, Settings, SettingsError


@pytest.fixture
def demo(tmp_path: Path) -> Settings:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return Settings(port=str(free.getsockname()[1] - 2), state_dir=str(tmp_path))


@pytest.fixture
def running(demo: Settings) -> Iterator[Settings]:
    environment = {"COMMONGROUND_PORT": demo.port, "COMMONGROUND_STATE_DIR": demo.state_dir}
    program = Path(sys.executable).parent / "commonground"
    process = subprocess.Popen([str(program), "mail-sink"], env=environment)
    until = time.monotonic() + 20
    while True:
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", sink_port(demo))) == 0:
                break
        assert time.monotonic() < until
        time.sleep(0.05)
    yield demo
    process.terminate()
    assert process.wait(10) == 0


def message(subject: str, text: str) -> EmailMessage:
    made = EmailMessage()
    made["Subject"], made["From"], made["To"] = subject, "no-reply@commonground.example", "a@example.org"
    made.set_content(text)
    return made


def test_what_is_sent_can_be_read_with_its_hidden_recipients(running: Settings) -> None:
    with smtplib.SMTP("127.0.0.1", sink_port(running)) as door:
        for subject in ("Cyntaf", "Adroddiad newydd i’w ddarllen"):
            door.send_message(
                message(subject, "Mae’n aros.\n.\nLine that starts with a dot"),
                to_addrs=["a@example.org", "b@example.org"],
            )

    newest, oldest = list_messages(running)
    assert (newest.subject, oldest.subject) == ("Adroddiad newydd i’w ddarllen", "Cyntaf")
    assert newest.recipients == ("a@example.org", "b@example.org")
    assert newest.sender == "no-reply@commonground.example"
    assert newest.text == "Mae’n aros.\n.\nLine that starts with a dot\n"
    assert read_message(running, newest.id) == newest


def test_the_product_sends_over_the_configured_server(running: Settings) -> None:
    settings = replace(
        running, smtp_url=f"smtp://127.0.0.1:{sink_port(running)}", mail_from="no-reply@larkmere.example"
    )
    asyncio.run(send(settings, [Letter("amara@larkmere.example", "One item needs you", "CR-7K3F-29M")]))
    (caught,) = [each for each in list_messages(running) if each.subject == "One item needs you"]
    assert caught.recipients == ("amara@larkmere.example",)
    assert "CR-7K3F-29M" in caught.text


def test_only_this_machine_reaches_it_and_only_its_owner_reads_it(running: Settings) -> None:
    with smtplib.SMTP("127.0.0.1", sink_port(running)) as door:
        door.send_message(message("Words", "Words"))
    (file,) = sink.sink_folder(running).glob("*.eml")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "1" * 16, "x", "0" * 16 + "-" + "0" * 8])
def test_an_id_is_never_a_path(demo: Settings, name: str) -> None:
    assert read_message(demo, name) is None


def test_the_oldest_go(demo: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sink, "KEPT", 3)
    monkeypatch.setattr(os, "urandom", bytes)
    kept = [keep_message(sink.sink_folder(demo), "a@example.org", [], b"Subject: x\n\nx") for _ in range(8)]
    assert [found.id for found in list_messages(demo)] == kept[:-4:-1]


@pytest.mark.parametrize(
    "use", [list_messages, lambda settings: read_message(settings, "0" * 16 + "-" + "0" * 8), serve]
)
def test_production_has_none(demo: Settings, use: object) -> None:
    production = replace(demo, mode=Mode.PRODUCTION)
    assert callable(use)
    with pytest.raises(SettingsError, match="for demonstrations only"):
        use(production)


def test_a_message_too_large_is_refused(running: Settings) -> None:
    with smtplib.SMTP("127.0.0.1", sink_port(running)) as door, pytest.raises(smtplib.SMTPException):
        door.send_message(message("Large", "x" * 11_000_000))
    assert list_messages(running) == []
