"""A council's own labels: read them, change them, and know them again without asking the database each time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import select

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.labels.models import Labels
from commonground.platform.labels.rules import Code, changed, checked, known
from commonground.platform.reference.own import OURS, OwnLabels
from commonground.platform.refusals import ChangedMeanwhileError
from commonground.platform.versions import add_version
from commonground.platform.work import Work

MOST_KEPT: Final = 500
"""Of so many councils a process knows the labels; of others it asks again."""


@dataclass(frozen=True, slots=True)
class Kept:
    """`version` 0: the council has never had a label of its own."""

    version: int
    labels: OwnLabels


async def labels_of(work: Work) -> Kept:
    """Those of the acting council as they stand."""
    newest = select(Labels.version, Labels.words).order_by(Labels.version.desc()).limit(1)
    row = (await work.mine.execute(newest)).one_or_none()
    return Kept(0, OURS) if row is None else Kept(row.version, known(row.words))


async def save_labels(work: Work, typed: Mapping[Code, str], *, version: int) -> None:
    """Exactly these from now on; a code that is left out or blank is called as we call it. `version` is the one that
    the form was filled from. It counts from everybody's next click.

    Raises `IncompleteError` and `ChangedMeanwhileError`."""
    labels, before = checked(typed), await labels_of(work)
    if before.version != version:
        raise ChangedMeanwhileError
    await add_version(work, Labels, {"words": labels}, over=version)
    lists = Counter(each.table for each in changed(before.labels, labels))
    said = ", ".join(f"{count} of {table}" for table, count in lists.items()) or "none"
    await audit.record(work, Action.SET_UP_COUNCIL, audit.Subject("council"), why=f"Changed its own words: {said}")


class KnownLabels:
    """The labels of councils as this process read them last. A session says which version stands, so that a change
    counts from everybody's next click in every process, and a council without labels costs nothing."""

    def __init__(self) -> None:
        self._kept: dict[UUID, Kept] = {}

    async def of(self, work: Work) -> OwnLabels:
        """Those of the acting council; ours for whoever acts for none, or only visits one."""
        version = work.actor.labels_version
        if not version:
            return OURS
        council = work.actor.council
        kept = self._kept.get(council)
        if kept is None or kept.version != version:
            kept = await labels_of(work)
            self._keep(council, kept)
        return kept.labels

    def _keep(self, council: UUID, kept: Kept) -> None:
        self._kept.pop(council, None)
        while len(self._kept) >= MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[council] = kept
