"""Functions of the database that decide, under a lock of its own, and answer with one word: that it was done, or why
not. Nothing has changed then."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.sql.elements import TextClause

from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.refusals import IncompleteError, Problem, RefusedError
from commonground.platform.work import Work


@dataclass(frozen=True, slots=True)
class Answers:
    """What people read for each answer. `problems`: where it stands beside a question; `sentences`: where it stands
    alone, as a `refusal`."""

    refusal: type[RefusedError]
    sentences: Mapping[str, str]
    problems: Mapping[str, Problem]
    done: frozenset[str] = frozenset({"done"})

    async def ask(self, work: Work, function: TextClause, **given: Any) -> None:
        """Have it decided, after what this work has changed so far. Raises as `heard`."""
        await work.mine.flush()
        self.heard(await work.connection.scalar(function, given))

    def heard(self, code: str | None) -> None:
        """Raises what the answer says: `NotFoundHereError`, `IncompleteError` or the refusal; nothing where it was
        done."""
        if code is None:
            raise NotFoundHereError
        if code in self.problems:
            raise IncompleteError((self.problems[code],))
        if code not in self.done:
            raise self.refusal(self.sentences[code])


def as_json(said: Mapping[str, object]) -> str:
    """What such a function is told, without what was left empty."""
    return json.dumps({key: value for key, value in said.items() if value is not None}, default=_plain)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
