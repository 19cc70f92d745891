"""Free text has no place in a notification: neither in the types, nor in the columns, nor in the sentences."""

from __future__ import annotations

import re
import types
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Text

from commonground.platform.notifications.models import NotificationRow
from commonground.platform.notifications.sentences import NAMES, SENTENCES, sentence
from commonground.platform.notifications.types import (
    MyNotification,
    MyNotifications,
    NotAReferenceError,
    Notification,
    NotificationKind,
    RecordKind,
    Reference,
    SubjectRef,
)
from commonground.platform.outbox import FactKind
from commonground.platform.outbox.periodic import PERIODIC
from commonground.platform.references import ReferenceKind, new_reference

# What a value in a notification can be, at the bottom: none of these can hold a sentence.
_CANNOT_HOLD_WORDS = {UUID, datetime, bool, int, type(None), Reference}


def leaves(of: Any) -> set[type]:
    """The types at the bottom of a field's type."""
    if get_origin(of) in (Union, types.UnionType, tuple):
        return {leaf for part in get_args(of) if part is not Ellipsis for leaf in leaves(part)}
    if is_dataclass(of):
        return {leaf for hint in get_type_hints(of).values() for leaf in leaves(hint)}
    return {of}


@pytest.mark.parametrize("declared", [Notification, MyNotification, MyNotifications, SubjectRef])
def test_no_field_can_hold_free_text(declared: type) -> None:
    for leaf in leaves(declared):
        assert leaf in _CANNOT_HOLD_WORDS or issubclass(leaf, StrEnum), leaf
    assert getattr(declared, "__dataclass_params__").frozen  # noqa: B009  # private to dataclasses, but the only witness
    assert not hasattr(declared(*[None] * len(fields(declared))), "__dict__")  # no room to add any


@pytest.mark.parametrize(
    "words",
    ["Jade was seen at the park", "CR-7K3F-29M and Jade", "CR-7K3F-29", "cr-7k3f-29m", "", " ", "CX-0000-000"],
)
def test_a_reference_is_nothing_else(words: str) -> None:
    with pytest.raises(NotAReferenceError) as refused:
        Reference(words)
    assert str(refused.value) == ""


def test_a_reference_is_taken_as_it_is() -> None:
    for kind in ReferenceKind:
        reference = new_reference(kind)
        assert Reference(reference) == reference


def test_the_only_text_columns_are_codes_and_the_reference() -> None:
    text = {column.name for column in NotificationRow.__table__.columns if isinstance(column.type, Text)}
    assert text == {"kind", "subject_kind", "reference"}
    others = {type(column.type).__name__ for column in NotificationRow.__table__.columns if column.name not in text}
    assert others <= {"Uuid", "DateTime", "Boolean"}


def test_every_fact_has_a_kind_of_notification() -> None:
    work = {*(periodic.job for periodic in PERIODIC), FactKind.DISPOSAL_CONFIRMED, FactKind.CONTEXT_MADE,
            FactKind.WORKING_DAYS_CHANGED,  # what falls due anew is told when it does
            FactKind.REFERRED_ON,  # a letter goes to somebody outside
            FactKind.CROSSING_FILES,  # fetched, and nobody is told
            FactKind.CROSSING_ESCALATED,  # told to managers as what is overdue
            FactKind.REFERRAL_LINKED}  # fmt: skip  # what contacts add up to is told, not each
    told = set(FactKind) - work
    assert {kind.value for kind in told} <= {kind.value for kind in NotificationKind}


def test_a_sentence_is_made_of_the_kind_and_the_reference() -> None:
    assert set(SENTENCES) == set(NAMES) == set(NotificationKind)
    assert not [name for name in NAMES.values() if "%" in name]
    without = {
        NotificationKind.MOVED_BETWEEN_TEAMS, NotificationKind.TEAM_CHANGED, NotificationKind.ROLES_CHANGED,
        NotificationKind.SUPPORT_GRANTED, NotificationKind.SUPPORT_USED, NotificationKind.GROUP_CHANGED,
        NotificationKind.MAIL_UNDELIVERED, NotificationKind.KEPT_SHORTER,
        NotificationKind.ACCESS_GIVEN, NotificationKind.GONE_ELSEWHERE, NotificationKind.AGREEMENT_PROPOSED,
        NotificationKind.AGREEMENT_SIGNED, NotificationKind.AGREEMENT_WITHDRAWN,
    }  # fmt: skip
    because_of = {NotificationKind.ASKED_ABOUT_YOURS: ["%(number)s"]}
    for kind, words in SENTENCES.items():
        assert re.findall(r"%\(?\w*\)?.", words) == because_of.get(kind, []) + (
            [] if kind in without else ["%(reference)s"]
        )


def test_a_sentence_is_looked_up_in_the_readers_language() -> None:
    reference = Reference(new_reference(ReferenceKind.REFERRAL))
    said = sentence(NotificationKind.REFERRAL_ESCALATED, reference)
    assert said == f"Referral {reference} has been passed up to you."
    assert (
        sentence(NotificationKind.REFERRAL_ESCALATED, reference, lambda _: "Welsh %(reference)s")
        == f"Welsh {reference}"
    )


def test_a_subject_names_its_record() -> None:
    reference = Reference(new_reference(ReferenceKind.CONTEXT))
    assert SubjectRef(RecordKind.CONTEXT, uuid4(), reference).reference == reference
