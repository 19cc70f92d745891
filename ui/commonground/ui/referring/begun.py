"""What one has begun to refer and not sent: opened again, listed, thrown away. No two tabs write over each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from commonground.platform.access import Actor
from commonground.platform.drafts import service as drafts
from commonground.platform.drafts.service import About, Begun, Tab
from commonground.platform.ids import uuid7, uuid_of
from commonground.platform.work import Work
from commonground.tenants.referring.receipts import Policy
from commonground.tenants.referring.service import FORM, draft_of
from commonground.ui.referrals.keeping import AnyRequest, typed_in
from commonground.ui.referring.forms import ReferForm
from commonground.ui.shell.dates import moment
from commonground.ui.shell.i18n import gettext

NEW: Final = "new"
MOST: Final = 30
"""So many are listed. Whoever has begun more finds the next ones as these are sent or thrown away."""
_BEGINNING: Final = 80


@dataclass(frozen=True, slots=True)
class BegunLine:
    """One of several. `which` is what a press that throws it away sends, and `key` which stands in the form; `here`:
    this one does."""

    href: str
    which: str
    key: str
    where: str
    times: str
    here: bool


def address(about: About) -> str:
    """Where a draft is gone on with."""
    return f"/refer?draft={about.subject_id}"


async def begun(work: Work) -> list[Begun]:
    return await drafts.find_all(work, FORM, MOST)


def chosen(found: Sequence[Begun], asked: str) -> Begun | None:
    """The one that was asked for, else the one that was kept last; none to begin another, or where it is gone."""
    if asked:
        return next((each for each in found if str(each.subject_id) == asked), None)
    return next(iter(found), None)


def form_of(kept: Begun | None, actor: Actor, policy: Policy) -> ReferForm:
    return ReferForm.again(kept, actor) if kept else ReferForm.fresh(actor, policy)


def lines_of(found: Sequence[Begun], opened: Begun | None) -> tuple[BegunLine, ...]:
    """None where the only one stands in the form."""
    if list(found) == [opened]:
        return ()
    return tuple(_line(each, here=each is opened) for each in found)


def _line(each: Begun, *, here: bool) -> BegunLine:
    said = {"begun": moment(each.begun_at), "kept": moment(each.saved_at)}
    return BegunLine(
        href=address(draft_of(each.subject_id)),
        which=f"{each.subject_id}.{each.stamp}",
        key=str(each.subject_id),
        where=" ".join(" ".join(each.answers.get("where", ())).split())[:_BEGINNING],
        times=gettext("Begun %(begun)s, kept %(kept)s") % said,
        here=here,
    )


async def keep(request: AnyRequest, work: Work, form: ReferForm) -> str:
    """Keep what is being typed; what to say of it."""
    about = draft_of(form.referral_id)
    place = await drafts.keep(work, about, await typed_in(request, form.questions()), form.in_tab)
    form.becomes(place)
    if place == about:
        return gettext("Your draft is kept.")
    return gettext("Your draft is kept. Another tab wrote on where this one began: each is a draft of its own.")


async def throw_away(request: AnyRequest, work: Work) -> bool:
    """The draft of the form, or the one of the list that was pressed; false for one of the list that was written on
    since: nobody throws away what they have not seen."""
    which = (await request.form()).get("draft")
    if not isinstance(which, str):
        form = await ReferForm.read(request)
        await drafts.discard(work, await drafts.place_of(work, draft_of(form.referral_id), form.in_tab))
        return True
    key, _, stamp = which.partition(".")
    about = draft_of(uuid_of(key) or uuid7())
    if await drafts.place_of(work, about, Tab(uuid7(), str(uuid_of(stamp) or ""))) != about:
        return False
    await drafts.discard(work, about)
    return True


async def left_open(request: AnyRequest) -> str:
    """Where whoever threw one away goes on: with what stood in the form, if that was another one."""
    sent = await request.form()
    stood, gone = (uuid_of(str(sent.get(name, "")).partition(".")[0]) for name in ("open", "draft"))
    return address(draft_of(stood)) if stood and gone and stood != gone else f"/refer?draft={NEW}"


def example() -> dict[str, str | list[str]]:
    """A press on one of the list that is not there any more."""
    return {"draft": f"{uuid7()}.{uuid7()}", "open": str(uuid7())}
