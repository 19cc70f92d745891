"""The watch itself: it sees a foreign council's words however they are packed, and leaves the reader's own alone."""

from __future__ import annotations

import base64
import gzip
import html
import io
import json
import logging
import quopri
import zipfile
import zlib
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import quote

import aiosmtplib
import brotli
import httpx
import psycopg
import pytest

import canaries
from canaries import Watch, councils_in, watched_app
from councils import canary
from post_office import post_office
from postgres import Database

WORDS = f"They meet at {canary('hallowdene')} after school."


@pytest.fixture(autouse=True)
def _only_the_watch_listens(_no_words_of_others: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever else was set up to write lines down does so on a thread of its own, perhaps in the next test."""
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [each for each in root.handlers if isinstance(each, canaries._LogWatch)])


def every_character(text: str) -> str:
    return "".join(f"&#{ord(c)};" for c in text)


def zipped(text: str) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", f"<t>{text}</t>")
    return kept.getvalue()


PACKED: dict[str, Callable[[str], bytes | str]] = {
    "plain": lambda text: text,
    "upper case": str.upper,
    "escaped for HTML": html.escape,
    "every character an entity": every_character,
    "hexadecimal entities": lambda text: "".join(f"&#x{ord(c):x};" for c in text),
    "percent": lambda text: "".join(f"%{ord(c):02X}" for c in text),
    "percent, twice": lambda text: quote(quote(text.replace("-", "%2D"))),
    "JSON": lambda text: json.dumps({"words": text}),
    "JSON, every character": lambda text: "".join(f"\\u{ord(c):04x}" for c in text),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64 within a text": lambda text: f"x{base64.b64encode(text.encode()).decode()}y",
    "base64 for addresses": lambda text: base64.urlsafe_b64encode(f"??>{text}".encode()),
    "a cut of base64": lambda text: base64.b64encode(text.encode())[3:],
    "hexadecimal": lambda text: text.encode().hex(),
    "gzip": lambda text: gzip.compress(text.encode()),
    "zlib": lambda text: zlib.compress(text.encode()),
    "gzip in base64": lambda text: base64.b64encode(gzip.compress(text.encode())),
    "a spreadsheet": zipped,
    "a PDF": lambda text: b"%PDF-1.7\nstream\n" + zlib.compress(f"({text}) Tj".encode()) + b"\nendstream",
    "mail": lambda text: quopri.encodestring(
        text.replace("-", "\u2011").replace("\u2011", "-").encode(), quotetabs=True
    ),
    "mail, cut over lines": lambda text: text.replace("hallow", "hall=\now"),
    "UTF-16": lambda text: text.encode("utf-16"),
    "a mark in a search result": lambda text: text.replace("canary", "<mark>canary</mark>"),
    "a break in a long word": lambda text: text.replace("canary-", "cana<wbr>ry-"),
    "soft hyphens": lambda text: text.replace("nary", "na\u00adry"),
    "cut short": lambda text: text.replace("-7f3a after school.", "…"),
}


@pytest.mark.parametrize("name", PACKED, ids=str)
def test_words_are_seen_however_they_are_packed(name: str) -> None:
    assert councils_in(PACKED[name](WORDS)) == {"hallowdene"}
    assert councils_in(
        PACKED[name](f"They meet at {canary('larkmere')} after school.".replace("hallow", "hallow"))
    ) <= {"larkmere"}
    assert councils_in(PACKED[name]("They meet at the hallowdene after school.")) == frozenset()


def test_brotli_is_unpacked_where_it_is_said() -> None:
    assert councils_in(brotli.compress(WORDS.encode()), brotlied=True) == {"hallowdene"}


@pytest.mark.parametrize("text", ["canary-<mark>hallow</mark>dene-7f3a", "canary-hal\u00adlowdene", "canary-hallow…"])
def test_a_name_in_pieces_is_the_readers_own_or_not(text: str) -> None:
    watch = Watch()
    watch.look(text, "a page", reader=["hallowdene"])
    watch.look(text, "a page")
    assert watch.found == []
    watch.look(text, "a page", reader=["larkmere"])
    assert len(watch.found) == 1


def test_who_reads_decides() -> None:
    watch = Watch()
    watch.look(WORDS, "a page", reader=["hallowdene"])
    watch.look(WORDS, "a page")
    assert watch.found == []
    watch.look(WORDS, "a page", reader=["larkmere"])
    watch.look(WORDS, "a log", reader=())
    watch.look(WORDS + canary("larkmere"), "a page")
    assert len(watch.found) == 3
    assert (watch.looked_at, watch.length) == (5, 5 * len(WORDS) + len(canary("larkmere")))


@pytest.mark.parametrize(
    ("cookies", "path", "wrong"),
    [
        ("cg_session=token", "/tracker", True),
        ("cg_session=theirs", "/tracker", False),
        ("cg_session=unknown", "/tracker", False),
        ("", "/larkmere/report", True),
        ("", "/hallowdene/report", False),
        ("a=b; cg_session=token", "/larkmere/report", True),
    ],
)
def test_a_page_is_read_by_its_session_or_by_its_address(cookies: str, path: str, wrong: bool) -> None:
    watch = Watch()
    watch.signed_in("token", "larkmere")
    watch.signed_in("theirs", "hallowdene")
    watch.response(cookies, path, [("content-encoding", "br")], brotli.compress(WORDS.encode()))
    assert bool(watch.found) is wrong
    watch.response(cookies, path, [("location", f"/contexts?q={canary('hallowdene')}")], b"")
    assert len(watch.found) == 2 * wrong


def test_a_file_is_looked_into(tmp_path: Path) -> None:
    watch, file = Watch(), tmp_path / "tracker.csv"
    file.write_text(f"reference;title\nCR-1;{WORDS}")
    watch.file(file, reader=["larkmere"])
    assert len(watch.found) == 1


async def leaky(scope: canaries.Scope, receive: object, send: Callable[[canaries.Message], object]) -> None:
    """An application that shows everybody the same page."""
    del receive
    await send({"type": "http.response.start", "status": 200, "headers": [(b"x-path", scope["path"].encode())]})  # type: ignore[misc]  # a send is awaited
    await send({"type": "http.response.body", "body": WORDS[:20].encode(), "more_body": True})  # type: ignore[misc]  # likewise
    await send({"type": "http.response.body", "body": WORDS[20:].encode()})  # type: ignore[misc]  # likewise


async def test_an_application_can_be_wrapped(monkeypatch: pytest.MonkeyPatch) -> None:
    watch = Watch()
    monkeypatch.setattr(canaries, "WATCH", Watch())
    transport = httpx.ASGITransport(app=watched_app(leaky, watch))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        assert (await client.get("/larkmere/report")).text == WORDS
    assert len(watch.found) == 1
    assert len(canaries.WATCH.found) == 1, "every in-process client is watched without being asked"


@pytest.mark.prints_canaries
@pytest.mark.parametrize("place", ["letter", "envelope"])
async def test_every_mail_is_watched_as_it_is_handed_over(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Base64 and quoted-printable are unpacked. It is the last place where it can be seen."""
    watch = Watch()
    monkeypatch.setattr(canaries, "WATCH", watch)
    letter = EmailMessage()
    letter.set_content(WORDS if place == "letter" else "Nothing", cte="base64")
    to = "a@larkmere.example" if place == "letter" else f"{canary('larkmere')}@larkmere.example"
    async with post_office() as office, aiosmtplib.SMTP(hostname="127.0.0.1", port=office.port) as server:
        await server.send_message(letter, sender="no-reply@cg.example", recipients=[to])
    assert len(office.taken) == 1
    # What the server of the test writes down itself depends on who configured logging before.
    assert len([each for each in watch.found if not each.startswith("log of mail.log")]) == 1
    assert place in watch.found[0] or "mail" in watch.found[0]


@pytest.mark.prints_canaries
def test_a_log_line_is_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    watch = Watch()
    monkeypatch.setattr(canaries, "WATCH", watch)
    logging.getLogger("commonground.ui").error("could not save %s", WORDS)
    assert len(watch.found) == 1


def test_the_broker_of_every_open_database_is_looked_at(
    own_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After each test and before the database goes, without being asked."""
    columns, values = "message_id, queue_name, state, message", "gen_random_uuid(), 'q', 'queued', %s"
    with monkeypatch.context() as changed, psycopg.connect(own_database.owner_url, autocommit=True) as connection:
        watch = Watch()
        changed.setattr(canaries, "WATCH", watch)
        canaries.look_at_brokers()
        assert watch.found == []
        connection.execute(f"insert into broker.queue ({columns}) values ({values})", [json.dumps({"args": [WORDS]})])
        canaries.look_at_brokers()
        assert len(watch.found) == 1
        assert "broker.queue" in watch.found[0]
        connection.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
                           " and pid <> pg_backend_pid()")  # fmt: skip
        canaries.look_at_brokers()
        assert len(watch.found) == 2, "a server that cut the connection and is there again was not asked"
        connection.execute("truncate broker.queue")


@pytest.mark.prints_canaries
def test_a_leak_fails_the_test_that_made_it(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(f"import sys; sys.path.insert(0, {str(Path(canaries.__file__).parent)!r})\n"
                          "pytest_plugins = ['figures', 'canaries']")  # fmt: skip
    pytester.makepyfile(f"""
        import logging
        from canaries import WATCH
        def test_sends(): WATCH.look({WORDS!r}, "a mail", reader=["larkmere"])
        def test_logs(): logging.getLogger("x").error({WORDS!r})
        def test_prints(): print({WORDS!r})
        def test_keeps(): WATCH.look({WORDS!r}, "a mail", reader=["hallowdene"])
    """)
    result = pytester.runpytest_subprocess("-q")
    result.assert_outcomes(passed=3, failed=1, errors=2)
    result.stdout.fnmatch_lines(["*things looked at for canaries: 3*"])
