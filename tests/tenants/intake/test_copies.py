"""A copy is the original with marks in it, whatever the original says and whatever somebody hides of it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from commonground.tenants.intake.copies import NotACopyError, hidden_in, hide, places_of, show_again, spans_in, visible
from commonground.tenants.intake.masking import mask_names, with_marks
from commonground.tenants.intake.patterns import Hidden, Span

SAID = "Jaz and Kim met Jaz’s brother at 14 Alder Road.\nWill they come back? They will, said Jaz."

# Words as people write them, and whatever else can be seen in a text; no brackets: those may be marks already.
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Cn", "Co", "Mn", "Me"], exclude_characters="[]")),
    st.lists(st.sampled_from(["Jaz", "jaz", "Kim", "will", "Will", "Siôn", "a", "the", "\n", "’s", ",", "07700"])).map(
        " ".join
    ),
)


@st.composite
def chosen(draw: st.DrawFn) -> tuple[str, tuple[Span, ...]]:
    """A text, and places of it that somebody hides: apart, and each with something in it that can be seen."""
    text = draw(TEXTS)
    edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    pairs = [pair for pair in list(pairwise(edges))[::2] if any(each.isalnum() for each in text[slice(*pair)])]
    return text, tuple(Span(start, end, draw(st.sampled_from(Hidden))) for start, end in pairs)


@given(chosen(), st.sampled_from(["en", "cy"]))
def test_the_original_and_what_is_hidden_make_the_copy_again(made: tuple[str, tuple[Span, ...]], lang: str) -> None:
    text, spans = made
    copy = with_marks(text, spans, lang)
    found = spans_in(text, copy)
    assert [each.hidden for each in found] == [each.hidden for each in spans]
    assert with_marks(text, found, lang).split() == copy.split()
    assert "".join(text[each.start : each.end] for each in found).strip() or not spans


@given(TEXTS, st.data())
def test_a_word_that_was_hidden_stands_nowhere(text: str, data: st.DataObject) -> None:
    words = [each for each in text.split() if any(sign.isalnum() for sign in each)]
    assume(words)
    gone = data.draw(st.lists(st.sampled_from(words), min_size=1, max_size=3))
    spans: tuple[Span, ...] = ()
    for word in gone:
        spans = hide(text, spans, word, Hidden.CHILD)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    for word in gone:
        assert not list(places_of(word, visible(text, spans)))
    assert with_marks(text, spans_in(text, with_marks(text, spans, "en")), "en") == with_marks(text, spans, "en")


@given(chosen(), st.data())
def test_whatever_else_is_done_is_no_copy(made: tuple[str, tuple[Span, ...]], data: st.DataObject) -> None:
    text, spans = made
    copy = with_marks(text, spans, "en")
    place = data.draw(st.integers(0, len(copy)))
    assume(not any(mark in copy[max(0, place - 60) : place + 60] for mark in "[]"))
    with pytest.raises(NotACopyError):
        spans_in(text, f"{copy[:place]}☃{copy[place:]}")


def test_what_is_hidden_is_read_from_what_was_typed() -> None:
    typed = SAID.replace("Jaz and", "[child's name] and").replace("14 Alder Road", "[Address hidden]")
    spans = spans_in(SAID, typed)
    assert [each.hidden for each in spans] == [Hidden.CHILD, Hidden.ADDRESS]
    assert hidden_in(SAID, spans) == ("Jaz", "14 Alder Road")
    assert with_marks(SAID, spans, "cy").startswith("[enw plentyn wedi’i guddio] and Kim")


def test_blanks_and_lines_may_come_back_otherwise() -> None:
    assert spans_in(SAID, f"  {SAID.replace(chr(10), chr(13) + chr(10))} ") == ()
    assert spans_in("Ja\u200bz was  there", "[child] was there") == (Span(0, 4, Hidden.CHILD),)


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        (SAID.replace("brother", "cousin"), "cousin at 14 Alder"),
        (SAID.replace(" and Kim", ""), "met Jaz’s brother at"),
        (SAID.removesuffix(", said Jaz."), ", said Jaz."),
        (f"{SAID} More.", "More."),
        (SAID.replace("Jaz and", "[child] Jaz and"), "and Kim met"),
        (SAID.replace("met Jaz’s", "met [nobody knows]"), "[nobody knows] brother at"),
        ("", ""),
    ],
)
def test_it_says_where_it_differs(typed: str, near: str) -> None:
    with pytest.raises(NotACopyError) as wrong:
        spans_in(SAID, typed)
    assert near in wrong.value.near


def test_a_name_that_is_a_word_is_hidden_as_it_is_written() -> None:
    spans = hide(SAID, (), "Will", Hidden.OTHER_PERSON)
    assert with_marks(SAID, spans, "en").count("[other person hidden]") == 1
    assert "They will" in with_marks(SAID, spans, "en")
    spans = hide(SAID, spans, "jaz", Hidden.CHILD)
    assert with_marks(SAID, spans, "en").count("[child’s name hidden]") == 3
    assert "hidden]’s brother" in with_marks(SAID, spans, "en")


def test_what_was_hidden_wrongly_is_shown_again_or_called_something_else() -> None:
    spans = mask_names(SAID).spans
    assert "Kim" in hidden_in(SAID, spans)
    again = show_again(SAID, spans, "kim")
    assert "Kim" not in hidden_in(SAID, again)
    family = hide(SAID, spans, "Kim", Hidden.FAMILY)
    assert len(family) == len(spans)
    assert "[family member hidden]" in with_marks(SAID, family, "en")
