"""What a council may call a code, without a database."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from commonground.platform.reference import LABELLED, Entry
from commonground.platform.reference.own import OwnLabels
from commonground.platform.refusals import IncompleteError, Problem

LABEL_LIMIT: Final = 80
_MARKUP: Final = re.compile(r"[<>]")


class Code(NamedTuple):
    """One code of one table. `field` is what a form calls its question."""

    table: str
    code: str

    @property
    def field(self) -> str:
        return f"{self.table}_{self.code}"


CODES: Final = tuple(Code(key, entry.code) for key, table in LABELLED.items() for entry in table)


def known(kept: Mapping[str, Any]) -> OwnLabels:
    """Of what the database holds, the labels of codes that there are: one that we take back is no bug of a page."""
    found: dict[str, dict[str, str]] = {}
    for table, code in CODES:
        words = kept.get(table)
        if isinstance(words, Mapping) and isinstance(label := words.get(code), str) and label:
            found.setdefault(table, {})[code] = label
    return found


def checked(typed: Mapping[Code, str]) -> OwnLabels:
    """The labels as they are kept: of one line, without what was left blank, which is called as we call it.

    Raises `IncompleteError` with every label that can't stand, each beside its code."""
    said = {code: plain for code in CODES if (plain := " ".join(typed.get(code, "").split()))}
    if problems := tuple(_problems(said)):
        raise IncompleteError(problems)
    labels: dict[str, dict[str, str]] = {}
    for (table, code), label in said.items():
        labels.setdefault(table, {})[code] = label
    return labels


def changed(before: OwnLabels, after: OwnLabels) -> list[Code]:
    """The codes that are called otherwise now, in the order of their tables."""
    return [each for each in CODES if _of(before, each) != _of(after, each)]


def _of(labels: OwnLabels, each: Code) -> str:
    return labels.get(each.table, {}).get(each.code, "")


def _problems(said: Mapping[Code, str]) -> Iterator[Problem]:
    for each, label in said.items():
        if wrong := _wrong(label):
            yield Problem(each.field, wrong)
        elif other := _other(said, each):
            yield Problem(each.field, f"This is what “{_ours(other)}” is called already. Choose another word.")


def _wrong(label: str) -> str:
    if len(label) > LABEL_LIMIT:
        return f"A label has at most {LABEL_LIMIT} characters. This one has {len(label)}."
    if not label.isprintable() or not any(sign.isalnum() for sign in label):
        return "A label needs letters or digits that people can read, and no hidden signs."
    if _MARKUP.search(label):
        return "A label is plain words: leave out < and >."
    return ""


def _other(said: Mapping[Code, str], each: Code) -> Code | None:
    """The code of the same list that is called the same. Of two that were typed alike the later one has to give way."""
    wanted, earlier = said[each].casefold(), True
    for entry in LABELLED[each.table]:
        other = Code(each.table, entry.code)
        if other == each:
            earlier = False
        elif other in said:
            if earlier and said[other].casefold() == wanted:
                return other
        elif wanted in _called(entry):
            return other
    return None


def _called(entry: Entry) -> set[str]:
    """How staff read a code that the council has no word for."""
    return {entry.label().casefold(), entry.short_label().casefold(), entry.public_label().casefold()}


def _ours(each: Code) -> str:
    """In our own words, by which the page names its questions."""
    return LABELLED[each.table][each.code].label()
