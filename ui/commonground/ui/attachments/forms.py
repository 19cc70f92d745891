"""The forms about files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self
from uuid import UUID

from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.files.kinds import ACCEPT, LARGEST, MIB, MOST_AT_ONCE
from commonground.platform.ids import uuid_of
from commonground.tenants.attachments.types import ABOUT_LIMIT, REASON_LIMIT, Attached
from commonground.ui.shell.forms import Choice, Form, Radios, TextArea, TextField, Upload
from commonground.ui.shell.i18n import lazy


class FilesForm(Form):
    about = TextField(
        lazy("What do the files show?"),
        hint=lazy("For colleagues who can’t see them, and for the history. Never a child’s name"),
        most=ABOUT_LIMIT,
        size="s",
    )
    files = Upload(
        lazy("Choose files"),
        hint=lazy(
            "Photos (JPEG, PNG), PDF, .docx, .xlsx, .odt or .txt: at most %(most)s at once, of %(size)s MB each."
            " Photos are kept without where and when they were taken",
            most=MOST_AT_ONCE,
            size=LARGEST // MIB,
        ),
        accept=ACCEPT,
        multiple=True,
        size="s",
    )


class TakeOffForm(Form):
    """`offer` must have been called: the choices are the record's own files."""

    file = Radios(lazy("Which file?"), required=lazy("Choose a file"), size="s", small=True)
    reason = TextArea(
        lazy("Why?"),
        hint=lazy("It stands in the history. Never a child’s name"),
        required=lazy("Say why, because the next person reads it"),
        most=REASON_LIMIT,
        rows=3,
        size="s",
    )

    def offer(self, files: Sequence[Attached]) -> Self:
        there = (file for file in files if file.taken_off_at is None)
        self.file.choices = [Choice(str(file.id), file.shown_name, file.shown_about) for file in there]
        return self

    @property
    def chosen(self) -> UUID:
        chosen = uuid_of(self.file.data)
        if chosen is None:
            raise NotFoundHereError
        return chosen
