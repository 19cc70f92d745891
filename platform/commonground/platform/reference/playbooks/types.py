"""What a playbook is: one page of practice about a setting, or what a harm adds to it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """Something that somebody does, and why: in a line each."""

    do: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a playbook says: the first actions, words to use, what to write down, when to escalate, what not to do."""

    steps: tuple[Step, ...]
    say: tuple[str, ...]
    record: tuple[str, ...]
    escalate: tuple[str, ...]
    avoid: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Playbook:
    """`venues`: the kinds of place that a setting's playbook is for; `harms`: those of which one says what they add.
    One of the two is empty. `kind`: of which subject it is, empty for a harm. `ring`: agencies whose contacts belong on
    the page, most needed first.

    The code is kept by actions and by a council's own words: words may change, a code never does."""

    code: str
    question: str
    words: Words
    kind: str = ""
    venues: tuple[str, ...] = ()
    harms: tuple[str, ...] = ()
    ring: tuple[str, ...] = ()

    @property
    def is_setting(self) -> bool:
        return bool(self.kind)
