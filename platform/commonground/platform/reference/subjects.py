"""What a referral is about and what is counted: kinds of place, bands of children, ages, frequency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from commonground.platform.reference.types import Entry, Table, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Venue(Entry):
    """`kind` is the kind of subject it belongs to: place, group, school or online."""

    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Band(Entry):
    """`low` to `high` inclusive; None where there is no bound or nobody knows."""

    low: int | None = None
    high: int | None = None


def _venue(kind: str, code: str, en: str, cy: str) -> Venue:
    return Venue(kind=kind, code=code, words=Words(en, cy))


def _band(code: str, en: str, cy: str, low: int | None = None, high: int | None = None) -> Band:
    return Band(code=code, words=Words(en, cy), low=low, high=high)


KINDS: Final = Table(
    "kinds of subject",
    Entry(code="place", words=Words("Place", "Lle"), public=Words("A place", "Lle")),
    Entry(
        code="group",
        words=Words("Group", "Grŵp"),
        public=Words("A group of young people", "Grŵp o bobl ifanc"),
    ),
    Entry(code="school", words=Words("School", "Ysgol"), public=Words("A school or college", "Ysgol neu goleg")),
    Entry(code="online", words=Words("Online", "Ar-lein"), public=Words("Somewhere online", "Rhywle ar-lein")),
    key="kind",
)

VENUES: Final = Table(
    "kinds of place",
    _venue("place", "park", "Park or open space", "Parc neu fan agored"),
    _venue("place", "street", "Street", "Stryd"),
    _venue("place", "estate", "Estate", "Ystad"),
    _venue("place", "stairwell", "Stairwell or shared entrance", "Grisiau neu fynedfa gyffredin"),
    _venue("place", "transport_stop", "Bus or tram stop", "Safle bws neu dram"),
    _venue("place", "transport_route", "Bus, tram or train route", "Llwybr bws, tram neu drên"),
    _venue("place", "transport_hub", "Station", "Gorsaf"),
    _venue("place", "takeaway", "Takeaway", "Siop tecawê"),
    _venue("place", "shop", "Shop or shopping centre", "Siop neu ganolfan siopa"),
    _venue("place", "car_park", "Car park", "Maes parcio"),
    _venue("place", "licensed_premises", "Pub, bar or club", "Tafarn, bar neu glwb"),
    _venue("place", "hotel_short_let", "Hotel or short let", "Gwesty neu lety tymor byr"),
    _venue("place", "youth_venue", "Youth club", "Clwb ieuenctid"),
    _venue("place", "sport_venue", "Sports or leisure venue", "Lleoliad chwaraeon neu hamdden"),
    _venue("place", "faith_venue", "Place of worship", "Addoldy"),
    _venue("place", "placement", "Children’s home or placement", "Cartref plant neu leoliad"),
    _venue("place", "home", "Home", "Cartref"),
    _venue("place", "event", "Event", "Digwyddiad"),
    _venue("place", "route", "Route people walk", "Llwybr cerdded"),
    _venue("place", "cross_border_area", "Area across a council’s border", "Ardal ar draws ffin cyngor"),
    _venue("place", "other_place", "Another kind of place", "Math arall o le"),
    _venue("group", "peer_group", "Peer group", "Grŵp cyfoedion"),
    _venue("group", "friendship_group", "Friendship group", "Grŵp o ffrindiau"),
    _venue("school", "school", "School", "Ysgol"),
    _venue("school", "college", "College", "Coleg"),
    _venue("school", "alternative_provision", "Alternative provision", "Darpariaeth amgen"),
    _venue("online", "online_platform", "App, site or platform", "Ap, gwefan neu blatfform"),
    _venue("online", "online_chat", "Group chat", "Grŵp sgwrsio"),
    _venue("online", "online_game", "Game", "Gêm"),
    key="venue",
)

CHILD_BANDS: Final = Table(
    "numbers of children",
    _band("none_known", "None known", "Dim un y gwyddom amdano", 0, 0),
    _band("1_2", "1 or 2", "1 neu 2", 1, 2),
    _band("3_5", "3 to 5", "3 i 5", 3, 5),
    _band("6_10", "6 to 10", "6 i 10", 6, 10),
    _band("over_10", "More than 10", "Mwy na 10", 11),
    _band("not_sure", "Not sure", "Ddim yn siŵr"),
)

GROUP_SIZES: Final = Table(
    "sizes of a group",
    _band("2_5", "2 to 5", "2 i 5", 2, 5),
    _band("6_10", "6 to 10", "6 i 10", 6, 10),
    _band("11_20", "11 to 20", "11 i 20", 11, 20),
    _band("over_20", "More than 20", "Mwy nag 20", 21),
    _band("not_sure", "Not sure", "Ddim yn siŵr"),
)

AGE_BANDS: Final = Table(
    "age bands",
    _band("under_10", "Under 10", "Dan 10", 0, 9),
    _band("10_12", "10 to 12", "10 i 12", 10, 12),
    _band("13_15", "13 to 15", "13 i 15", 13, 15),
    _band("16_17", "16 or 17", "16 neu 17", 16, 17),
    _band("18_over", "18 or over", "18 neu hŷn", 18),
    _band("not_sure", "Not sure", "Ddim yn siŵr"),
)

FREQUENCIES: Final = Table(
    "frequencies",
    Entry(code="once", words=Words("Once", "Unwaith")),
    Entry(code="now_and_then", words=Words("Now and then", "O bryd i’w gilydd")),
    Entry(code="most_weeks", words=Words("Most weeks", "Y rhan fwyaf o wythnosau")),
    Entry(code="most_days", words=Words("Most days", "Y rhan fwyaf o ddyddiau")),
    Entry(code="not_sure", words=Words("Not sure", "Ddim yn siŵr")),
)
