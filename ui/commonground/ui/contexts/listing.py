"""The list of contexts. Its address holds the view; a position in it is the reference of a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlencode

from sqlalchemy import Row

from commonground.platform.access import Actor
from commonground.platform.reference import KINDS, VENUES
from commonground.platform.references import ReferenceKind, parse_reference
from commonground.tenants.contexts.queries import Counts, Found, View, Wanted
from commonground.tenants.contexts.types import ContextKind
from commonground.tenants.flags.queries import words_on
from commonground.ui.contexts.views import ContextLine, ListView
from commonground.ui.shell.dates import short_day
from commonground.ui.shell.i18n import gettext, ngettext
from commonground.ui.shell.marks import heap, tag

PATH: Final = "/contexts"
MOST_WORDS: Final = 100


def read(query: Mapping[str, str]) -> Wanted:
    """What the address asks for; whatever is not one of ours means the default."""
    view, kind = query.get("view", ""), query.get("type", "")
    after = parse_reference(query.get("after", ""), kind=ReferenceKind.CONTEXT) or ""
    before = parse_reference(query.get("before", ""), kind=ReferenceKind.CONTEXT) or ""
    return Wanted(
        view=View(view) if view in set(View) else View.ACTIVE,
        kind=kind if kind in set(ContextKind) else "",
        words=query.get("words", "").replace("\x00", "")[:MOST_WORDS].strip(),
        after=after,
        before="" if after else before,
    )


def write(wanted: Wanted) -> str:
    said = {
        "view": "" if wanted.view is View.ACTIVE else wanted.view,
        "type": wanted.kind,
        "words": wanted.words,
        "after": wanted.after,
        "before": wanted.before,
    }
    asked = urlencode({name: value for name, value in said.items() if value})
    return f"{PATH}?{asked}" if asked else PATH


def list_view(actor: Actor, wanted: Wanted, found: Found, counts: Counts) -> ListView:
    start = replace(wanted, after="", before="")
    return ListView(
        here=write(Wanted(view=wanted.view)),
        view=wanted.view.value,
        tabs=_tabs(counts),
        kinds=(("", gettext("Any")), *KINDS.labels()),
        kind=wanted.kind,
        words=wanted.words,
        filtered=bool(wanted.kind or wanted.words),
        rows=tuple(_line(row, actor) for row in found.rows),
        summary=_summary(counts),
        clear=write(Wanted(view=wanted.view)),
        previous=write(replace(start, before=found.rows[0].reference)) if found.more_before and found.rows else "",
        next=write(replace(start, after=found.rows[-1].reference)) if found.more_after and found.rows else "",
    )


def _tabs(counts: Counts) -> tuple[tuple[str, str, int | None], ...]:
    return (
        (gettext("Active"), write(Wanted()), counts.active),
        (gettext("I lead"), write(Wanted(view=View.MINE)), counts.mine),
        (gettext("My team’s"), write(Wanted(view=View.TEAM)), counts.team),
        (gettext("Closed"), write(Wanted(view=View.CLOSED)), counts.closed),
    )


def _summary(counts: Counts) -> str:
    count = counts.active
    return ngettext("%(n)s active context, by name.", "%(n)s active contexts, by name.", count) % {"n": count}


def _line(row: Row[Any], actor: Actor) -> ContextLine:
    return ContextLine(
        reference=row.reference,
        name=row.name,
        kind=kind_words(row.kind, row.venue),
        where=", ".join(part for part in (row.address, row.postcode) if part),
        contacts=heap(row.contacts),
        latest=short_day(row.latest) if row.latest else "",
        lead=row.lead_name or "",
        mine=row.lead_id is not None and row.lead_id == actor.staff_id,
        team=row.team_name,
        state=tag("restricted") if row.restricted else tag(row.status),
        flags=words_on(row.flags),
    )


def kind_words(kind: str, venue: str | None) -> str:
    """“Takeaway”, or “Place” when nobody said which."""
    return VENUES.label(venue) if venue and venue in VENUES else KINDS.label(kind)
