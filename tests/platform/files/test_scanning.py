"""Asking ClamAV: against something that speaks as it does, and against the real one where the machine has it."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from commonground.platform.files.scanning import Scanner, ScannerAwayError
from example_files import EICAR, TEXT, docx
from fake_clamd import fake_clamd

CLAMD = shutil.which("clamd") or shutil.which("/usr/sbin/clamd")


async def parts(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), 20):
        yield content[start : start + 20]


@pytest.mark.parametrize("unix", [False, True])
async def test_it_says_what_was_found(tmp_path: Path, unix: bool) -> None:
    async with fake_clamd(str(tmp_path / "clamd") if unix else "") as clamd:
        scanner = Scanner(clamd.url)
        assert await scanner.is_clean(parts(TEXT))
        assert not await scanner.is_clean(parts(EICAR))
        assert clamd.asked == [TEXT, EICAR], "whole, as it is"


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"\xff\xfe", b"stream: OK maybe\0"])
async def test_another_answer_is_no_answer(answer: bytes) -> None:
    async with fake_clamd() as clamd:
        clamd.answer = answer or b"\0"
        with pytest.raises(ScannerAwayError):
            await Scanner(clamd.url).is_clean(parts(TEXT))


async def test_one_that_is_away_or_silent_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    for url in ("tcp://127.0.0.1:9", "unix:/nowhere/clamd"):
        with pytest.raises(ScannerAwayError):
            await Scanner(url).is_clean(parts(TEXT))
    monkeypatch.setattr("commonground.platform.files.scanning._PATIENCE", 0.05)

    async def silent(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.2)
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(silent, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(ScannerAwayError):
            await Scanner(f"tcp://127.0.0.1:{port}").is_clean(parts(TEXT))
        await asyncio.sleep(0.3)


@contextmanager
def real_clamd(folder: Path) -> Iterator[str]:
    """With one signature of our own: its list of all others cannot be fetched by a test."""
    signatures, socket, config = folder / "signatures", folder / "socket", folder / "clamd.conf"
    signatures.mkdir()
    (signatures / "own.ndb").write_text(f"Eicar-Own:0:*:{EICAR.hex()}\n")
    config.write_text(f"LocalSocket {socket}\nDatabaseDirectory {signatures}\nForeground yes\n")
    running = subprocess.Popen([CLAMD or "", "--config-file", str(config)], stdout=subprocess.DEVNULL)
    try:
        for _ in range(100):
            if not socket.exists():
                time.sleep(0.2)
        yield f"unix:{socket}"
    finally:
        running.terminate()
        running.wait(20)


@pytest.mark.skipif(CLAMD is None, reason="ClamAV is not on this machine")
async def test_the_real_one_catches_eicar_in_words_and_in_a_document(tmp_path: Path) -> None:
    with real_clamd(tmp_path) as url:
        scanner = Scanner(url)
        assert await scanner.is_clean(parts(TEXT))
        assert not await scanner.is_clean(parts(EICAR))
        assert not await scanner.is_clean(parts(docx(word__media__x=EICAR)))
