"""What is read of a form with files that nobody may send: its beginning, and never more."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from commonground.ui.shell.untaken import MOST, Pairs, beginning

PLAIN = ("application/x-www-form-urlencoded", dict[str, str]())
FORM = ("multipart/form-data", {"boundary": "x"})


def part(name: str, value: bytes, filename: str | None = None) -> bytes:
    also = "" if filename is None else f'; filename="{filename}"'
    head = f'--x\r\nContent-Disposition: form-data; name="{name}"{also}\r\n\r\n'
    return head.encode() + value + b"\r\n"


class Body:
    """What `beginning` asks of a request: its sort, and its body piece by piece."""

    def __init__(self, body: bytes, sort: tuple[str, dict[str, str]]) -> None:
        self.body, self.content_type, self.asked = body, sort, 0

    async def stream(self) -> AsyncIterator[bytes]:
        while self.asked < len(self.body):
            chunk = self.body[self.asked : self.asked + 10_000]
            self.asked += len(chunk)
            yield chunk


async def read(body: bytes, sort: tuple[str, dict[str, str]] = FORM) -> tuple[tuple[Pairs, bool], int]:
    """With how many bytes of it were asked for."""
    sent: Any = Body(body, sort)
    return await beginning(sent), sent.asked


@pytest.mark.parametrize("size", [3, 10 * MOST])
async def test_the_words_before_a_file_are_there_and_the_file_is_not_read_to_its_end(size: int) -> None:
    body = part("about", "At night: ŵ".encode()) + part("files", b"j" * size, "a.jpg") + b"--x--\r\n"
    found, asked = await read(body)
    assert found == ((("about", "At night: ŵ"),), True)
    assert asked <= MOST + 10_000


async def test_an_empty_place_for_files_is_none() -> None:
    found, _ = await read(part("about", b"At night") + part("files", b"", "") + b"--x--\r\n")
    assert found == ((("about", "At night"),), False)


async def test_words_that_are_cut_off_are_not_kept_by_half() -> None:
    found, _ = await read(part("short", b"a") + part("long", b"b" * MOST) + b"--x--\r\n")
    assert found == ((("short", "a"),), False)


@pytest.mark.parametrize("body", [b"", b"--", b"--x", b"--x\r\n\r\n", b"--x\r\nname\r\n--x--", b"\xff" * 99])
@pytest.mark.parametrize("sort", [FORM, (FORM[0], dict[str, str]()), (FORM[0], {"boundary": "ŵ"})])
async def test_what_is_no_form_has_no_words(body: bytes, sort: tuple[str, dict[str, str]]) -> None:
    assert (await read(body, sort))[0] == ((), False)


async def test_a_form_that_is_sent_again_without_its_files_keeps_its_words() -> None:
    found, _ = await read(b"about=At+night&more=", PLAIN)
    assert found == ((("about", "At night"), ("more", "")), False)
    cut, asked = await read(b"about=" + b"a" * 10 * MOST, PLAIN)
    assert (cut, asked <= MOST + 10_000) == (((), False), True)
