"""References and return codes: forgiving about how they are typed, strict about what they say."""

from __future__ import annotations

import hashlib
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.platform.references import (
    ALPHABET,
    ReferenceKind,
    check_character,
    hash_return_code,
    new_reference,
    new_return_code,
    parse_reference,
    parse_return_code,
    reference_kind,
    return_code_from,
    return_code_groups,
)

KINDS = st.sampled_from(ReferenceKind)
BODIES = st.text(ALPHABET, min_size=6, max_size=6)
RETURN_BODIES = st.text(ALPHABET, min_size=19, max_size=19)


def reference(kind: ReferenceKind, body: str) -> str:
    """The reference whose random part is `body`: found by trying, so that no secret of the module is copied here."""
    found = [parse_reference(f"{kind}-{body}{last}") for last in ALPHABET]
    [only] = [one for one in found if one is not None]
    return only


def test_a_new_reference_reads_as_people_write_it() -> None:
    for kind in ReferenceKind:
        written = new_reference(kind)
        assert parse_reference(written) == written
        assert reference_kind(written) is kind
        assert [len(part) for part in written.split("-")] == [2, 4, 3]


def test_the_examples_in_the_documents_are_valid() -> None:
    assert parse_reference("CR-7K3F-29M") == "CR-7K3F-29M"
    assert parse_reference("CX-4T8N-M2P") == "CX-4T8N-M2P"


def test_references_do_not_repeat_soon() -> None:
    made = {new_reference(ReferenceKind.REFERRAL) for _ in range(2_000)}
    assert len(made) >= 1_998


@given(KINDS, BODIES)
def test_one_check_character_fits_and_one_only(kind: ReferenceKind, body: str) -> None:
    assert reference(kind, body).replace("-", "").startswith(kind + body)


@given(KINDS, BODIES)
def test_every_single_wrong_character_is_refused(kind: ReferenceKind, body: str) -> None:
    right = reference(kind, body).replace("-", "")
    for place, character in itertools.product(range(2, 9), ALPHABET):
        wrong = right[:place] + character + right[place + 1 :]
        assert wrong == right or parse_reference(wrong) is None


@given(KINDS, BODIES)
def test_every_swap_of_two_characters_is_refused(kind: ReferenceKind, body: str) -> None:
    right = reference(kind, body).replace("-", "")
    for one, other in itertools.combinations(range(2, 9), 2):
        swapped = list(right)
        swapped[one], swapped[other] = swapped[other], swapped[one]
        wrong = "".join(swapped)
        assert wrong == right or parse_reference(wrong) is None


def test_the_scheme_catches_every_error_of_each_place_exhaustively() -> None:
    """The check is linear: it is enough that no difference of one character, or of one swap, sums to nought."""
    for length in (6, 19):
        blank = "0" * length
        for place in range(length):
            for character in ALPHABET[1:]:
                single = blank[:place] + character + blank[place + 1 :]
                assert check_character(single) != "0"
                for later in range(place + 1, length):
                    swap = single[:later] + character + single[later + 1 :]
                    assert check_character(swap) != "0"
                assert check_character(single) != character, "a swap with the check character would go unseen"


@given(KINDS, BODIES)
def test_another_prefix_is_refused(kind: ReferenceKind, body: str) -> None:
    right = reference(kind, body)
    for other in ReferenceKind:
        if other is not kind:
            assert parse_reference(other + right[2:]) is None
            assert parse_reference(right, other) is None


def typed(written: str, draw: st.DrawFn) -> str:
    """The same characters as a hurried person types them."""
    swaps = {"0": "0oO", "1": "1iIlL"}
    characters = []
    for character in written.replace("-", draw(st.sampled_from(["", "-", " ", " - ", "–", ".", "\u00a0", " · "]))):
        choice = draw(st.sampled_from(swaps.get(character, character)))
        characters.append(choice.lower() if draw(st.booleans()) else choice)
    return draw(st.sampled_from(["", " ", "\t"])) + "".join(characters) + draw(st.sampled_from(["", " ", "\n"]))


@st.composite
def typed_references(draw: st.DrawFn) -> tuple[str, str]:
    written = reference(draw(KINDS), draw(BODIES))
    return written, typed(written, draw)


@st.composite
def typed_return_codes(draw: st.DrawFn) -> tuple[str, str]:
    body = draw(RETURN_BODIES)
    written = "-".join(return_code_groups(body + check_character(body)))
    return written, typed(written, draw)


@given(typed_references())
def test_typing_habits_are_forgiven(case: tuple[str, str]) -> None:
    written, as_typed = case
    assert parse_reference(as_typed) == written


@given(typed_return_codes())
def test_typing_habits_are_forgiven_in_a_return_code(case: tuple[str, str]) -> None:
    written, as_typed = case
    assert parse_return_code(as_typed) == written


def test_the_prefix_may_be_left_out_where_the_kind_is_known() -> None:
    assert parse_reference("7k3f 29m", ReferenceKind.REFERRAL) == "CR-7K3F-29M"
    assert parse_reference("7K3F29M") is None


@pytest.mark.parametrize(
    "text",
    ["", "CR", "CR-", "CR-7K3F-29", "CR-7K3F-29MM", "CQ-7K3F-29M", "CR-7K3F-2UM", "CR-7K3F-29Ñ", "٣" * 9, "C" * 99],
)
def test_what_is_no_reference_is_none(text: str) -> None:
    assert parse_reference(text) is None


@given(st.text(max_size=200))
def test_any_text_is_answered_without_an_error(text: str) -> None:
    found = parse_reference(text)
    assert found is None or parse_reference(found) == found
    code = parse_return_code(text)
    assert code is None or parse_return_code(code) == code


def test_a_return_code_is_long_enough_and_grouped() -> None:
    code = new_return_code()
    assert [len(group) for group in code.split("-")] == [4, 4, 4, 4, 4]
    assert return_code_groups(code) == tuple(code.split("-"))
    assert parse_return_code(code) == code
    random_bits = 5 * (len(code.replace("-", "")) - 1)
    assert random_bits >= 80
    assert len({new_return_code() for _ in range(1_000)}) == 1_000


def test_a_secret_makes_one_return_code_and_all_of_its_95_bits_count() -> None:
    assert return_code_from(bytes(12)) == "0000-0000-0000-0000-0000"
    assert return_code_from(bytes([255] * 32)) == return_code_from(bytes([255] * 12))
    codes = {return_code_from((1 << bit).to_bytes(12)) for bit in range(1, 96)}
    assert len(codes) == 95
    assert all(parse_return_code(code) == code for code in codes)


@given(RETURN_BODIES)
def test_a_return_code_refuses_one_wrong_character_and_neighbours_swapped(body: str) -> None:
    right = body + check_character(body)
    assert parse_return_code(right) is not None
    for place in range(len(right)):
        wrong = right[:place] + ALPHABET[(ALPHABET.index(right[place]) + 7) % 32] + right[place + 1 :]
        assert parse_return_code(wrong) is None
        swapped = right[:place] + right[place + 1 : place + 2] + right[place] + right[place + 2 :]
        assert swapped == right or parse_return_code(swapped) is None


def test_the_kept_hash_is_the_one_written_down() -> None:
    code = new_return_code()
    assert hash_return_code(code) == hashlib.sha256(f"commonground return code:{code}".encode()).digest()
    assert len(hash_return_code(code)) == 32
