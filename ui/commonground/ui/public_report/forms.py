"""The questions of the public report, page by page. No question asks for a child's name, a photograph or ethnicity."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from commonground.platform.reference import (
    AGE_BANDS,
    CHILD_BANDS,
    FREQUENCIES,
    GROUP_SIZES,
    KINDS,
    PUBLIC_HARMS,
    Entry,
    Words,
    venues_of,
)
from commonground.tenants.intake import types
from commonground.tenants.intake.types import Connection, Danger
from commonground.ui.shell.forms import (
    Checkboxes,
    Choice,
    Email,
    Form,
    Hidden,
    Radios,
    Select,
    Telephone,
    TextArea,
    TextField,
)
from commonground.ui.shell.i18n import LazyText, Text, language, lazy

_POSTCODE: Final = re.compile(r"[a-z]{1,2}\d[a-z\d]?(?:\s*\d[a-z]{2})?", re.IGNORECASE | re.ASCII)


class Both(LazyText):
    """Words of the reference tables, which hold their own Welsh."""

    __slots__ = ("words",)

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words

    def __str__(self) -> str:
        return self.words.in_language(language())


def offered(entries: Sequence[Entry]) -> tuple[Choice, ...]:
    """Answers from a reference table, as a resident would say them."""
    return tuple(Choice(entry.code, Both(entry.public or entry.words)) for entry in entries)


KIND: Final = {choice.value: choice.label for choice in offered(tuple(KINDS))}


class SubjectForm(Form):
    subject = Radios(
        lazy("What kind of place or group is it?"),
        (
            Choice("place", KIND["place"], lazy("For example a park, shop, street, stairwell or bus stop")),
            Choice("group", KIND["group"], lazy("Please leave out names, photos and ethnicity")),
            Choice("school", KIND["school"]),
            Choice("online", KIND["online"], lazy("For example a game, an app or a group chat")),
            Choice("one_child", lazy("One child"), lazy("We will show you who can act for a child today")),
            Choice("unsure", lazy("I am not sure"), before=lazy("or")),
        ),
        hint=lazy("Pick the closest. You can explain in the next question."),
        required=lazy("Choose what kind of place or group it is. If you are not sure, say so"),
        size="l",
        heading=True,
    )  # fmt: skip  # one row to an answer


def _street(label: Text, hint: Text = "") -> TextField:
    return TextField(label, hint=hint, most=types.ADDRESS_LIMIT)


class Postcode(TextField):
    """A postcode, or its first half, as typed; it may be left empty."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        if self.data and not self.trouble and not _POSTCODE.fullmatch(self.data.strip()):
            self.trouble = lazy("That is not a postcode. Write it like LK4 2AA, or leave it empty")


def _postcode() -> Postcode:
    return Postcode(lazy("Postcode, if you know it (optional)"), most=10, width=10)


class PlaceForm(Form):
    where = TextField(
        lazy("Where is it?"),
        hint=lazy("What people call it, or what it is near. For example: takeaway on Mill Lane, back yard."),
        required=lazy("Say where it is, as well as you can"),
        most=types.WHERE_LIMIT,
        size="l",
        heading=True,
    )
    address = _street(lazy("Street or address, if you know it (optional)"))
    postcode = _postcode()
    venue = Select(lazy("What is there? (optional)"), offered(venues_of("place")), empty=lazy("Not said"))


class GroupForm(Form):
    where = TextArea(
        lazy("Which group is it?"),
        hint=lazy(
            "What you see: where they meet, when, roughly how old. Please leave out names, photos and ethnicity: we "
            "do not need them to act."
        ),
        required=lazy("Say which group it is, in your own words"),
        most=types.WHERE_LIMIT,
        rows=3,
        size="l",
        heading=True,
    )
    address = _street(lazy("Where do they usually meet? (optional)"))
    group_size = Radios(
        lazy("How many are in the group? (optional)"), offered(tuple(GROUP_SIZES)), size="s", small=True
    )
    ages = Checkboxes(
        lazy("How old are they, roughly? (optional)"),
        offered(tuple(AGE_BANDS)),
        hint=lazy("Tick all that fit."),
        size="s",
        small=True,
    )


class SchoolForm(Form):
    where = TextField(
        lazy("Which school or college is it?"),
        hint=lazy("Its name, or where it is. You can add which part: a corridor, the gates, the bus home."),
        required=lazy("Say which school or college it is, as well as you can"),
        most=types.WHERE_LIMIT,
        size="l",
        heading=True,
    )
    address = _street(lazy("Street, if you know it (optional)"))
    venue = Select(lazy("What is it? (optional)"), offered(venues_of("school")), empty=lazy("Not said"))


class OnlineForm(Form):
    where = TextField(
        lazy("Where online is it?"),
        hint=lazy("The app, game or site, and what the chat or page is about. You do not need to send pictures."),
        required=lazy("Say which app, game, site or chat it is"),
        most=types.WHERE_LIMIT,
        size="l",
        heading=True,
    )
    online_handle = TextField(lazy("What is the chat, page or account called? (optional)"), most=types.HANDLE_LIMIT)
    venue = Select(lazy("What is it? (optional)"), offered(venues_of("online")), empty=lazy("Not said"))


class UnsureForm(Form):
    where = TextArea(
        lazy("Where or who is it about?"),
        hint=lazy("Tell us what you can: a place, a group, a time of day. We will work out the rest."),
        required=lazy("Tell us where or who it is about, as well as you can"),
        most=types.WHERE_LIMIT,
        rows=3,
        size="l",
        heading=True,
    )
    address = _street(lazy("Street or address, if you know it (optional)"))
    postcode = _postcode()


class WhatForm(Form):
    danger = Radios(
        lazy("Is someone in danger right now?"),
        (
            Choice(Danger.YES, lazy("Yes, now")),
            Choice(Danger.NO, lazy("Not now")),
            Choice(Danger.NOT_SURE, lazy("I am not sure")),
        ),
        required=lazy("Say whether someone is in danger right now. If you are not sure, say so"),
        size="m",
        inline=True,
    )
    harms = Checkboxes(
        lazy("What have you seen or heard about?"),
        offered(PUBLIC_HARMS),
        hint=lazy("Tick all that fit."),
        required=lazy("Tick what you have seen or heard about. If you are not sure, tick that"),
        size="m",
    )
    what = TextArea(
        lazy("Tell us in your own words"),
        hint=lazy("What you saw, heard or were told. Please leave out the names of young people if you can."),
        required=lazy("Tell us what you saw or heard, in your own words"),
        most=types.WHAT_LIMIT,
        rows=8,
        size="m",
    )
    when = TextField(
        lazy("When does it happen? (optional)"),
        hint=lazy("For example: after school, most Fridays, since September."),
        most=types.WHEN_LIMIT,
    )
    how_often = Radios(lazy("How often? (optional)"), offered(tuple(FREQUENCIES)), size="s", small=True)
    children = Radios(
        lazy("How many young people may be affected? (optional)"), offered(tuple(CHILD_BANDS)), size="s", small=True
    )
    helps = TextArea(
        lazy("Who or what keeps young people safe there? (optional)"),
        hint=lazy("For example a shopkeeper who looks out for them, a youth club, good lighting."),
        most=types.HELPS_LIMIT,
        rows=3,
        count=False,
    )

    MORE: Final = ("when", "how_often", "children", "helps")
    """Answers that nobody needs to give: they stand folded away."""


class YouForm(Form):
    contact = Radios(
        lazy("Do you want us to be able to reach you?"),
        (
            Choice("unknown", lazy("No, I will stay unknown"), lazy("You read our reply here, with the return code.")),
            Choice("email", lazy("Yes, by e-mail"), reveals="contact_email"),
            Choice("phone", lazy("Yes, by phone"), reveals="contact_phone"),
            Choice("text", lazy("Yes, by text message"), reveals="contact_text"),
        ),
        hint=lazy(
            "You do not have to say who you are. Either way you get a return code, and our reply waits behind it."
        ),
        required=lazy("Choose whether we should be able to reach you. You can stay unknown"),
        size="l",
        heading=True,
    )
    contact_email = Email(
        lazy("E-mail address"), required=lazy("Type your e-mail address, or choose to stay unknown"),
        most=types.CONTACT_VALUE_LIMIT,
    )  # fmt: skip
    contact_phone = Telephone(
        lazy("Telephone number"), required=lazy("Type your telephone number, or choose to stay unknown"), width=20
    )
    contact_text = Telephone(
        lazy("Mobile number"), required=lazy("Type your mobile number, or choose to stay unknown"), width=20
    )
    contact_name = TextField(
        lazy("What should we call you? (optional)"),
        hint=lazy("Only if we should be able to reach you. Any name will do."),
        most=types.CONTACT_NAME_LIMIT,
        width=20,
    )
    contact_safe = TextField(
        lazy("When and how is it safe to reach you? (optional)"),
        hint=lazy("Only if we should be able to reach you. For example: after 6pm, do not leave a message."),
        most=types.CONTACT_SAFE_LIMIT,
    )
    connection = Radios(
        lazy("How do you know about this? (optional)"),
        (
            Choice(Connection.LIVES_NEARBY, lazy("I live nearby")),
            Choice(Connection.WORKS_THERE, lazy("I work there or nearby")),
            Choice(Connection.PARENT, lazy("I am a parent or carer")),
            Choice(Connection.YOUNG_PERSON, lazy("I am a young person myself")),
            Choice(Connection.PASSES_BY, lazy("I pass by")),
            Choice(Connection.OTHER, lazy("Another way")),
        ),
        size="s",
        small=True,
    )


class SendForm(Form):
    """Sending needs no more answers. `website` is for programs that fill in everything: people do not see it."""

    website = Hidden(most=500)
