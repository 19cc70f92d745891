"""What somebody wrote is shown again whatever its length; what goes along with it, and secrets, never."""

from __future__ import annotations

import pytest

from commonground.ui.account.forms import ChangePasswordForm
from commonground.ui.public_report.return_forms import CodeForm, NewsForm
from commonground.ui.shell.forms import Form, Hidden, Password, Select, TextField
from commonground.ui.shell.forms.written import written

FORMS = (ChangePasswordForm, CodeForm, NewsForm)


class Planned(Form):
    who_is_it = TextField("Who")
    how_urgent = Select("How urgent", choices=())
    counted = Hidden()
    pass_phrase = Password("Phrase")


@pytest.mark.parametrize(
    "words",
    ["Elm", "07700 900982", "no", "Fifteen letters", "line\nline", "ŵ", "a-b", "Wordswithoutaspacethatgoonandon"],
)
def test_words_of_any_length_are_shown(words: str) -> None:
    assert written([("who_is_it", words), ("news", words)]) == [words, words]
    assert written([("a_form_without_a_class", words)]) == [words]


def test_what_goes_along_with_them_is_not() -> None:
    aside = [("how_urgent", "very"), ("counted", "Three"), ("pass_phrase", "open sesame"), ("new_password", "a b c")]
    assert written(aside) == []


def test_a_return_code_is_not() -> None:
    assert written([("code", "7KM2-49TX-3QRD-8FJ2-WN5X")]) == []


@pytest.mark.parametrize(
    "made",
    [
        "0190f1a2-7c3b-7d4e-8f5a-6b7c8d9e0f1a",
        "f" * 64,
        "A9_-" * 12,
        "most_weeks",
        "3_5",
        "2026-11-27T15:00:00+00:00",
        "",
        "  ",
    ],
)
def test_what_a_machine_made_is_not(made: str) -> None:
    assert written([("who_is_it", made), ("up_to", made)]) == []


def test_a_date_stands_together_and_fields_of_one_name_apart() -> None:
    parts = [("began-day", "2"), ("began-month", "11"), ("began-year", "2026"), ("who_is_it", "A"), ("who_is_it", "B")]
    assert written(parts) == ["2 11 2026", "A", "B"]
