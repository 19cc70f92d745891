"""What somebody told us about a context, however it came: the columns that every way in shares.

A referral has exactly one of these: a resident's report, a professional's statement or a row of the tracker that a
council kept before. Whoever shows, compares, masks
or finds what was told asks for this and not for one of them."""

from __future__ import annotations

from abc import abstractmethod
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from sqlalchemy import ARRAY, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.database.base import TenantModel
from commonground.tenants.intake.masking import ADDRESS_MARKS

OF_COPY: Final = ("shown", "names_masked")
"""All that anybody may change of it: which parts are hidden. The words stay as they were written."""


class Said(TenantModel):
    """Words as they were written, unedited. `shown` holds the free ones with likely names masked, by column."""

    __abstract__ = True
    reaches_teller: ClassVar[bool] = True
    """Whether whoever told us can read what we write."""
    free: ClassVar[tuple[str, ...]]
    """Columns of free words: what may hold a name."""

    referral_id: Mapped[UUID]
    lang: Mapped[str]
    subject: Mapped[str]
    where_said: Mapped[str]
    address: Mapped[str]
    postcode: Mapped[str]
    venue: Mapped[str | None]
    online_handle: Mapped[str]
    group_size: Mapped[str | None]
    ages: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    danger: Mapped[str | None]
    what_said: Mapped[str]
    when_said: Mapped[str]
    how_often: Mapped[str | None]
    helps_said: Mapped[str]
    shown: Mapped[dict[str, str]] = mapped_column(JSONB)
    names_masked: Mapped[int]
    sent_at: Mapped[datetime]

    @property
    @abstractmethod
    def of_teller(self) -> tuple[str, str]:
        """The name and the way of contact that whoever told us gave, empty where they gave none: neither may come back
        in a reply, for whoever reads it may not be the one who wrote."""

    def words(self) -> dict[str, str]:
        """The free words, by column."""
        return {column: str(getattr(self, column)) for column in self.free}


def postcode_shown(said: Said) -> str:
    """Nothing where somebody hid an address in what was told: the postcode would tell it."""
    hides = any(mark in words for words in said.shown.values() for mark in ADDRESS_MARKS)
    return "" if hides else said.postcode


def can_be_told(said: Said | None) -> bool:
    """Whether anything written about it reaches the one who told us."""
    return said is not None and said.reaches_teller
