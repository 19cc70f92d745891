"""Charts that hold what they say, in words too."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.ui.shell.charts import Contact, Pattern, contacts_chart, growing

SINCE, UNTIL = date(2026, 5, 20), date(2026, 11, 20)
CONTACTS = (
    Contact(date(2026, 7, 12), "Fights", 2, joined=False, where="parade nearby"),
    Contact(date(2026, 10, 16), "Drugs offered", 0),
    Contact(date(2026, 11, 9), "Gifts", 1),
    Contact(date(2026, 11, 18), "Gifts", 1, this=True),
)
DISC = re.compile(r'class="(now|old|s s\d)" d="M(-?\d+) (\d+)a(\d+)')


def drawing(svg: str) -> tuple[int, int, list[tuple[str, int, int, int]]]:
    root = ET.fromstring(svg)
    _, _, width, height = root.attrib["viewBox"].split()
    discs = [(look, int(left), int(line), int(radius)) for look, left, line, radius in DISC.findall(svg)]
    return int(width), int(height), discs


def test_each_contact_is_one_half_disc_on_the_line_of_its_harm() -> None:
    chart = contacts_chart(CONTACTS, since=SINCE, until=UNTIL, pattern=Pattern(60, 3))
    _, _, discs = drawing(chart.wide)
    assert [look for look, *_ in discs] == ["old", "s s2", "s s1", "now"]
    lines = [line for _, _, line, _ in discs]
    assert lines[2] == lines[3]
    assert len(set(lines)) == 3
    assert [radius for *_, radius in discs] == [26, 11, 18, 18]


def test_this_report_is_drawn_last_and_its_harm_stands_first() -> None:
    chart = contacts_chart(CONTACTS, since=SINCE, until=UNTIL)
    assert chart.wide.index(">Gifts<") < chart.wide.index(">Drugs offered<") < chart.wide.index(">Fights<")
    assert chart.wide.rindex('class="now"') > chart.wide.rindex('class="s s')


def test_it_says_the_same_in_words_and_rows() -> None:
    chart = contacts_chart(CONTACTS, since=SINCE, until=UNTIL)
    label = "Contacts by harm. Gifts: 9 Nov, 18 Nov. Drugs offered: 16 Oct. Fights: 12 Jul."
    assert f'aria-label="{label}"' in chart.wide
    assert [row.day for row in chart.rows] == sorted((one.day for one in CONTACTS), reverse=True)
    assert (chart.has_this, chart.has_unjoined) == (True, True)


def test_the_key_has_every_colour_of_earlier_contacts_and_no_other() -> None:
    assert contacts_chart(CONTACTS, since=SINCE, until=UNTIL).colours == (1, 2)
    assert contacts_chart(CONTACTS[3:], since=SINCE, until=UNTIL).colours == ()
    both = contacts_chart((CONTACTS[1], CONTACTS[3]), since=SINCE, until=UNTIL)
    assert both.colours == (2,)
    assert set(re.findall(r'class="s (s\d)"', both.wide)) == {"s2"}


def test_contacts_outside_the_span_are_left_out() -> None:
    chart = contacts_chart([replace(CONTACTS[0], day=SINCE - timedelta(days=1))], since=SINCE, until=UNTIL)
    assert chart.rows == ()


def test_no_more_than_three_series() -> None:
    many = [Contact(UNTIL - timedelta(days=n), f"Harm {n}") for n in range(8)]
    chart = contacts_chart(many, since=SINCE, until=UNTIL)
    assert "Other harms" in chart.wide
    assert "s4" not in chart.wide
    assert len(drawing(chart.wide)[2]) == 8


def test_names_are_escaped() -> None:
    chart = contacts_chart([Contact(UNTIL, '"><script>')], since=SINCE, until=UNTIL)
    assert "<script>" not in chart.wide
    ET.fromstring(chart.wide)


def test_a_chart_of_no_time_is_refused() -> None:
    with pytest.raises(ValueError, match="at least a day"):
        contacts_chart([], since=UNTIL, until=UNTIL)


CONTACT = st.builds(
    Contact,
    day=st.dates(SINCE, UNTIL),
    harm=st.sampled_from(["Gifts", "Child criminal exploitation", "Fights", "Hate"]),
    size=st.integers(-1, 5),
    this=st.booleans(),
    joined=st.booleans(),
)


@settings(deadline=None)
@given(st.lists(CONTACT, max_size=30), st.one_of(st.none(), st.builds(Pattern, st.integers(1, 900), st.integers(1, 9))))
def test_nothing_is_drawn_outside_the_picture(contacts: list[Contact], pattern: Pattern | None) -> None:
    chart = contacts_chart(contacts, since=SINCE, until=UNTIL, pattern=pattern)
    for svg in (chart.wide, chart.narrow, chart.small):
        width, height, discs = drawing(svg)
        assert len(discs) == len(contacts)
        for _, left, line, radius in discs:
            assert left >= 0
            assert left + 2 * radius <= width
            assert radius <= line <= height


@settings(deadline=None)
@given(st.lists(CONTACT, min_size=1, max_size=8))
def test_the_start_here_picture_keeps_its_frame_and_its_labels_apart(contacts: list[Contact]) -> None:
    root = ET.fromstring(growing(contacts))
    paths = [path.attrib for path in root if path.tag == "path"]
    labels = [(int(text.attrib["x"]), int(text.attrib["y"])) for text in root if text.tag == "text"]
    assert len(paths) == min(len(contacts), 4)
    assert paths[-1]["class"] == "now"
    assert all(y >= 10 for _, y in labels)


def test_no_contact_no_picture() -> None:
    assert growing([]) == ""
