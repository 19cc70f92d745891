"""Names of files: shown as people gave them, but for what turns, hides or steers."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.platform.files.kinds import FileKind
from commonground.platform.files.names import LONGEST, clean_name, disposition


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("Yard behind 12.jpg", "Yard behind 12.jpg"),
        ("C:\\Users\\me\\Yard.JPEG", "Yard.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("photo\u202egpj.exe", "photogpj.jpg"),
        ("invoice.pdf.exe", "invoice.jpg"),
        ("Llŷn 3.jpg", "Llŷn 3.jpg"),
        ("a\r\nSet-Cookie: x=y", "aSet-Cookie xy.jpg".replace("xy", "x=y")),
        ("", "file.jpg"),
        (" . ", "file.jpg"),
        ("CON", "file.jpg"),
        ("\u200b\u2066\ud83d", "file.jpg"),
    ],
)
def test_a_name_is_shown_without_what_steers(given_name: str, kept: str) -> None:
    assert clean_name(given_name, FileKind.JPEG) == kept


@given(st.text(max_size=400), st.sampled_from(FileKind))
def test_no_name_brings_a_path_a_sign_that_hides_or_another_ending(name: str, kind: FileKind) -> None:
    kept = clean_name(name, kind)
    assert 4 < len(kept) <= LONGEST + 6
    assert not set(kept) & set('/\\:<>"|?*')
    assert all(sign == " " or unicodedata.category(sign)[0] not in "CZ" for sign in kept)
    assert clean_name(kept, kind) == kept
    header = disposition(kept, inline=False)
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2
