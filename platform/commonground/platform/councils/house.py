"""What the acting council calls itself, and in which languages it writes to people."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from commonground.platform.councils.models import Council
from commonground.platform.work import Work


@dataclass(frozen=True, slots=True)
class House:
    name: str
    name_cy: str | None
    languages: tuple[str, ...]

    def name_in(self, lang: str) -> str:
        return self.name_cy if lang == "cy" and self.name_cy else self.name


async def house_of(work: Work) -> House:
    query = select(Council.name, Council.name_cy, Council.languages).where(Council.id == work.actor.council)
    row = (await work.shared.execute(query)).one()
    return House(row.name, row.name_cy, tuple(row.languages))
