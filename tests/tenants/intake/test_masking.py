"""Masking, measured on invented reports: names hidden, places shown, and no text that makes it slow or lose words."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from commonground.tenants.intake.lexicon import lexicon
from commonground.tenants.intake.masking import (
    TOKENS,
    Hidden,
    mask_names,
    mask_place,
    mask_report,
    place_words,
)

MARKED = re.compile(r"\{([^{}]*)\}")
WORD = re.compile(r"[^\W_][\w'’-]*")


@dataclass(frozen=True)
class Case:
    where: str
    text: str
    names: tuple[tuple[int, int], ...]


def _case(line: str) -> Case:
    where, _, marked = line.partition("|")
    text, names, place = "", [], 0
    for found in MARKED.finditer(marked):
        text += marked[place : found.start()]
        names.append((len(text), len(text) + len(found[1])))
        text += found[1]
        place = found.end()
    return Case(where, text + marked[place:], tuple(names))


def corpus() -> dict[str, list[Case]]:
    parts: dict[str, list[Case]] = {}
    part = ""
    for line in Path(__file__).with_name("corpus.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# --"):
            part = line.removeprefix("# -- ")
        elif not line.startswith("#"):
            parts.setdefault(part, []).append(_case(line))
    return parts


def judged(case: Case) -> Iterator[tuple[str, bool, bool]]:
    """Each word with whether it should be hidden and whether it is."""
    spans = [(span.start, span.end) for span in mask_names(case.text, place_words(case.where), this_year=2026).spans]
    for word in WORD.finditer(case.text):
        should, does = (any(start <= word.start() < end for start, end in those) for those in (case.names, spans))
        yield word[0], should, does


@pytest.mark.parametrize("part", corpus())
def test_recall_and_precision(part: str, capsys: pytest.CaptureFixture[str]) -> None:
    cases = corpus()[part]
    words = [(word, should, does, case.text) for case in cases for word, should, does in judged(case)]
    hit = sum(should and does for _, should, does, _ in words)
    missed = [(word, text) for word, should, does, text in words if should and not does]
    extra = [(word, text) for word, should, does, text in words if does and not should]
    recall, precision = hit / (hit + len(missed)), hit / (hit + len(extra))
    with capsys.disabled():
        sys.stdout.write(f"\nmasking, {part}: {len(cases)} sentences, recall {recall:.3f}, precision {precision:.3f}\n")
    assert recall >= 0.95, missed
    assert precision >= 0.89, extra


def test_the_corpus_is_large_enough_and_has_sentences_without_names() -> None:
    cases = [case for part in corpus().values() for case in part]
    assert len(cases) >= 120
    assert sum(not case.names for case in cases) >= 30


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Kayden's house", "[name hidden]'s house"),
        ("kayden07 and KAYDEN", "[name hidden] and [name hidden]"),
        ("Abdul-Rahman was there", "[name hidden] was there"),
        ("I saw Siôn, Zoë and Łukasz", "I saw [name hidden], [name hidden] and [name hidden]"),
        ("Kay\u200bden ran", "[name hidden] ran"),
        ("Ask K. Smith about it", "Ask [name hidden] about it"),
        ("Told by Auntie Bose", "Told by Auntie [name hidden]"),
        ("أحمد في الحديقة", "[words hidden]"),
        ("Снежана was sad", "[words hidden] was sad"),
        ("born on 3rd of May 2011", "born on [date hidden]"),
        ("It was on 12/11/2026", "It was on 12/11/2026"),
        ("DOB: 3.5.12", "DOB: [date hidden]"),
        ("insta: big_steve.99", "insta: [contact hidden]"),
        ("@big_steve knows", "[contact hidden] knows"),
        ("see https://example.com/profile/kayden for it", "see [contact hidden] for it"),
        ("the 207 bus at 4pm, about 10 to 12 of them, 30 pounds", None),
        ("Year 9 and Year 10 at Ysgol Glanwern", None),
        ("Stairwell C 2, Elder House", None),
        ("CCTV at the KFC does not work", None),
        ("In March and on Friday, at Easter and in May", None),
        ("A Polish shop next to Lidl", None),
        ("", None),
    ],
)
def test_single_cases(text: str, shown: str | None) -> None:
    assert mask_names(text).shown == (text if shown is None else shown)


def test_welsh_reports_get_welsh_masks() -> None:
    assert mask_names("Roedd Gethin yno", lang="cy").shown == "Roedd [enw wedi’i guddio] yno"
    assert set(TOKENS["cy"]) == set(TOKENS["en"]) == set(Hidden)


def test_a_year_back_is_an_incident_and_many_years_back_a_birth() -> None:
    assert mask_names("on 01/02/2025", this_year=2026).spans == ()
    assert mask_names("on 01/02/2012", this_year=2026).shown == "on [date hidden]"
    assert mask_names("on 01/02/2012").spans == ()


def test_the_answer_to_where_keeps_its_places() -> None:
    assert mask_place("Golden Spoon, Mill Lane").spans == ()
    assert mask_place("Outside Kayden’s house, Albert Road").shown == "Outside [name hidden]’s house, Albert Road"
    assert mask_place("ali’s takeaway by St John's Church").spans == ()


@pytest.mark.parametrize(
    ("where", "shown"),
    [
        ("Tyreese's flat", "[name hidden]'s flat"),
        ("Tyreese’s flat, Elder House", "[name hidden]’s flat, Elder House"),
        ("Bigz, Tezza and Smokey", "[name hidden], [name hidden] and [name hidden]"),
        ("Larkmere, Hillcrest and Northgate", None),
        ("Lidl, Aldi and Greggs", None),
        ("Queen's Head, Albert Road", None),
        ("The bandstand and the toilets", None),
    ],
)
def test_people_in_the_answer_to_where(where: str, shown: str | None) -> None:
    assert mask_place(where).shown == (where if shown is None else shown)


def test_place_words_do_not_uncover_a_name() -> None:
    known = place_words("Outside Kayden’s house", "Larkmere")
    assert "larkmere" in known
    assert "kayden" not in known
    assert mask_names("In Larkmere Kayden hides", known).shown == "In Larkmere [name hidden] hides"
    assert mask_names("he sells in Hillcrest to Hillcrest boys", place_words("Hillcrest")).spans == ()


def test_a_whole_report() -> None:
    masked = mask_report(
        {"where_said": "Victoria Park", "address": "", "what_said": "Victoria Park again, with Tezza"},
        where=("where_said", "address"),
    )
    assert masked["where_said"].shown == "Victoria Park"
    assert masked["what_said"].shown == "Victoria Park again, with [name hidden]"
    assert masked["what_said"].hidden_words("Victoria Park again, with Tezza") == ("Tezza",)


def test_the_lists_are_folded_and_apart() -> None:
    words = lexicon()
    assert len(words.given) >= 1_500
    assert not words.given & (words.doubtful | words.common | words.kept | words.places)
    for name in ("kayden", "mohammed", "agnieszka", "oluwaseun", "gwenllian", "jaspreet", "hodan", "zeynep", "kwame"):
        assert name in words.given


@given(st.text(max_size=400), st.sampled_from(["en", "cy"]))
@example("Kayden" * 3 + "'s", "en")
@example("İ K, 14", "en")
def test_nothing_but_the_spans_is_changed(text: str, lang: str) -> None:
    masked = mask_names(text, lang=lang)
    place = 0
    rebuilt = ""
    for span in masked.spans:
        assert place <= span.start < span.end <= len(text)
        rebuilt += text[place : span.start] + TOKENS[lang][span.hidden]
        place = span.end
    assert rebuilt + text[place:] == masked.shown
    assert mask_names(text, lang=lang) == masked, "the same every time"


@given(st.sampled_from(sorted(lexicon().given)), st.sampled_from(["{} sells vapes", "i saw {} there", "he HIT {}!"]))
def test_a_known_name_is_never_shown(name: str, sentence: str) -> None:
    for written in (name, name.title(), name.upper()):
        assert written not in mask_names(sentence.format(written)).shown


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "A ",
        "@",
        "0 ",
        "a.@",
        "A, 1",
        "kayden and ",
        "called ",
        "A.",
        "-'",
        "snap is ",
        "born ",
        "(0)0 ",
        "я",
        "Abc ",
    ],
)
def test_hostile_text_costs_no_more_than_its_length(piece: str) -> None:
    """Forty thousand characters: what grows with the square of the length would not come back today."""
    text = piece * (40_000 // len(piece))
    assert mask_names(text).shown
