"""What a council's own playbook and a contact must say. No database, no web."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from commonground.platform.reach import can_be_rung, can_be_written_to
from commonground.platform.reference import AGENCIES
from commonground.platform.reference.playbooks import Playbook, Step, Words
from commonground.platform.refusals import IncompleteError, Problem

MOST_STEPS: Final = 5
MOST_LINES: Final = 8
LINE_LIMIT: Final = 200
POST_LIMIT: Final = 120
REACH_LIMIT: Final = 120
LISTS: Final = ("say", "record", "escalate", "avoid")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactInput:
    """A contact as typed. `agency` is a code of `reference.AGENCIES`."""

    agency: str
    post: str
    phone: str = ""
    email: str = ""
    hours: str = ""


def check_words(typed: Words) -> Words:
    """The playbook as it may be kept: without stray spaces, and without what was left blank.

    Raises `IncompleteError` with every problem, each beside its part."""
    steps = tuple(step for each in typed.steps if (step := Step(_line(each.do), _line(each.why))) != Step(""))
    lists = {part: tuple(line for each in getattr(typed, part) if (line := _line(each))) for part in LISTS}
    words = Words(steps=steps, **lists)
    if problems := tuple(_problems(words)):
        raise IncompleteError(problems)
    return words


def _line(typed: str) -> str:
    return " ".join(typed.split())


def _problems(words: Words) -> Iterator[Problem]:
    if not words.steps:
        yield Problem("step_1", "Write at least one thing to do first.")
    for number, step in enumerate(words.steps, 1):
        if not step.do:
            yield Problem(f"step_{min(number, MOST_STEPS)}", "Say what to do, not only why.")
        if max(len(step.do), len(step.why)) > LINE_LIMIT:
            yield Problem(f"step_{min(number, MOST_STEPS)}", f"Keep each line to {LINE_LIMIT} characters.")
    if len(words.steps) > MOST_STEPS:
        yield Problem(f"step_{MOST_STEPS}", f"Keep to {MOST_STEPS} things: a page that is read is short.")
    for part in LISTS:
        yield from _of_list(part, getattr(words, part))


def _of_list(part: str, lines: tuple[str, ...]) -> Iterator[Problem]:
    if part in ("escalate", "avoid") and not lines:
        yield Problem(part, "Write at least one line: without it people would read that there is nothing to mind.")
    if len(lines) > MOST_LINES:
        yield Problem(part, f"Keep to {MOST_LINES} lines: a page that is read is short.")
    if any(len(line) > LINE_LIMIT for line in lines):
        yield Problem(part, f"Keep each line to {LINE_LIMIT} characters.")


def kept(words: Words) -> dict[str, list[list[str]]]:
    """As the database holds it."""
    lists = {part: [[line] for line in getattr(words, part)] for part in LISTS}
    return {"steps": [[step.do, step.why] for step in words.steps], **lists}


def read(held: Mapping[str, Any]) -> Words:
    """What `kept` made."""
    lists = {part: tuple(line for (line,) in held.get(part, ())) for part in LISTS}
    return Words(steps=tuple(Step(do, why) for do, why in held["steps"]), **lists)


def check_contact(typed: ContactInput) -> ContactInput:
    """The contact as it may be kept, without stray spaces. Raises `IncompleteError` with every problem."""
    lines = {name: _line(getattr(typed, name)) for name in ("post", "phone", "email", "hours")}
    contact = replace(typed, **lines)
    if problems := tuple(_of_contact(contact)):
        raise IncompleteError(problems)
    return contact


def _of_contact(contact: ContactInput) -> Iterator[Problem]:
    if contact.agency not in AGENCIES:
        yield Problem("agency", "Choose whose contact it is.")
    if not contact.post or len(contact.post) > POST_LIMIT:
        yield Problem("post", f"Say which desk or post it is, in at most {POST_LIMIT} characters.")
    if not contact.phone and not contact.email:
        yield Problem("phone", "Type a phone number or an e-mail address.")
    if contact.phone and (len(contact.phone) > REACH_LIMIT or not can_be_rung(contact.phone, services=True)):
        yield Problem("phone", "Type a phone number, like 020 7946 0121.")
    if contact.email and (len(contact.email) > REACH_LIMIT or not can_be_written_to(contact.email)):
        yield Problem("email", "Type an e-mail address, like licensing@council.example.")
    if len(contact.hours) > REACH_LIMIT:
        yield Problem("hours", f"Keep this to {REACH_LIMIT} characters.")


def words_of(playbook: Playbook, held: Mapping[str, Any] | None) -> Words:
    """The council's own, or ours."""
    return playbook.words if held is None else read(held)
