"""The kinds of question we ask."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel import Locale

from commonground.platform.reach import can_be_rung, can_be_written_to
from commonground.ui.shell.forms import widgets
from commonground.ui.shell.forms.base import Field, Sent
from commonground.ui.shell.forms.cleaning import UNKEPT, clean
from commonground.ui.shell.i18n import LazyText, Text, lazy

HAD_HIDDEN = lazy("Hidden characters were taken out of what you typed. Check that it reads right, then send it again")
HAD_UNKEPT = lazy("It holds a character that nobody can type. Type it, or paste it again")
NOT_OFFERED = lazy("Choose one of the answers on this page")
NOT_A_DATE = lazy("Type a real date, for example 27 3 2026")


def too_long(most: int, typed: int) -> LazyText:
    return lazy("Use %(most)s characters or fewer. You have typed %(typed)s", most=f"{most:,}", typed=f"{typed:,}")


class TextField(Field):
    """One line of text. `width` is in characters (2, 3, 4, 5, 10, 20, 30)."""

    widget: Any = staticmethod(widgets.text_input)
    data: str | None
    kind = "text"
    lines = False

    def __init__(self, label: Text, *, most: int = 200, width: int = 0, autocomplete: str = "", **more: Any) -> None:
        super().__init__(label, **more)
        self.most = most
        self.width = width
        self.autocomplete = autocomplete

    def process_formdata(self, valuelist: list[Any]) -> None:
        raw = next((value for value in valuelist if isinstance(value, str)), "")
        self.data, had_hidden = clean(raw, lines=self.lines)
        if had_hidden:
            self.trouble = HAD_HIDDEN
        elif len(self.data) > self.most:
            self.trouble = too_long(self.most, len(raw))


class Password(Field):
    """A password: taken exactly as it was typed or pasted, and never shown again. `autocomplete` says to a password
    manager whether it is the present one or a new one."""

    widget: Any = staticmethod(widgets.password_input)
    data: str | None

    def __init__(self, label: Text, *, most: int = 200, autocomplete: str = "current-password", **more: Any) -> None:
        super().__init__(label, **more)
        self.most = most
        self.autocomplete = autocomplete

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = next((value for value in valuelist if isinstance(value, str)), "")
        if len(self.data) > self.most:
            self.trouble = lazy("Use %(most)s characters or fewer", most=self.most)
        elif UNKEPT.search(self.data):
            self.trouble = HAD_UNKEPT


class TextArea(TextField):
    """Several lines. Counts characters down while typing unless `count=False`."""

    widget: Any = staticmethod(widgets.text_area)
    lines = True

    def __init__(self, label: Text, *, most: int = 4000, rows: int = 5, count: bool = True, **more: Any) -> None:
        super().__init__(label, most=most, **more)
        self.rows = rows
        self.count = count


class Upload(Field):
    """A file, never shown again. `sent` is what came along, where the form takes it: the question itself only asks for
    it and says what is wrong."""

    widget: Any = staticmethod(widgets.file_upload)
    data: None
    sent: bytes | None = None

    def __init__(self, label: Text, *, accept: str = "", multiple: bool = False, **more: Any) -> None:
        super().__init__(label, **more)
        self.accept = accept
        self.multiple = multiple

    def process_formdata(self, valuelist: list[Any]) -> None:  # noqa: ARG002  # WTForms' signature
        self.data = None


class Email(TextField):
    """An e-mail address, checked for form only."""

    kind = "email"

    def __init__(self, label: Text, *, most: int = 254, **more: Any) -> None:
        super().__init__(label, most=most, **more)

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        if self.data and not self.trouble and not can_be_written_to(self.data):
            self.trouble = lazy("Type an e-mail address like name@example.com")


class Telephone(TextField):
    """A telephone number that can be rung from the United Kingdom, kept as typed. `services`: 101 is one too."""

    kind = "tel"

    def __init__(self, label: Text, *, most: int = 40, services: bool = False, **more: Any) -> None:
        super().__init__(label, most=most, **more)
        self.services = services

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        if self.data and not self.trouble and not can_be_rung(self.data, services=self.services):
            self.trouble = lazy("Type a telephone number like 020 7946 0143 or 07700 900 982")


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer. `reveals` names the question it unfolds; `before` is a word between it and the one above."""

    value: str
    label: Text
    hint: Text = ""
    reveals: str = ""
    before: Text = ""


class Choosing(Field):
    """What radios, tick boxes and drop-downs share."""

    def __init__(self, label: Text, choices: Sequence[Choice] = (), *, small: bool = False, **more: Any) -> None:
        super().__init__(label, **more)
        self.choices: Sequence[Choice] = choices
        self.small = small

    def offers(self, values: Iterable[str]) -> bool:
        known = {choice.value for choice in self.choices}
        return all(value in known for value in values)

    def chosen(self) -> list[str]:
        data = self.data
        return data if isinstance(data, list) else [data] if data else []

    def reveals(self) -> list[str]:
        """Names of the questions that stand among this one's answers."""
        return [choice.reveals for choice in self.choices if choice.reveals]

    def unrevealed(self) -> list[str]:
        chosen = set(self.chosen())
        return [choice.reveals for choice in self.choices if choice.reveals and choice.value not in chosen]

    def revealed_markup(self, choice: Choice) -> str:
        return str(self.owner[choice.reveals]()) if choice.reveals and self.owner is not None else ""

    def pre_validate(self, form: Any) -> None:
        if not self.offers(self.chosen()):
            self.trouble = NOT_OFFERED
        super().pre_validate(form)


class Radios(Choosing):
    """One answer of a few. `inline=True` puts two short answers side by side."""

    widget = staticmethod(widgets.radios)
    data: str | None

    def __init__(self, label: Text, choices: Sequence[Choice] = (), *, inline: bool = False, **more: Any) -> None:
        super().__init__(label, choices, **more)
        self.inline = inline

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = clean(valuelist[0]).text if valuelist else None


class Select(Choosing):
    """One answer of many. `empty` is the first line, which means no answer."""

    widget = staticmethod(widgets.select)
    data: str | None

    def __init__(self, label: Text, choices: Sequence[Choice] = (), *, empty: Text | None = None, **more: Any) -> None:
        super().__init__(label, choices, **more)
        self.empty = empty

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = clean(valuelist[0]).text if valuelist else None


class Checkboxes(Choosing):
    """Any number of answers."""

    widget = staticmethod(widgets.checkboxes)
    data: list[str]

    def process_data(self, value: Any) -> None:
        self.data = list(value or [])

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = list(dict.fromkeys(clean(value).text for value in valuelist))


MONTHS = {
    name.lower().rstrip("."): number
    for lang in ("en_GB", "cy")
    for width in ("wide", "abbreviated")
    for number, name in Locale.parse(lang).months["format"][width].items()
}


class DateParts(Field):
    """A day, month and year, typed. The month may be a name. `.parts` is what was typed."""

    widget = staticmethod(widgets.date_parts)
    data: date | None
    parts: dict[str, str]

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        super().process(
            None, self.default if data in (None, Field) or not isinstance(data, date) else data, extra_filters
        )
        start = self.data
        self.parts = {part: str(getattr(start, part)) if start else "" for part in ("day", "month", "year")}
        if isinstance(formdata, Sent):
            self._read(formdata)

    def _read(self, sent: Sent) -> None:
        self.parts = {part: clean("".join(sent.getlist(f"{self.name}-{part}")[:1])[:40]).text for part in self.parts}
        self.data = None
        if any(self.parts.values()):
            self.data = _real_date(**self.parts)
            self.trouble = "" if self.data else NOT_A_DATE

    def is_empty(self) -> bool:
        return not any(self.parts.values())

    @property
    def focus_id(self) -> str:
        return f"{self.id}-{next((part for part, typed in self.parts.items() if not typed), 'day')}"


def _real_date(day: str, month: str, year: str) -> date | None:
    number = str(MONTHS.get(month.lower(), month))
    if not all(re.fullmatch("[0-9]{1,4}", part) for part in (day, number, year)) or len(year) != 4:
        return None
    try:
        return date(int(year), int(number), int(day))
    except ValueError:
        return None


class Hidden(TextField):
    """Goes along unseen; treat it as typed by a stranger all the same."""

    widget: Any = staticmethod(widgets.hidden)

    def __init__(self, *, most: int = 200, **more: Any) -> None:
        super().__init__("", most=most, **more)
