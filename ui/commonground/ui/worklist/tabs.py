"""The views of one's own work."""

from __future__ import annotations

from commonground.ui.shell.i18n import gettext

Tabs = tuple[tuple[str, str, int | None], ...]
UNCLEARED = "/worklist/uncleared"
"""Leads on to where rows of an earlier tracker are cleared of names."""
MINE, TEAM, CALENDAR = "/worklist", "/worklist?whose=team", "/worklist/calendar"


def tabs(mine: int | None = None, teams: int | None = None) -> Tabs:
    return (
        (gettext("Today"), "/my-work", None),
        (gettext("For me"), MINE, mine),
        (gettext("My team"), TEAM, teams),
        (gettext("Calendar"), CALENDAR, None),
    )
