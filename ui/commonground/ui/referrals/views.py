"""What the referral's templates show: everything already said in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from markupsafe import Markup

from commonground.ui.adding_up.worries import WorriesView
from commonground.ui.attachments.views import FileLine
from commonground.ui.flags.views import FlagHead
from commonground.ui.pathways.words import StepRow
from commonground.ui.shell.charts import ContactsChart


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a log. `said` is what somebody wrote then; it is shown as it was typed."""

    at: datetime
    shown: str
    text: str
    said: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class ToldView:
    """The teller's words, masked unless they were asked for."""

    words: str
    facts: tuple[tuple[str, str], ...]
    names: str
    can_look: bool
    unmasked: bool
    people: str = ""
    """Where the layer that points at people is, for those who may look."""
    clear: str = ""
    """Where words of an earlier tracker are cleared of names, for those who may look."""
    redact: str = ""
    """Where a redacted copy of other words is made, for those who may look."""


@dataclass(frozen=True, slots=True)
class SideColumn:
    """One contact beside the others."""

    head: str
    short: str
    href: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Fact:
    term: str
    words: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class AddsUpView:
    """What came in before about the same context, as far as the reader may know it."""

    heading: str
    finding: str
    chart: ContactsChart | None
    beside: tuple[SideColumn, ...]
    stands_on: Fact | None = None
    more_beside: bool = False
    """Whether there are other contacts than those in `beside`."""
    why_now: tuple[str, ...] = ()
    """The council's patterns that are met with it."""
    is_open: bool = True
    """Whether somebody has yet to decide it, so that it matters now."""


@dataclass(frozen=True, slots=True)
class Act:
    """Something else that the reader may do with the record now."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class ConflictView:
    """Somebody else was quicker. `typed` is shown where the form can't be, so that nothing is lost."""

    sentence: str
    lines: tuple[Line, ...] = ()
    typed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ReadyWords:
    """Words for the reply that are safe to send, under a key of theirs."""

    key: str
    label: str
    words: str


@dataclass(frozen=True, slots=True)
class RecordView:
    """The whole page."""

    reference: str
    title: str
    state: str
    restricted: bool
    clock: Markup
    attention: str
    told: ToldView
    adds_up: AddsUpView | None
    said_since: tuple[Line, ...]
    history: tuple[Line, ...]
    panel: str
    """Which panel stands at the right: `decide`, `take`, `waiting`, `lead` or `decided`."""
    standing: str
    held_by: str
    decided: tuple[Fact, ...]
    main_act: Act | None
    """What the reader would most likely do next, where nothing is to be decided."""
    asked: str
    """The question that we wait for an answer to."""
    acts: tuple[Act, ...]
    why: str
    agreed: tuple[Fact, ...] = ()
    """What was agreed with other agencies."""
    unrecorded: str = ""
    """A strategy discussion was decided, and nothing is recorded of one."""
    open_now: str = ""
    """Who else has it open, in a sentence."""
    flags: FlagHead = field(default_factory=FlagHead)
    """What people must know first."""
    lost: tuple[str, ...] = ()
    """E-mails by which it was referred on that did not arrive."""
    files: tuple[FileLine, ...] = ()
    can_add_files: bool = False
    who: str = ""
    """Where it says who could see it, for those who may know."""
    kept: str = ""
    has_draft: bool = False
    dropped: str = ""
    """Says that the draft has just been thrown away, where only the form is shown anew."""
    conflict: ConflictView | None = None
    elsewhere: str = ""
    """Says that its postcode lies in a neighbour's area."""
    unanswered: str = ""
    """Since when a question of the one who told us waits for an answer."""
    ready: tuple[ReadyWords, ...] = ()
    ready_open: bool = False
    better_words: tuple[tuple[str, str], ...] = ()
    """Phrases in what was typed that the field says in another way, with that way."""
    suggested: ReadyWords | None = None
    """Words that fit the chosen outcome, where others stand in the reply."""
    fitted: bool = False
    """The words in the reply have just been changed to those of the chosen outcome."""
    reply_lang: str = "en"
    reply_in_english: str = ""
    levels: tuple[tuple[str, str], ...] = ()
    """The council's guidance on how much a context needs."""
    advised: str = ""
    """Which of the council's pathways fits, and why: a suggestion."""
    steps: tuple[StepRow, ...] = ()
    """What follows the decision."""
    proposal: str = ""
    """Whom the council's rules propose to put it with, and why."""
    worries: WorriesView | None = None
    """What else is open about what may be the same place or school."""
    alone: tuple[Fact, ...] = ()
    """What else came in about what may be the same and stands on no context, and what became of it."""
