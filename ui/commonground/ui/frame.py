"""Fills the shell: the council, the person and the way about, for the page that is about to be made."""

from __future__ import annotations

from functools import partial
from typing import Final

from commonground.platform.access import Action, Actor, Reach, decide, reach_of
from commonground.platform.settings import Settings
from commonground.ui.shell.view import CouncilView, NavItem, PersonView, Shell, main_nav

_NEEDS: Final = {"/tracker": Action.READ_TRACKER, "/contexts": Action.READ_CONTEXT, "/refer": Action.REFER}


def bare_shell(settings: Settings) -> Shell:
    """Before anybody is known: sign-in, public pages (which name their council themselves), errors."""
    return Shell(demo=settings.is_demo)


def staff_shell(settings: Settings, actor: Actor) -> Shell:
    return Shell(
        council=_council(actor),
        person=PersonView(actor.name, actor.team_name or actor.organisation_name),
        unread=actor.unread,
        nav=_nav(actor),
        demo=settings.is_demo,
        support_until=actor.support_until,
        can=partial(_can, actor),
    )


def _council(actor: Actor) -> CouncilView | None:
    if actor.council_id is None:
        return None
    return CouncilView(slug=actor.council_slug, name=actor.council_name, colour=actor.council_colour)


def _nav(actor: Actor) -> tuple[NavItem, ...]:
    can = partial(_can, actor)
    if can(Action.RUN_PLATFORM):
        return (NavItem("Councils", "/operator/councils"), NavItem("Support", "/operator/support"))
    if not can(Action.VISIT_COUNCIL) and not can(Action.SEE_OWN_WORK):
        return (NavItem("Your account", "/account"),)
    if can(Action.VISIT_COUNCIL):
        return (NavItem("Settings", "/support/settings"), NavItem("Teams and people", "/support/teams"))
    if can(Action.READ_SHARED):
        refer = (NavItem("Refer", "/refer"), NavItem("What I referred", "/refer/mine"))
        return (NavItem("Shared with you", "/shared"), *(refer if can(Action.REFER) else ()))
    items = main_nav(
        figures=can(Action.SEE_FIGURES),
        directory=can(Action.SEE_DIRECTORY),
        agreements=can(Action.KEEP_AGREEMENTS),
        team=can(Action.MANAGE_TEAMS),
        council=can(Action.READ_COUNCIL),
        audit=can(Action.READ_AUDIT),
        break_glass=can(Action.REVIEW_BREAK_GLASS),
        partners=can(Action.READ_PARTNERS),
        sharing=can(Action.AUTHORISE_SHARING),
        handoffs=can(Action.SEE_CROSSINGS),
        joint=can(Action.READ_JOINT),
        who=reach_of(actor, Action.SEE_WHO) is Reach.COUNCIL,
        retention=_retention(actor),
        subject_access=can(Action.ANSWER_SUBJECT_ACCESS),
    )
    return tuple(item for item in items if item.href not in _NEEDS or can(_NEEDS[item.href]))


def _retention(actor: Actor) -> str:
    """Whoever only confirms disposals begins with those."""
    if _can(actor, Action.REVIEW_RETENTION):
        return "/retention"
    return "/retention/waiting" if _can(actor, Action.CONFIRM_DISPOSAL) else ""


def _can(actor: Actor, action: Action, record: object = None) -> bool:
    """For templates: the same decision as the guard's. `record` is a `Held`, or nothing."""
    return bool(decide(actor, action, record))  # type: ignore[arg-type]  # templates pass what their view holds
