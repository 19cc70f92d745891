"""By what a council's rows can be told wherever they come out: their ids, their references, and their own words."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Table, Uuid

from commonground import platform, tenants, ui
from commonground.infra.isolation.ground import Ground
from commonground.infra.isolation.kinds import WHERE
from commonground.infra.isolation.stand_ins import of_councils
from commonground.platform.database.isolation import uncounted
from commonground.platform.database.roles import SETUP

_ROWS: Final = 40
"""Of each table, and only the newest: every leak of a list shows one of them, and each answer is searched for all."""
_IDS_TO_TRY: Final = 2
_SHORTEST: Final = 16
_UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_CODE: Final = re.compile(r"[a-z_]+(?::[a-z_]+)*")
_SOURCES: Final = {".py", ".html", ".po"}
_KNOWN: Final = """
select string_agg(words, ' ') from (
    select to_jsonb(c)::text from commons.councils c
    union all select concat_ws(' ', account_id, display_name) from identity.operators
) as known (words)
"""


@dataclass(frozen=True)
class Marks:
    """`ids`: of rows. `words`: references, and what people wrote. `by_kind`: the ids to try, by the kind that routes
    declare."""

    ids: frozenset[str]
    words: tuple[str, ...]
    by_kind: dict[str, tuple[str, ...]]

    def in_text(self, text: str, *echoes: str) -> bool:
        """Whether any of them is in it. `echoes` were sent, and may come back."""
        plain = html.unescape(text)
        for echo in echoes:
            plain = plain.replace(echo, "")
        return not self.ids.isdisjoint(_UUID.findall(plain)) or any(word in plain for word in self.words)


async def marks_of(ground: Ground) -> Marks:
    """Of the council's newest rows, without what the public register or our own pages say anyhow, and who runs the
    platform: every council may choose whom of them it lets in."""
    rows = await _newest(ground)
    async with ground.acting(SETUP) as setup:
        known = await setup.fetchval(_KNOWN)
    ids, words = set[str](), set[str]()
    for name, (table, _) in of_councils().items():
        for row in rows[name]:
            ids |= set(_ids(table, row))
            words |= set(_words(table, row))
    ids -= {str(ground.target.id), *_UUID.findall(known)}
    own = tuple(sorted(word for word in words if word not in known and word not in our_words()))
    to_try = {kind: _to_try(_real(ground, table, rows), column) for kind, (table, column) in WHERE.items()}
    return Marks(frozenset(ids), own, to_try)


def _real(ground: Ground, table: str, rows: Mapping[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Those of the council's own; where there are none, the one that was made up."""
    there, made_up = rows.get(table, []), ground.stand_ins.rows.get(table, {})
    return [row for row in there if row["id"] != str(made_up.get("id"))] or there


async def _newest(ground: Ground) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    async with ground.acting(SETUP) as setup:
        for name, (table, column) in of_councils().items():
            order = "id" if "id" in table.c else column
            query = f"select to_jsonb(t)::text from {name} t where {column} = $1 order by {order} desc limit {_ROWS}"  # noqa: S608  # our own names
            found[name] = [json.loads(row[0]) for row in await setup.fetch(query, ground.target.id)]
    return found


def _to_try(rows: list[dict[str, Any]], column: str) -> tuple[str, ...]:
    """The newest and, of those that are known, the oldest."""
    values = [str(row[column]) for row in rows if row.get(column)]
    return tuple(dict.fromkeys([values[0], values[-1]]))[:_IDS_TO_TRY] if values else ()


def _ids(table: Table, row: dict[str, Any]) -> Iterator[str]:
    for column in table.c:
        value = row.get(column.name)
        if isinstance(column.type, Uuid) and isinstance(value, str):
            yield value


def _words(table: Table, row: dict[str, Any]) -> Iterator[str]:
    """What is free for people to write. Short words may be anybody's, and a code is ours: “grant_support:end”."""
    for name in uncounted(table):
        value = row.get(name)
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str) and (len(text) >= _SHORTEST or name == "reference") and not _CODE.fullmatch(text):
                yield text


@cache
def our_words() -> str:
    """Everything that our pages could say by themselves."""
    folders = [Path(place) for package in (platform, tenants, ui) for place in package.__path__]
    files = (path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix in _SOURCES)
    return "\n".join(path.read_text(encoding="utf-8") for path in files)
