"""That no text of a mail lacks Welsh: mails are written by the worker and have a catalogue of their own.

commonground check mail-texts
python -m commonground.infra.checks.mail_texts --update    bring new texts into it"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from commonground.infra.checks.templates import (
    HEADER,
    REVIEW,
    Source,
    is_translated,
    key_of,
    without_idle_headers,
    wrong_welsh,
)
from commonground.platform.mail.wording import HERE, WELSH
from commonground.platform.notifications import sentences

_PYTHON: Final = (HERE / "letters.py", Path(sentences.__file__))
ROOM: Final = HERE.parent


def check() -> list[str]:
    """Every text without Welsh, and every Welsh one with other placeholders; empty when all is well."""
    welsh = catalogue()
    missing = [key_of(text) for text in extracted() if text.id and not is_translated(welsh.get(key_of(text)))]
    return [f"No Welsh for {text!r}" for text in missing] + list(wrong_welsh(welsh))


def sources() -> Iterator[Source]:
    for path in _PYTHON:
        yield Source(path, "python")
    for path in sorted((HERE / "templates").iterdir()):
        yield Source(path, "jinja2.ext:babel_extract")


def extracted() -> Catalog:
    """Every text of mails in the source."""
    catalog = Catalog(project="Commonground", charset="utf-8")
    for source in sources():
        place = source.path.relative_to(ROOM).as_posix()
        for message, comments in source.messages():
            catalog.add(message, locations=[(place, 0)], auto_comments=comments)
    return catalog


def catalogue() -> Catalog:
    if not WELSH.is_file():
        return Catalog(locale="cy", charset="utf-8")
    with WELSH.open("rb") as file:
        return read_po(file, locale="cy")


def update() -> int:
    """Bring new texts in, drop those no longer used; how many still lack Welsh."""
    welsh = catalogue()
    welsh.update(extracted(), no_fuzzy_matching=True)
    welsh.obsolete.clear()
    welsh.header_comment, welsh.fuzzy = HEADER, False
    for message in welsh:
        if message.id and not message.user_comments:
            message.user_comments.append(REVIEW)
    buffer = io.BytesIO()
    write_po(buffer, welsh, width=110, sort_output=True, include_lineno=False, omit_header=False)
    WELSH.parent.mkdir(parents=True, exist_ok=True)
    WELSH.write_bytes(without_idle_headers(buffer.getvalue()))
    return len(check())


if __name__ == "__main__":
    if sys.argv[1:] == ["--update"]:
        print(f"{update()} texts of mails have no Welsh yet. They stand in {WELSH.name} with an empty msgstr.")
    else:
        problems = check()
        print("\n".join(problems) or "Every text of a mail has Welsh.")
        raise SystemExit(bool(problems))
