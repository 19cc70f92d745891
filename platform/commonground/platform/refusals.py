"""What every refusal has in common: a status and a plain sentence for the one who reads it."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right: the field it stands beside and the sentence that says how."""

    field: str
    sentence: str


class RefusedError(Exception):
    """Something a person asked for can't be done. The sentence may be shown to them as it stands."""

    status: ClassVar[int] = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, sentence: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.problems = problems


class IncompleteError(RefusedError):
    """A form lacks something or holds too much; every problem at once, so that nobody mends them one by one."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(" ".join(problem.sentence for problem in problems), problems)


class ChangedMeanwhileError(RefusedError):
    """Somebody saved this after the form was opened. What was typed stays on the page; nothing is overwritten."""

    status: ClassVar[int] = HTTPStatus.CONFLICT

    def __init__(self) -> None:
        super().__init__("Somebody changed this while you were writing. Compare, then save again.")
