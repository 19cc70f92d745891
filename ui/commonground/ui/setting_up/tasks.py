"""The tasks, in the order in which they are shown, and how each stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from commonground.platform.councils import evidence
from commonground.platform.councils.evidence import Given, Said
from commonground.platform.work import Work
from commonground.ui.shell.dates import day
from commonground.ui.shell.i18n import LazyText, gettext, lazy

HOME: Final = "/council/set-up"
DONE: Final = "task:"
"""Before the key of a task whose page was saved, among the council's evidence."""


@dataclass(frozen=True, slots=True)
class Task:
    """One page. `until_then`: how it stands before anybody has looked at it. Another feature's task has its address."""

    key: str
    title: LazyText
    sentence: LazyText
    until_then: LazyText
    address: str = ""

    @property
    def href(self) -> str:
        return self.address or f"{HOME}/{self.key}"


@dataclass(frozen=True, slots=True)
class TaskLine:
    task: Task
    done: bool
    state: str


_OURS: Final = lazy("As we set it up")
TASKS: Final = (
    Task("details", lazy("Who you are"), lazy("Name, areas, telephone numbers"), lazy("As the operator typed it")),
    Task("powers", lazy("Legal powers"), lazy("What you may do, and what can’t pass to you"), _OURS),
    Task("sign-in", lazy("How your people sign in"), lazy("Your own provider, or accounts of ours"),
         lazy("Accounts of ours only")),
    Task("groups", lazy("Groups, roles and teams"), lazy("What a group of your provider gives here"),
         lazy("Nothing yet")),
    Task("teams", lazy("Teams"), lazy("Who works with what"), lazy("The two that every council begins with")),
    Task("people", lazy("People"), lazy("Invite those who read what comes in, and the rest"), lazy("Only you so far"),
         "/team/people"),
    Task("days", lazy("Working days"), lazy("Hours, and days on which you are closed"), _OURS),
    Task("words", lazy("Public words"), lazy("What the public reads"), _OURS),
    Task("brand", lazy("Brand"), lazy("Colour and logo"), _OURS),
    Task("notices", lazy("Notices by e-mail"), lazy("How many, and when they are repeated"), _OURS,
         "/council/notices"),
)  # fmt: skip  # one task to a row
BY_KEY: Final = {task.key: task for task in TASKS}


async def lines(work: Work) -> list[TaskLine]:
    given = await evidence.newest(work.connection, work.actor.council)
    return [_line(task, given) for task in TASKS]


async def mark_done(work: Work, key: str) -> None:
    """Somebody has looked at this task and saved it."""
    by, council = work.actor.staff, work.actor.council
    await evidence.add(work.connection, council, f"{DONE}{key}", Said(), by=by, at=work.now)


def after(key: str) -> str:
    """Where to go on to: the next task of ours, and the gate after the last."""
    own = [task for task in TASKS if not task.address]
    place = own.index(BY_KEY[key])
    return own[place + 1].href if place + 1 < len(own) else "/council/go-live"


def _line(task: Task, given: Mapping[str, Given]) -> TaskLine:
    found = given.get(f"{DONE}{task.key}")
    if found is None:
        return TaskLine(task, done=False, state=str(task.until_then))
    words = gettext("Looked at by %(who)s, %(day)s") % {"who": found.given_by, "day": day(found.given_at)}
    return TaskLine(task, done=True, state=words)
