"""`/handoffs`: one inbox and one outbox of what crosses, each with its clock; what is being prepared; what is over."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from litestar import get
from litestar.params import FromQuery

from commonground.platform import audit
from commonground.platform.access import Action, reach_of
from commonground.platform.crossings.queries import offers
from commonground.platform.crossings.types import KIND_LABELS, VERB_LABELS, Kind, OfferView, Side, Verb
from commonground.platform.ids import uuid_of
from commonground.platform.work import Work
from commonground.tenants.disclosures.load import hidden_from
from commonground.tenants.disclosures.queries import drafts_of_team
from commonground.tenants.disclosures.types import STATE_LABELS, DisclosureState
from commonground.ui.declare import declare
from commonground.ui.edge import RequestWork
from commonground.ui.handoffs.people import other_councils
from commonground.ui.handoffs.showing import row_of
from commonground.ui.handoffs.views import ListRow, ListView
from commonground.ui.shell.dates import short_moment
from commonground.ui.shell.i18n import lazy
from commonground.ui.shell.page import Page

SIZE: Final = 50
_BASE: Final = "/handoffs"
_TABS: Final = (
    ("in", lazy("Offered to us")),
    ("out", lazy("Offered by us")),
    ("preparing", lazy("Being prepared")),
    ("in-over", lazy("To us, over")),
    ("out-over", lazy("By us, over")),
)
_EMPTY: Final = {
    "in": lazy("No other council waits for an answer, and nothing that was accepted is open."),
    "out": lazy("Nothing of yours is with another council. A handoff is begun on a context or a referral."),
    "preparing": lazy("Your teams prepare nothing at the moment."),
    "in-over": lazy("Nothing that was offered to you is over."),
    "out-over": lazy("Nothing that you offered is over."),
}
_DRAFT_TAG: Final = {"draft": "draft", "proposed": "waiting", "authorised": "accepted", "refused": "waiting"}


@get(_BASE, opt=declare(Action.SEE_CROSSINGS))
async def index(work: RequestWork, show: FromQuery[str] = "in", older: FromQuery[str] = "") -> Page:
    """What is open comes in the order in which an answer is due. `older`: behind which row the page
    goes on."""
    shown = show if show in dict(_TABS) else "in"
    if shown == "preparing":
        rows, more = await _preparing(work), ""
    else:
        rows, more = await _offered(work, shown, older)
    await audit.record(work, Action.SEE_CROSSINGS, audit.Subject("crossings"))
    return Page("handoffs/index.html", _view(work, shown, rows, more))


def _view(work: Work, shown: str, rows: list[ListRow], older: str) -> ListView:
    tabs = tuple((str(label), _address(name), None) for name, label in _TABS)
    return ListView(
        rows=tuple(rows),
        tabs=tabs,
        current=_address(shown),
        older=older,
        may_begin=reach_of(work.actor, Action.PREPARE_DISCLOSURE) is not None,
        heading=str(dict(_TABS)[shown]),
        empty=str(_EMPTY[shown]),
    )


def _address(name: str) -> str:
    return _BASE if name == "in" else f"{_BASE}?show={name}"


async def _offered(work: Work, shown: str, older: str) -> tuple[list[ListRow], str]:
    side = Side.RECEIVER if shown.startswith("in") else Side.SENDER
    live = not shown.endswith("-over")
    found = await offers(work, side, live=live, most=SIZE + 1, behind=_position(older))
    hidden = await hidden_from(work) if side is Side.SENDER else frozenset()
    rows = [row_of(each, work.now) for each in found[:SIZE] if each.id not in hidden]
    more = f"{_BASE}?show={shown}&older={_key(found[SIZE - 1], live=live)}" if len(found) > SIZE else ""
    return rows, more


def _key(last: OfferView, *, live: bool) -> str:
    return f"{(last.respond_by if live else last.sent_at).timestamp():.6f}.{last.id.hex}"


def _position(older: str) -> tuple[datetime, UUID] | None:
    at, _, key = older.rpartition(".")
    found = uuid_of(key)
    try:
        return (datetime.fromtimestamp(float(at)).astimezone(), found) if found is not None else None
    except (ValueError, OverflowError, OSError):
        return None


async def _preparing(work: Work) -> list[ListRow]:
    names = dict(await other_councils(work))
    hidden = await hidden_from(work)
    return [
        ListRow(
            reference=row.reference,
            href=f"{_BASE}/{row.reference}",
            other=names.get(row.receiver_id, "") if row.receiver_id else row.receiver_words,
            verb=VERB_LABELS[Verb(row.verb)],
            kind=KIND_LABELS[Kind(row.kind)],
            state=_DRAFT_TAG.get(row.state, "draft"),
            state_label=STATE_LABELS[DisclosureState(row.state)],
            clock=None,
            sent=short_moment(row.changed_at),
        )
        for row in await drafts_of_team(work)
        if row.id not in hidden and row.destination == "council"
    ]


HANDLERS = [index]
