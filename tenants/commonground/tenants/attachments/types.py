"""What a file on a record is, and in which states it can be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from commonground.platform.files.kinds import PICTURES, SORTS, FileKind
from commonground.tenants.intake.masking import mask_names

ABOUT_LIMIT: Final = 200
REASON_LIMIT: Final = 500
_BETWEEN: Final = re.compile(r"[\W_]+")


class FileState(StrEnum):
    """`waiting`: nobody opens it before the scanner has looked. `unscanned`: there is no scanner. `refused`: it has
    found something; the bytes are gone."""

    WAITING = "waiting"
    CLEAN = "clean"
    UNSCANNED = "unscanned"
    REFUSED = "refused"


OPEN: Final = frozenset({FileState.CLEAN, FileState.UNSCANNED})
"""In which it can be opened."""
STATE_LABELS: Final[Mapping[FileState, str]] = MappingProxyType(
    {
        FileState.WAITING: "Waits for the virus scanner",
        FileState.CLEAN: "No virus found",
        FileState.UNSCANNED: "Not scanned for viruses",
        FileState.REFUSED: "Refused: the scanner found a virus. The file is gone",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A file as it stands on a record. `object_id`: under which its bytes lie."""

    id: UUID
    object_id: UUID
    name: str
    kind: FileKind
    about: str
    size: int
    digest: bytes
    state: FileState
    added_at: datetime
    added_by: str
    taken_off_at: datetime | None
    taken_off_by: str
    taken_off_words: str

    @property
    def can_be_opened(self) -> bool:
        return self.taken_off_at is None and self.state in OPEN

    @property
    def shown_name(self) -> str:
        """What everybody reads: its name where nothing in it is likely somebody’s; else what sort of file it is."""
        bare = _BETWEEN.sub(" ", self.name.rpartition(".")[0] or self.name)
        return SORTS[self.kind].words if mask_names(bare).spans else self.name

    @property
    def given_name(self) -> str:
        """What it is called where it is saved: the same, with its ending."""
        sort = SORTS[self.kind]
        return f"{sort.words}{sort.ending}" if self.shown_name != self.name else self.name

    @property
    def shown_about(self) -> str:
        """What it shows, with likely names hidden."""
        return mask_names(self.about).shown

    @property
    def is_picture(self) -> bool:
        """Drawn anew by us, so that a page may show it."""
        return self.kind in PICTURES
