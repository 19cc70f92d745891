"""The tasks, in the order in which they are shown, and how each stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from commonground.platform.access import Action
from commonground.platform.councils import evidence
from commonground.platform.councils.evidence import Given, Said
from commonground.platform.councils.settling import Amounts
from commonground.platform.work import Work
from commonground.ui.shell.dates import day
from commonground.ui.shell.i18n import LazyText, gettext, lazy, ngettext

HOME: Final = "/council/set-up"
DONE: Final = "task:"
"""Before the key of a task whose page was saved, among the council's evidence."""


@dataclass(frozen=True, slots=True)
class Task:
    """One page. `until_then`: how it stands before anybody has looked at it; `counts`: which amount says how it stands
    instead, and from how many on (`enough`) it is done. `optional`: a council may well stay with how it came. Another
    feature's task has its address; `needs` is what its page asks for, where administrators are not the ones who do
    it."""

    key: str
    title: LazyText
    sentence: LazyText
    until_then: LazyText
    address: str = ""
    counts: str = ""
    enough: int = 1
    needs: Action | None = None
    optional: bool = False

    @property
    def href(self) -> str:
        return self.address or f"{HOME}/{self.key}"


@dataclass(frozen=True, slots=True)
class TaskLine:
    task: Task
    done: bool
    state: str


_TEAMS, _PEOPLE = 3, 2
"""Every council begins with two teams and one administrator: these are one more."""
_OURS: Final = lazy("As we set it up")
TASKS: Final = (
    Task("details", lazy("Who you are"), lazy("Name, areas, telephone numbers"), lazy("As the operator typed it")),
    Task("kind", lazy("Kind and nation"), lazy("Under which law you work, and which holidays count"),
         lazy("As the operator typed it")),
    Task("powers", lazy("Legal powers"), lazy("What you may do, and what can’t pass to you"), _OURS),
    Task("sign-in", lazy("How your people sign in"), lazy("Your own provider, or accounts of ours"),
         lazy("Accounts of ours only"), counts="providers", optional=True),
    Task("groups", lazy("Groups, roles and teams"), lazy("What a group of your provider gives here"),
         lazy("Nothing yet"), counts="groups", optional=True),
    Task("teams", lazy("Teams and cover"), lazy("Who works with what, and who stands in"),
         lazy("None yet"), counts="teams", enough=_TEAMS, optional=True),
    Task("people", lazy("People"), lazy("Invite those who read what comes in, and the rest"), lazy("Nobody yet"),
         "/team/people", counts="people", enough=_PEOPLE),
    Task("days", lazy("Working days"), lazy("Hours, and days on which you are closed"), _OURS),
    Task("words", lazy("Public words"), lazy("What the public reads"), _OURS),
    Task("labels", lazy("Your words"), lazy("What you call your front door, decisions and harms"), lazy("Ours")),
    Task("brand", lazy("Brand"), lazy("Colour and logo"), _OURS),
    Task("features", lazy("Features"), lazy("Begin with little, and switch on what you miss"), _OURS),
    Task("notices", lazy("Notices by e-mail"), lazy("How many, and when they are repeated"),
         _OURS, "/council/notices", counts="notices", optional=True),
    Task("retention", lazy("How long records are kept"),
         lazy("Chosen by your information-governance lead: invite one first"),
         _OURS, "/retention/schedule", counts="kept", needs=Action.SET_RETENTION, optional=True),
)  # fmt: skip  # one task to a row
BY_KEY: Final = {task.key: task for task in TASKS}


def lines(given: Mapping[str, Given], amounts: Amounts) -> list[TaskLine]:
    """Every task with how it stands; `given` is the council's evidence, that of its tasks among it."""
    return [_line(task, given, amounts) for task in TASKS]


async def mark_done(work: Work, key: str) -> None:
    """Somebody has looked at this task and saved it."""
    by, council = work.actor.staff, work.actor.council
    await evidence.add(work.connection, council, f"{DONE}{key}", Said(), by=by, at=work.now)


def after(key: str) -> str:
    """Where to go on to: the next task of ours, and the gate after the last."""
    own = [task for task in TASKS if not task.address]
    place = own.index(BY_KEY[key])
    return own[place + 1].href if place + 1 < len(own) else "/council/go-live"


def _line(task: Task, given: Mapping[str, Given], amounts: Amounts) -> TaskLine:
    """What is counted is done by what there is, and nothing else: what was taken away again is to do again."""
    found = given.get(f"{DONE}{task.key}")
    stands = _amount(task.counts, amounts) or str(task.until_then)
    done = getattr(amounts, task.counts) >= task.enough if task.counts else found is not None
    if found is None:
        return TaskLine(task, done, stands)
    looked = gettext("Looked at by %(who)s, %(day)s") % {"who": found.given_by, "day": day(found.given_at)}
    return TaskLine(task, done, f"{stands}. {looked}" if task.counts else looked)


def _amount(of: str, amounts: Amounts) -> str:
    """In words; nothing where there is none of it."""
    number = getattr(amounts, of) if of else 0
    if not number:
        return ""
    words = {
        "providers": gettext("Your own provider"),
        "groups": ngettext("%(num)d group", "%(num)d groups", number),
        "teams": ngettext("%(num)d team", "%(num)d teams", number),
        "people": ngettext("%(num)d person", "%(num)d people", number),
        "notices": gettext("Your own numbers"),
        "kept": ngettext("Chosen for %(num)d type", "Chosen for %(num)d types", number),
    }
    return words[of] % {"num": number} if "%" in words[of] else words[of]
