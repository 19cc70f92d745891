"""What is said of a cell that somebody has to look at, and whether a referrer was told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from commonground.tenants.tracker_import.columns import Field


class FedBack(StrEnum):
    YES = "yes"
    NO = "no"
    NOT_NEEDED = "not_needed"
    UNKNOWN = "unknown"


class Weight(StrEnum):
    """`STOPS`: the row can't become anything as it is. `LOOK`: it can, otherwise than it stands there."""

    STOPS = "stops"
    LOOK = "look"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about one cell. `cell` is its address in the file, empty where a whole column is missing."""

    cell: str
    field: Field
    sentence: str
    weight: Weight = Weight.LOOK
    unknown: tuple[str, str] | None = None
    """The table of codes and the words of which nobody has said yet what they mean."""
