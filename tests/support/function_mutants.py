"""Mutants of the definer functions' own text: each check that one of them makes, left out.

Found mechanically in `platform/database/sql/*.sql`: what ends a function early, each part of a condition, each thing
that a pass's signature covers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from commonground.platform.database.functions import function_sources
from policy_mutants import Mutant, Sort

_FUNCTION = re.compile(r"create or replace function (?P<name>\w+\.\w+)\(.*?\$\$.*?\$\$\s*;", re.DOTALL)
_COMMENT = re.compile(r"--[^\n]*")
_GUARD = re.compile(
    r"if (?P<asked>(?:(?!\bif\b|;).)+?) then\s+(?:return(?: null)?|raise exception [^;]+);\s*end if;", re.DOTALL
)
_TOKEN = re.compile(r"'(?:[^']|'')*'|\w+|[()]|;|[^\s\w();']+")
# What may end a condition, at its own depth of brackets.
_ENDS = frozenset(
    {"order", "group", "limit", "returning", "for", "join", "left", "where", "then", "loop", "from", "or", "union"}
)

# What the signature covers, and what would be left of it. In every function at once, or nothing would ever match.
_SIGNED = {
    "the connection": (r" \|\| int4send\(pg_backend_pid\(\)\)", ""),
    "the transaction": (r"\s*\|\| timestamptz_send\(transaction_timestamp\(\)\)", ""),
    "the message": (r"convert_to\((?:message|left\(whole, -65\)), 'UTF8'\)", "''::bytea"),
    "the key": (r"outer_pad \|\| sha256\(inner_pad \|\| ", "sha256("),
}


@dataclass(frozen=True)
class Source:
    """One function as the SQL files make it."""

    name: str
    text: str


def sources() -> list[Source]:
    """Every function, in order, without comments."""
    return [Source(found["name"], _COMMENT.sub("", found[0])) for found in _found()]


def originals() -> list[str]:
    """Statements that make every function what it was, to the letter."""
    return [found[0] for found in _found()]


def _found() -> Iterator[re.Match[str]]:
    return (found for source in function_sources() for found in _FUNCTION.finditer(source))


def function_mutants() -> list[Mutant]:
    found: list[Mutant] = []
    for source in sources():
        for what, text in _weaker(source.text):
            assert text != source.text
            found.append(Mutant(Sort.FUNCTION, f"{source.name}: {what}", (text,), source.name))
    return [*found, *_weaker_signatures()]


def _weaker(text: str) -> Iterator[tuple[str, str]]:
    for guard in _GUARD.finditer(text):
        yield f"goes on when {_one_line(guard['asked'])}", text[: guard.start()] + text[guard.end() :]
        for part, kept in _dropped(guard["asked"], "or"):
            yield (
                f"in a guard, without {_one_line(part)}",
                text[: guard.start("asked")] + kept + text[guard.end("asked") :],
            )
    for start, end in _conditions(text):
        for part, kept in _dropped(text[start:end], "and"):
            yield f"without {_one_line(part)}", f"{text[:start]} {kept} {text[end:]}"
    if " security definer" in text:
        yield "with the caller's rights", text.replace(" security definer", "", 1)
    if "set search_path" in text:
        yield "with the caller's search path", text.replace(" set search_path = pg_catalog, pg_temp", "", 1)


def _dropped(condition: str, word: str) -> Iterator[tuple[str, str]]:
    """Each part of a condition, with what is left when it goes."""
    parts = _split(condition, word)
    for number, part in enumerate(parts):
        kept = parts[:number] + parts[number + 1 :]
        if kept or word == "and":
            yield part, f" {word} ".join(kept) or "true"


def _split(condition: str, word: str) -> list[str]:
    depth, begin, parts = 0, 0, []
    for token in _TOKEN.finditer(condition):
        depth += (token[0] == "(") - (token[0] == ")")
        if depth == 0 and token[0].lower() == word:
            parts.append(condition[begin : token.start()].strip())
            begin = token.end()
    return [*parts, condition[begin:].strip()]


def _conditions(text: str) -> Iterator[tuple[int, int]]:
    """Where the conditions of `where` and `on` begin and end."""
    tokens = list(_TOKEN.finditer(text))
    for number, token in enumerate(tokens[:-1]):
        if token[0].lower() in ("where", "on") and tokens[number + 1][0].lower() not in ("conflict", "constraint"):
            yield token.end(), _end(tokens[number + 1 :])


def _end(tokens: list[re.Match[str]]) -> int:
    depth, before = 0, ""
    for token in tokens:
        word = token[0].lower()
        ends = word in _ENDS or word in (")", ";", "$$", "on")
        if depth == 0 and ends and (before, word) != ("distinct", "from"):
            return token.start()
        depth += (word == "(") - (word == ")")
        before = word
    raise ValueError("a condition without an end")


def _weaker_signatures() -> Iterator[Mutant]:
    """Each thing that the signature covers, left out wherever a signature is made or compared."""
    for what, (pattern, instead) in _SIGNED.items():
        changed = tuple(re.sub(pattern, instead, source.text) for source in sources())
        assert sum(new != source.text for new, source in zip(changed, sources(), strict=True)) >= 3
        yield Mutant(Sort.MAC, f"a signature that does not cover {what}", changed, "identity.sign_pass")


def _one_line(text: str) -> str:
    return " ".join(text.split())
