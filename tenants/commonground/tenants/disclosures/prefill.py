"""What the council's own record proposes for a package: its words, by field. Nothing of it is chosen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from commonground.platform.crossings.types import Kind
from commonground.platform.reference import AGE_BANDS, GROUP_SIZES
from commonground.platform.work import Work
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.disclosures.fields import PackageField, fields_of
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.said import said_of

KIND_OF: Final = {
    "group": Kind.PEER_GROUP,
    "place": Kind.BORDER_PLACE,
    "school": Kind.SCHOOL_PUPILS,
    "online": Kind.ONLINE,
}
"""What a context of this kind is handed on as, to begin with."""


async def proposed(work: Work, record: ContextRow | ReferralRow | None, kind: Kind) -> dict[str, str]:
    """The words for each field that the record has some for."""
    words = await _words_of(work, record)
    return {field.code: said for field, said in _each(kind, words) if said}


def _each(kind: Kind, words: dict[str, str]) -> Iterator[tuple[PackageField, str]]:
    for field in fields_of(kind):
        if field.source:
            yield field, words.get(field.source, "").strip()


async def _words_of(work: Work, record: ContextRow | ReferralRow | None) -> dict[str, str]:
    if isinstance(record, ContextRow):
        return {
            "description": record.description,
            "name": ", ".join([record.name, *record.other_names]),
            "group": _group(record),
            "address": ", ".join(filter(None, (record.address, record.postcode, record.platform, record.handle))),
        }
    if isinstance(record, ReferralRow):
        said = await said_of(work, record.id)
        shown = said.shown if said is not None else {}
        return {
            "description": shown.get("what_said", ""),
            "name": record.title,
            "address": shown.get("address", ""),
        }
    return {}


def _group(record: ContextRow) -> str:
    size = GROUP_SIZES.label(record.size) if record.size in GROUP_SIZES else record.size
    ages = AGE_BANDS.label(record.age_band) if record.age_band in AGE_BANDS else record.age_band
    return ". ".join(filter(None, (size, ages, record.common_link)))
