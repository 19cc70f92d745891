"""`/tracker/link`: several referrals are put on one context. What would become of each is said first; then all of it is
done, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from litestar import Request, Response, get, post

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import LeadsOnError, NotFoundHereError
from commonground.platform.references import ReferenceKind, parse_reference
from commonground.platform.work import Work
from commonground.tenants.contexts.load import load_context, subject_of
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.contexts.queries import find_by_words
from commonground.tenants.referrals import several
from commonground.tenants.referrals.linking import Fate, Foreseen, foresee, link_all
from commonground.tenants.referrals.several import MOST, Pick
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.find.pages import FEWEST_TYPED, MOST_WORDS, about_words
from commonground.ui.shell.forms import number_in
from commonground.ui.shell.htmx import is_htmx
from commonground.ui.shell.i18n import LazyText, gettext, lazy, ngettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page
from commonground.ui.tracker import address
from commonground.ui.tracker.link_address import carried, link_address

AnyRequest = Request[Any, Any, Any]
TEMPLATE: Final = "tracker/link.html"
MOST_FOUND: Final = 10
_IDS: Final = {"pick": "referral", "context": "context"}
SAID: Final[dict[Fate, LazyText]] = {
    Fate.LINK: lazy("Will be put on it"),
    Fate.LINKED: lazy("Stands on it already"),
    Fate.ELSEWHERE: lazy("Stays where it is: it stands on another context"),
    Fate.CHANGED: lazy("Somebody changed it meanwhile: look at it again"),
    Fate.CLOSED: lazy("Stays as it is: work on it goes on, and this context is closed. Reopen the context first"),
    Fate.GROUP: lazy("Stays as it is: a group is open to its own team alone. Give it to that team first"),
    Fate.NOT_NAMED: lazy("Stays as it is: whoever has it may not open this context. Name them on it first"),
    Fate.CONFIRM: lazy("Stays as it is: it is restricted. Open it, and confirm that it is you"),
    Fate.NOT_FOUND: lazy("There is no such record for you here"),
}


@dataclass(frozen=True, slots=True)
class LinkRow:
    reference: str
    title: str
    href: str
    said: str
    done: bool


@dataclass(frozen=True, slots=True)
class LinkHit:
    href: str
    name: str
    about: str
    reference: str


@dataclass(frozen=True, slots=True)
class LinkView:
    """Without a `context`: which it shall be is asked. `picks` go along unseen: with a context, only those that will be
    put on it."""

    picks: tuple[str, ...]
    rows: tuple[LinkRow, ...]
    asked: str
    back: str
    new: str
    another: str = ""
    context: str = ""
    seen: int = 0
    name: str = ""
    about: str = ""
    summary: str = ""
    button: str = ""
    conflict: str = ""
    words: str = ""
    typed: str = ""
    """What stands in the field: words, or a reference that leads nowhere."""
    hits: tuple[LinkHit, ...] = ()
    more: bool = False
    problem: str = ""
    nothing: str = ""
    """Why there is nothing to choose for."""

    @property
    def said(self) -> str:
        """Read out while somebody types."""
        if not self.words:
            return ""
        count = len(self.hits)
        return ngettext("%(n)s found", "%(n)s found", count) % {"n": count} if count else gettext("Nothing found")


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the address or the form asks for."""

    picks: Sequence[Pick]
    context: str
    words: str
    asked: str
    seen: int = 0
    """The version of the context for which it was said what would become of each."""

    @property
    def back(self) -> str:
        return address.write(address.kept(self.asked))


def body() -> dict[str, str | list[str]]:
    return {"pick": ["CR-7K3F-29M.1"], "context": "CX-4T8N-M2P", "asked": "", "seen": "1"}


@get("/tracker/link", opt=declare(Action.LINK_REFERRAL, ids=_IDS, search=True))
async def link(request: AnyRequest, work: RequestWork) -> Page:
    """Which context, and then what would become of each."""
    asked = _asked(request.query_params)
    if not 0 < len(asked.picks) <= MOST:
        await audit.record(work, Action.LINK_REFERRAL, audit.Subject("tracker"))
        return Page(TEMPLATE, replace(_view(asked, (), ()), nothing=_refused(asked.picks)))
    if is_htmx(request) or not asked.context:
        return await _choose(work, asked, typing=is_htmx(request))
    return await _before(work, asked)


@post("/tracker/link", status_code=200, opt=declare(
    Action.LINK_REFERRAL, effect=Effect.CHANGE, ids=_IDS, body=body))  # fmt: skip
async def link_them(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    """All of them, or none and what is in the way."""
    asked = _asked(await request.form())
    if not 0 < len(asked.picks) <= MOST:
        return redirect(request, asked.back, _refused(asked.picks), done=False)
    try:
        context, foreseen, done = await link_all(work, asked.picks, asked.context, seen=asked.seen)
    except NotFoundHereError:
        return await _not_there(work, asked)
    except LeadsOnError as leads_on:
        return redirect(request, link_address(asked.picks, asked=asked.asked, context=leads_on.reference))
    if done:
        return redirect(request, f"/contexts/{context.reference}/contacts", _done(foreseen))
    again = await foresee(work, asked.picks, context)
    conflict = gettext("Nothing was put anywhere: something is different now. This is how it stands.")
    await audit.shown(work, Action.READ_CONTEXT, subject_of(context))
    return Page(TEMPLATE, _previewed(asked, context, again, conflict), status=409)


def _asked(sent: Any) -> _Asked:
    picks = several.picked(str(each) for each in sent.getall("pick", []))
    words = str(sent.get("q", "")).replace("\x00", "")[:MOST_WORDS].strip()
    asked = address.write(address.kept(str(sent.get("asked", "")))).partition("?")[2]
    context = str(sent.get("context", ""))[:40] or parse_reference(words, kind=ReferenceKind.CONTEXT) or ""
    return _Asked(picks, context, words, asked, number_in(str(sent.get("seen", ""))))


def _refused(picks: Sequence[Pick]) -> str:
    if picks:
        return gettext("Choose %(most)s rows at most.") % {"most": MOST}
    return gettext("Choose rows first, then what to do with them.")


async def _choose(work: Work, asked: _Asked, *, typing: bool, problem: str = "") -> Page:
    """Without a script, and on Enter, the form asks for the page; its field asks for its list while somebody types."""
    words = "" if typing and len(asked.words) < FEWEST_TYPED else asked.words
    found = await find_by_words(work, words, most=MOST_FOUND + 1) if words else []
    await audit.record_search(work, Action.LINK_REFERRAL, words, audit.Subject("contexts"))
    titles = await several.titles_of(work, asked.picks)
    rows = tuple(_plain(pick, titles.get(pick.reference, "")) for pick in asked.picks)
    view = replace(
        _view(asked, rows, [pick.sent for pick in asked.picks]),
        words=words,
        typed=words or (asked.context if problem else ""),
        hits=tuple(_hit(row, asked) for row in found[:MOST_FOUND]),
        more=len(found) > MOST_FOUND,
        problem=problem,
    )
    return Page(TEMPLATE, view, block="found", status=422 if problem else None)


async def _before(work: Work, asked: _Asked) -> Page:
    """What would become of each."""
    try:
        context = await _context(work, asked.context)
    except NotFoundHereError:
        return await _not_there(work, asked)
    await audit.shown(work, Action.READ_CONTEXT, subject_of(context))
    await audit.record(work, Action.LINK_REFERRAL, audit.Subject("tracker"))
    return Page(TEMPLATE, _previewed(asked, context, await foresee(work, asked.picks, context)))


async def _context(work: Work, reference: str) -> ContextRow:
    try:
        return await load_context(work, reference, to=Action.LINK_REFERRAL)
    except LeadsOnError as leads_on:
        return await load_context(work, leads_on.reference, to=Action.LINK_REFERRAL)


async def _not_there(work: Work, asked: _Asked) -> Page:
    known = parse_reference(asked.context, kind=ReferenceKind.CONTEXT)
    await audit.record(work, f"denied:{Action.READ_CONTEXT}", audit.Subject("context", None, known or ""))
    problem = gettext("There is no context under this reference that you can open")
    return await _choose(work, asked, typing=False, problem=problem)


def _view(asked: _Asked, rows: tuple[LinkRow, ...], sent: Sequence[str]) -> LinkView:
    return LinkView(
        picks=tuple(sent),
        rows=rows,
        asked=asked.asked,
        back=asked.back,
        new=f"/contexts/new?link={carried(asked.picks).replace(' ', '+')}",
    )


def _previewed(asked: _Asked, context: ContextRow, foreseen: Sequence[Foreseen], conflict: str = "") -> LinkView:
    fit = [each.pick.sent for each in foreseen if each.fate is Fate.LINK]
    count, left = len(fit), sum(each.fate not in (Fate.LINK, Fate.LINKED) for each in foreseen)
    summary = ngettext("%(num)d will be put on it", "%(num)d will be put on it", count) % {"num": count}
    if left:
        summary += gettext(", %(left)s will not") % {"left": left}
    put = ngettext("Put %(num)d referral on it", "Put %(num)d referrals on it", count) % {"num": count}
    return replace(
        _view(asked, tuple(_row(each) for each in foreseen), fit),
        another=link_address([each.pick for each in foreseen], asked=asked.asked),
        context=context.reference,
        seen=context.version,
        name=context.name,
        about=about_words(context),
        summary=f"{summary}.",
        button=put if fit else "",
        conflict=conflict,
    )


def _row(each: Foreseen) -> LinkRow:
    said = str(SAID[each.fate])
    if each.fate is Fate.LINK and each.moves:
        said = gettext("Will be put on it, and goes to the team that has it")
    if each.fate is Fate.LINK and each.closes:
        closes = gettext("From then on fewer people may open it, as with the context, also if it is taken off again.")
        said = f"{said}. {closes}"
    opens = "" if each.fate is Fate.NOT_FOUND else f"/referrals/{each.pick.reference}"
    return LinkRow(each.pick.reference, each.title, opens, said, each.fate in (Fate.LINK, Fate.LINKED))


def _plain(pick: Pick, title: str) -> LinkRow:
    return LinkRow(pick.reference, title, f"/referrals/{pick.reference}" if title else "", "", True)


def _hit(row: Any, asked: _Asked) -> LinkHit:
    href = link_address(asked.picks, asked=asked.asked, context=row.reference)
    return LinkHit(href, row.name, about_words(row), row.reference)


def _done(foreseen: Sequence[Foreseen]) -> str:
    count = sum(each.fate is Fate.LINK for each in foreseen)
    return ngettext("%(num)d referral was put on it.", "%(num)d referrals were put on it.", count) % {"num": count}


LINK_HANDLERS = [link, link_them]
