"""`/tracker/several`: one thing done with several rows of the list, and what came of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from litestar import Request, Response, post

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.ids import uuid_of
from commonground.platform.work import Work
from commonground.tenants.referrals import several
from commonground.tenants.referrals.several import MOST, Came, Pick, Result
from commonground.tenants.referrals.types import REASON_LIMIT
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.shell.forms import Choice, Form, Radios, TextArea
from commonground.ui.shell.i18n import LazyText, gettext, lazy, ngettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page
from commonground.ui.tracker import address
from commonground.ui.tracker.keeping import carrying, page_at
from commonground.ui.tracker.link_address import link_address

AnyRequest = Request[Any, Any, Any]
TAKE, GIVE, LOOKED, LINK = "take", "give", "looked", "link"
SAID: Final[dict[Came, LazyText]] = {
    Came.DONE: lazy("Done"),
    Came.NOT_FOUND: lazy("Not done. There is no such record for you here"),
    Came.CHANGED: lazy("Not done. Somebody changed it since you saw the list: open it first"),
    Came.CONFIRM: lazy("Not done. It is restricted: open it, and confirm that it is you"),
    Came.REFUSED: lazy("Not done."),
}
HEADINGS: Final[dict[str, LazyText]] = {
    TAKE: lazy("Taken to screen"),
    GIVE: lazy("Given to a team"),
    LOOKED: lazy("Marked as looked at"),
}


class GiveForm(Form):
    """`team` offers every team of the council."""

    team = Radios(lazy("To which team?"), required=lazy("Choose a team"))
    reason = TextArea(
        lazy("Why?"),
        hint=lazy("It stands in the history of each of them"),
        most=REASON_LIMIT,
        required=lazy("Say why"),
    )


@dataclass(frozen=True, slots=True)
class ResultLine:
    reference: str
    title: str
    href: str
    said: str
    done: bool


@dataclass(frozen=True, slots=True)
class SeveralView:
    heading: str
    summary: str
    lines: tuple[ResultLine, ...]
    back: str


@dataclass(frozen=True, slots=True)
class GiveView:
    """The chosen rows, as they go along unseen, and what each is."""

    picks: tuple[tuple[str, str, str], ...]
    asked: str
    back: str


def example() -> dict[str, str | list[str]]:
    return {"pick": ["CR-7K3F-29M.1"], "do": LOOKED, "asked": ""}


# Its own rules decide on each record: whoever may read the tracker may choose rows of it.
@post("/tracker/several", status_code=200, opt=declare(
    Action.READ_TRACKER, effect=Effect.CHANGE, ids={"pick": "referral", "team": "team"}, body=example))  # fmt: skip
async def several_at_once(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    """Take them, give them to a team, put them on a context, or mark them as looked at; or turn the page with them."""
    form = await request.form()
    picks = several.picked(str(each) for each in form.getall("pick", []))
    do, asked = str(form.get("do", "")), str(form.get("asked", ""))
    back = address.write(address.kept(asked))
    if "turn" in form:
        return _turned(request, page_at(str(form["turn"])), picks)
    if len(picks) > MOST:
        return redirect(request, carrying(back, picks[:MOST]), _refused(picks), done=False)
    if not picks or do not in (*HEADINGS, LINK):
        return redirect(request, back, _refused(picks), done=False)
    if do == LINK:
        return redirect(request, link_address(picks, asked=back.partition("?")[2]))
    if do == GIVE:
        return await _give(work, await GiveForm.read(request), picks, back, again="reason" in form)
    results = await (several.take_each if do == TAKE else several.looked_at_each)(work, picks)
    return await _shown(work, do, results, back)


def _turned(request: AnyRequest, href: str, picks: list[Pick]) -> Response[Any]:
    """To another page of the list, with what is ticked."""
    said = _refused(picks) if len(picks) > MOST else ""
    return redirect(request, carrying(href, picks[:MOST]), said, done=False)


def _refused(picks: list[Pick]) -> str:
    if len(picks) > MOST:
        return gettext("Choose %(most)s rows at most.") % {"most": MOST}
    return gettext("Choose rows first, then what to do with them.")


async def _give(work: Work, form: GiveForm, picks: list[Pick], back: str, *, again: bool) -> Page:
    """Asks for the team and the reason; where they are there, gives them. `again`: the form was sent before."""
    teams = await several.teams_here(work)
    form.team.choices = [Choice(str(key), name) for key, name in teams.items()]
    if again and form.validate():
        team_id = uuid_of(form.team.data)
        assert team_id is not None  # noqa: S101  # for mypy: it is one of the choices
        return await _shown(work, GIVE, await several.give_each(work, picks, team_id, form.reason.data or ""), back)
    if not again:
        form = GiveForm(None)
        form.team.choices = [Choice(str(key), name) for key, name in teams.items()]
    titles = await several.titles_of(work, picks)
    shown = tuple((pick.sent, pick.reference, titles.get(pick.reference, "")) for pick in picks)
    await audit.shown(work, Action.READ_TRACKER, audit.Subject("tracker"))
    return Page("tracker/give.html", GiveView(shown, back.partition("?")[2], back), form=form)


async def _shown(work: Work, do: str, results: list[Result], back: str) -> Page:
    await audit.record(work, Action.READ_TRACKER, audit.Subject("tracker"))
    done = sum(result.came is Came.DONE for result in results)
    summary = ngettext("%(num)d done", "%(num)d done", done) % {"num": done}
    if left := len(results) - done:
        summary += gettext(", %(left)s not done") % {"left": left}
    lines = tuple(_line(result) for result in results)
    return Page("tracker/several.html", SeveralView(str(HEADINGS[do]), f"{summary}.", lines, back))


def _line(result: Result) -> ResultLine:
    said = " ".join(part for part in (str(SAID[result.came]), result.why) if part)
    opens = result.came is not Came.NOT_FOUND
    href = f"/referrals/{result.reference}" if opens else ""
    return ResultLine(result.reference, result.title, href, said, result.came is Came.DONE)


SEVERAL_HANDLERS = [several_at_once]
