"""Tags, clocks and heaps."""

from __future__ import annotations

from commonground.platform.calendar.clock import Clock, Tone
from commonground.tenants.referrals.types import ReferralState
from commonground.ui.shell.marks import STATE_LABELS, TAG_COLOURS, clock, clock_words, heap, row_class, tag


def test_every_state_of_a_referral_has_its_colour_and_word() -> None:
    for state in ReferralState:
        assert state in TAG_COLOURS
        assert state in STATE_LABELS
    assert tag(ReferralState.NEEDS_LEAD) == '<strong class="govuk-tag govuk-tag--orange">Needs a lead</strong>'


def test_no_tag_is_yellow_which_is_focus() -> None:
    assert "yellow" not in TAG_COLOURS.values()


def test_words_of_ones_own_are_escaped() -> None:
    assert tag("new", "<b>") == '<strong class="govuk-tag govuk-tag--blue">&lt;b&gt;</strong>'
    assert "&lt;" in clock_words("<", "<")


def test_a_late_clock_says_so_in_words_and_edge() -> None:
    late, today = Clock("Overdue", "2 working days", Tone.OVERDUE), Clock("Today, 4pm", "5 hours left", Tone.TODAY)
    assert clock(late) == '<span class="cg-clock cg-over"><b>Overdue</b> <small>2 working days</small></span>'
    assert "cg-over" not in clock(today)
    assert [row_class(one) for one in (late, today, Clock("Friday", "", Tone.SOON))] == ["cg-over", "cg-today", ""]


def test_one_contact_needs_no_picture() -> None:
    assert heap(1) == '1<span class="govuk-visually-hidden"> contact</span>'


def test_a_heap_has_a_half_disc_for_each_up_to_six() -> None:
    assert heap(3).count("<path") == 3
    assert heap(40).count("<path") == 6
    assert heap(40).startswith("40<")


def test_a_met_pattern_is_ochre_and_bold() -> None:
    met = heap(3, now=True)
    assert met.startswith("<b>3</b>")
    assert met.count('class="now"') == 1
