"""The area of a postcode that somebody types: the cell is kept, and the postcode is not."""

from __future__ import annotations

from typing import Final

from commonground.platform.crossings.policy import area_at
from commonground.platform.work import Work
from commonground.ui.shell.forms import TextField
from commonground.ui.shell.i18n import lazy

_NO_POINT: Final = lazy("We do not know where that postcode lies. Leave it empty, or try another one nearby")


async def read_area(work: Work, question: TextField) -> tuple[bool, str | None]:
    """Whether what was typed can be used, which the question says itself where it can't; and its area, if one was
    typed."""
    typed = question.data or ""
    if not typed:
        return True, None
    area = await area_at(work, typed)
    if area is None:
        question.refuse(_NO_POINT)
    return area is not None, area
