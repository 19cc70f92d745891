"""What each level of need says where a council has no words of its own."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from commonground.tenants.adding_up.types import Guidance, Level
from commonground.ui.shell.i18n import LazyText, lazy

LEVELS: Final[Mapping[Level, LazyText]] = MappingProxyType(
    {Level.UNIVERSAL: lazy("Universal"), Level.TARGETED: lazy("Targeted"), Level.STATUTORY: lazy("Statutory type")}
)
OURS: Final[Mapping[Level, LazyText]] = MappingProxyType(
    {
        Level.UNIVERSAL: lazy(
            "Something small, seldom, with adults there who look after young people. Those who are there already can"
            " deal with it: give advice, and note it here."
        ),
        Level.TARGETED: lazy(
            "It comes again, or touches several young people, and the adults there cannot deal with it alone. One"
            " agency leads, with a plan for this context."
        ),
        Level.STATUTORY: lazy(
            "Young people have come to significant harm here or are likely to, or it grows although something is"
            " being done. Several agencies assess the context and meet about it."
        ),
    }
)


def said_of(level: Level, guidance: Guidance) -> str:
    """The council's own words, else ours."""
    return guidance.words.get(level) or str(OURS[level])
