"""Form posts as nobody's browser sends them: a seeded stream, so that a failure can be run again."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote_plus

MARKER = "zqx"
"""Begins every readable text, so that a page can be asked whether it shows it again."""

ODD = (
    "\x00", "\ud800", "\udfff\ud800", "\u202e", "\u200f", "\u2066", "\ufeff", "\u0301" * 40, "\x1b[31m", "\r\n\r\n",
    "%00", "%s%n", "\U0001f469\u200d\U0001f467", "\u2028", "\x7f", "\ufffe", "ﷺ" * 20, "İı", "\t\t",
)  # fmt: skip
MEANT = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "{{ 7*7 }}", "{% include 'x' %}", "=HYPERLINK(1)",
    "+1+1", "-2+3", "@SUM(1)", "' or 1=1 --", "'; drop table reports; --", "../../etc/passwd", "javascript:alert(1)",
    "\"><svg onload=alert(1)>", "&lt;b&gt;", "]]>", "<!--", "null", "None", "true", "NaN", "-1", "1e309", "0x41",
)  # fmt: skip


OTHER_TYPES = (
    "application/json", "text/plain", "application/xml", "application/msgpack", "image/png", "", "x", "a/b/c; =", None,
)  # fmt: skip


@dataclass(frozen=True)
class Post:
    """One request's body, and what of it a reader would want to see again."""

    body: bytes
    content_type: str | None
    headers: dict[str, str] = field(default_factory=dict)
    shown: str = ""
    what: str = ""


@dataclass(frozen=True)
class Question:
    """A field of the form under attack: codes that it accepts, or free text."""

    name: str
    codes: tuple[str, ...] = ()
    reshown: bool = False
    """Free text that stands on the page again when something else was wrong."""


def malformed(seed: int, questions: tuple[Question, ...], token: str) -> Iterator[Post]:
    """Without end. Every post carries the token, in the form or in the header, so that it reaches the form itself."""
    chance = random.Random(seed)
    ways = (_pairs, _pairs, _pairs, _repeated, _missing, _multipart, _other_type, _truncated, _huge)
    while True:
        yield chance.choice(ways)(chance, questions, token)


def worded(chance: random.Random, questions: tuple[Question, ...], token: str, always: frozenset[str]) -> Post:
    """A form in order but for its words: codes that it knows, and in free text what means harm. It gets furthest, to
    the rows and to whatever shows them. `always`: free text that must say something; of the rest, a quarter does."""
    pairs = [(each.name, chance.choice(each.codes)) for each in questions if each.codes]
    said = [each.name for each in questions if not each.codes and (each.name in always or chance.random() < 0.25)]
    pairs += [(name, f"{MARKER} {chance.choice(MEANT)} {chance.choice(MEANT)}") for name in said]
    return _form(chance.sample(pairs, len(pairs)), token, "hostile words in a form in order")


def _text(chance: random.Random) -> str:
    plain = "".join(chance.choices("ab ŵŷ\n", k=chance.randint(0, 30)))
    parts = [MARKER, chance.choice(MEANT), chance.choice(ODD), plain]
    chance.shuffle(parts)
    return "".join(parts[: chance.randint(1, 4)])


def _value(chance: random.Random, question: Question) -> str:
    if question.codes and chance.random() < 0.6:
        return chance.choice(question.codes)
    return _text(chance)


def _urlencoded(pairs: list[tuple[str, str]]) -> bytes:
    """Surrogates go out as the bytes that a broken program would send for them."""
    return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in pairs).encode()


def _quoted(text: str) -> str:
    return quote_plus(text, errors="surrogatepass")


def _form(pairs: list[tuple[str, str]], token: str, what: str, shown: str = "") -> Post:
    body = _urlencoded([("_token", token), *pairs])
    return Post(body, "application/x-www-form-urlencoded", shown=shown, what=what)


def _pairs(chance: random.Random, questions: tuple[Question, ...], token: str) -> Post:
    pairs = {question.name: _value(chance, question) for question in questions}
    reshown = [question.name for question in questions if question.reshown]
    readable = f"{MARKER}{chance.randrange(10**9)}" if reshown else ""
    if reshown:
        pairs[chance.choice(reshown)] = readable
    mixed = chance.sample(sorted(pairs.items()), len(pairs))
    return _form(mixed, token, "odd values", readable)


def _repeated(chance: random.Random, questions: tuple[Question, ...], token: str) -> Post:
    question = chance.choice(questions)
    pairs = [(question.name, _value(chance, question)) for _ in range(chance.choice((2, 50, 1200)))]
    return _form(pairs, token, "one field many times")


def _missing(chance: random.Random, questions: tuple[Question, ...], token: str) -> Post:
    kept = chance.sample(questions, chance.randint(0, len(questions) - 1)) if len(questions) > 1 else []
    pairs = [(question.name, _value(chance, question)) for question in kept]
    pairs += [(_text(chance), _text(chance)) for _ in range(chance.randint(0, 3))]
    return _form(pairs, token, "missing and unknown fields")


def _huge(chance: random.Random, questions: tuple[Question, ...], token: str) -> Post:
    question = chance.choice(questions)
    length = chance.choice((5_001, 60_000, 200_000, 700_000))
    return _form([(question.name, chance.choice("aŵ\n<\x00") * length)], token, f"{length} characters")


def _truncated(chance: random.Random, questions: tuple[Question, ...], token: str) -> Post:
    whole = chance.choice((_pairs, _multipart))(chance, questions, token)
    cut = whole.body[: chance.randint(0, max(1, len(whole.body) - 1))]
    return Post(cut, whole.content_type, {"X-CSRF-Token": token}, what=f"cut short, {whole.what}")


def _multipart(chance: random.Random, questions: tuple[Question, ...], token: str) -> Post:
    boundary = chance.choice(("b", "----x", "a" * 70, "with space"))
    said = chance.choice((boundary, boundary, "another", ""))
    parts = []
    for question in questions:
        file = chance.choice(("", "", f'; filename="{chance.choice(("a.svg", "../x", "", "é"))}"'))
        head = f'Content-Disposition: form-data; name="{question.name}"{file}'
        kind = chance.choice(("", "\r\nContent-Type: text/html", "\r\nContent-Type: nonsense", "\r\nX: y"))
        value = _value(chance, question).encode("utf-8", "surrogatepass")
        parts.append(f"--{boundary}\r\n{head}{kind}\r\n\r\n".encode() + value + b"\r\n")
    body = b"".join(parts) + chance.choice((f"--{boundary}--\r\n".encode(), b"", b"--"))
    return Post(body, f"multipart/form-data; boundary={said}", {"X-CSRF-Token": token}, what="multipart")


def _other_type(chance: random.Random, questions: tuple[Question, ...], token: str) -> Post:
    kind = chance.choice(OTHER_TYPES)
    odd: tuple[object, ...] = (1, None, [], {}, True, _text(chance))
    values = {question.name: chance.choice(odd) for question in questions}
    body = chance.choice((json.dumps(values).encode(), _urlencoded([("a", "b")]), b"\xff\xfe\x00", b"", b"[" * 3000))
    return Post(body, kind, {"X-CSRF-Token": token}, what=f"type {kind}")
