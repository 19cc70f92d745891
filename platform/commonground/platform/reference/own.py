"""A council's own words for our codes, while something is made for its people.

Like the language of a page they are no argument: whoever asks a table for a label gets the council's, where it has one.
What the public reads is asked for otherwise (`public_label`, an entry's own words) and never has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Final

OwnLabels = Mapping[str, Mapping[str, str]]
"""By the table's key and the code. What is not in it is called as we call it."""
OURS: Final[OwnLabels] = MappingProxyType({})
_NONE: Final[Mapping[str, str]] = MappingProxyType({})

_own: ContextVar[OwnLabels] = ContextVar("own_labels", default=OURS)


def own_label(table: str, code: str) -> str:
    """How the council calls it that something is being made for; empty where it has no word of its own."""
    return _own.get().get(table, _NONE).get(code, "")


@contextmanager
def in_words_of(labels: OwnLabels) -> Iterator[None]:
    """Labels asked for inside are those of the council that has these, whatever stood before."""
    before = _own.set(labels)
    try:
        yield
    finally:
        _own.reset(before)
