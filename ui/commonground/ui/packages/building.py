"""`…/{reference}/build`: what goes into a package, field by field, beside how it will be read; `…/draft`, where what is
being typed is kept; `…/discard`. The same for whoever it is for: a `WayOut` says what differs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, Protocol, TypeVar

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.crossings.types import Kind
from commonground.platform.drafts import service as drafts
from commonground.platform.drafts.service import About, Answers
from commonground.platform.files.store import FileStore
from commonground.platform.refusals import ChangedMeanwhileError, IncompleteError
from commonground.platform.work import Work
from commonground.tenants.disclosures.load import subject_of
from commonground.tenants.disclosures.models import Disclosure
from commonground.tenants.disclosures.packaging import preview
from commonground.tenants.disclosures.queries import answers_to
from commonground.tenants.disclosures.service import content_of, discard, ends_of
from commonground.tenants.disclosures.types import EDITABLE, DisclosureState
from commonground.ui.attachments.receiving import room_of
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.packages.parts import PackageForm, offer_choices
from commonground.ui.packages.views import Beside
from commonground.ui.referrals.dropping import DROP
from commonground.ui.referrals.keeping import VERSION, AnyRequest, keep_answers, typed_in
from commonground.ui.shell.dates import moment
from commonground.ui.shell.htmx import is_htmx
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

TO: Final = Action.PREPARE_DISCLOSURE
Form = Mapping[str, str | list[str]]
R = TypeVar("R")
F = TypeVar("F", bound=PackageForm)
R_co = TypeVar("R_co", covariant=True)


class Load(Protocol[R_co]):
    def __call__(self, work: Work, reference: str, *, to: Action, lock: bool = False) -> Awaitable[R_co]: ...


async def nothing_more(_work: Work, _held: object, _form: PackageForm) -> None:
    return None


async def always(_work: Work, _form: PackageForm) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class WayOut(Generic[R, F]):
    """One way by which something leaves a council, in what it differs from the others. `R` is what its pages load."""

    folder: str
    """Where its pages stand."""
    listed: str
    """Where one goes once a draft is thrown away."""
    id_kind: str
    draft: str
    """As what drafts of its form are kept. Never to be changed: people have some."""
    template: str
    load: Load[R]
    row_of: Callable[[R], Disclosure]
    form_for: Callable[[Kind], type[F]]
    filled: Callable[[R], F]
    view: Callable[[Work, R, Beside], Awaitable[Any]]
    save: Callable[[Work, R, F], Awaitable[None]]
    propose: Callable[[Work, R, F, FileStore], Awaitable[None]]
    example: Callable[[], Form]
    offer: Callable[[Work, R, F], Awaitable[None]] = nothing_more
    """Put further choices into the form (`parts.offer_choices` has been called)."""
    work_out: Callable[[Work, F], Awaitable[bool]] = always
    """Make of an answer what is kept in its stead. False where that can't be done, which the form then says."""
    never_kept: frozenset[str] = frozenset()
    """Questions whose answers no draft holds."""
    worked_out: tuple[str, ...] = ()
    """Questions of which a draft holds what was worked out, and not what was sent."""

    def about(self, held: R) -> About:
        return About(self.draft, self.row_of(held).id)

    def href(self, held: R) -> str:
        return f"{self.folder}/{self.row_of(held).reference}"


def pages(way: WayOut[Any, Any]) -> list[HTTPRouteHandler]:
    """The form's page, what it sends to, where its draft is kept, and throwing all of it away."""
    here, ids = f"{way.folder}/{{reference:str}}", {"reference": way.id_kind}

    def changing(body: Callable[[], Form]) -> dict[str, Any]:
        return declare(TO, effect=Effect.CHANGE, ids=ids, body=body)

    @get(f"{here}/build", opt=declare(TO, ids=ids))
    async def page(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Page | Response[Any]:
        """The form, as it was kept."""
        return await _opened(way, request, work, await way.load(work, reference, to=TO))

    @post(f"{here}/build", status_code=200, opt=changing(way.example))
    async def sent(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Page | Response[Any]:
        """Keep it; or keep it and ask a second person (`go` is “propose”). What is refused stays as its writer's
        draft."""
        return await _sent(way, request, work, await way.load(work, reference, to=TO, lock=True))

    @post(f"{here}/draft", status_code=200, opt=changing(way.example))
    async def draft(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Response[Any]:
        """Keep what is being typed as its writer's draft, or throw that away. Nobody else reads it, and nothing of it
        counts before it is saved."""
        return await _kept(way, request, work, await way.load(work, reference, to=TO))

    @post(f"{here}/discard", status_code=200, opt=changing(dict))
    async def thrown_away(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Response[Any]:
        """Its words go; that there was one stays in the trail."""
        return await _thrown_away(way, request, work, await way.load(work, reference, to=TO, lock=True))

    return [page, sent, draft, thrown_away]


def _is_open(row: Disclosure) -> bool:
    return DisclosureState(row.state) in EDITABLE


async def _opened(way: WayOut[R, F], request: AnyRequest, work: Work, held: R) -> Page | Response[Any]:
    row = way.row_of(held)
    if not _is_open(row):
        return redirect(request, way.href(held))
    await audit.record(work, f"{TO}:open", subject_of(row))
    kept = await drafts.find(work, way.about(held))
    if kept is None:
        return await _shown(way, work, held, way.filled(held))
    form = way.form_for(Kind(row.kind)).kept(kept, row.version)
    quicker = ChangedMeanwhileError().sentence if form.seen_version != row.version else ""
    said = gettext("Your draft, kept %(when)s.") % {"when": moment(kept.saved_at)}
    return await _shown(way, work, held, form, conflict=quicker, kept=said)


async def _shown(
    way: WayOut[R, F], work: Work, held: R, form: F, *, conflict: str = "", kept: str = "", status: int | None = None
) -> Page:
    """With a `conflict`, the form is over what stands now from here on: pressed again, it counts."""
    row = way.row_of(held)
    if conflict:
        form.version.data = str(row.version)
    await _offer(way, work, held, form)
    package = preview(work, row, await ends_of(work, row), await content_of(work, row))
    beside = Beside(package, await _refusal(work, row), conflict, kept)
    return Page(way.template, await way.view(work, held, beside), form=form, status=status)


async def _offer(way: WayOut[R, F], work: Work, held: R, form: F) -> None:
    await offer_choices(work, way.row_of(held), form)
    await way.offer(work, held, form)


async def _refusal(work: Work, row: Disclosure) -> str:
    """Why the second person said no, last."""
    if row.state != DisclosureState.REFUSED:
        return ""
    return next((each.words for each in reversed(await answers_to(work, row.id)) if not each.agreed), "")


async def _sent(way: WayOut[R, F], request: AnyRequest, work: Work, held: R) -> Page | Response[Any]:
    form = await way.form_for(Kind(way.row_of(held).kind)).read(request)
    await _offer(way, work, held, form)
    proposes = (await request.form()).get("go") == "propose"
    if not await _is_in_order(way, work, form, proposes=proposes):
        return await _again(way, request, work, held, form)
    try:
        if proposes:
            await way.propose(work, held, form, room_of(request.app).store)
        else:
            await way.save(work, held, form)
    except IncompleteError as refused:
        form.refuse_all(refused.problems)
        return await _again(way, request, work, held, form)
    except ChangedMeanwhileError as quicker:
        return await _again(way, request, work, held, form, quicker.sentence)
    await drafts.discard(work, way.about(held))
    said = gettext("A second person is asked. Nothing is sent yet.") if proposes else gettext("Kept. Nothing is sent.")
    return redirect(request, way.href(held) + ("" if proposes else "/build"), said)


async def _is_in_order(way: WayOut[R, F], work: Work, form: F, *, proposes: bool) -> bool:
    if not form.validate() or not await way.work_out(work, form):
        return False
    return not proposes or form.second_look(list(form.flagged()))


async def _again(way: WayOut[R, F], request: AnyRequest, work: Work, held: R, form: F, conflict: str = "") -> Page:
    """The form with what is wrong, or what somebody else was quicker with; what was typed is kept meanwhile."""
    about, answers = way.about(held), await _typed(way, request, form)
    status = ChangedMeanwhileError.status if conflict else None
    page = await _shown(way, work, held, form, conflict=conflict, status=status)
    await keep_answers(request, work, about, {**answers, "version": [form.version.data or ""]})
    return page


async def _typed(way: WayOut[R, F], request: AnyRequest, form: F) -> Answers:
    """What a draft keeps."""
    names = [name for name in form.questions() if name not in way.never_kept]
    worked_out = {name: [form[name].data or ""] for name in way.worked_out}
    return {**await typed_in(request, [*names, *VERSION]), **worked_out}


async def _kept(way: WayOut[R, F], request: AnyRequest, work: Work, held: R) -> Response[Any]:
    """Scripts get no content; people without a script go back."""
    row, here = way.row_of(held), f"{way.href(held)}/build"
    if DROP in await request.form():
        await drafts.discard(work, way.about(held))
        return redirect(request, here, gettext("The draft is gone."))
    form = await way.form_for(Kind(row.kind)).read(request)
    if _is_open(row):
        await way.work_out(work, form)
        await drafts.keep(work, way.about(held), await _typed(way, request, form))
    if is_htmx(request):
        return Response("", status_code=204)
    return redirect(request, here, gettext("Your draft is kept."))


async def _thrown_away(way: WayOut[R, F], request: AnyRequest, work: Work, held: R) -> Response[Any]:
    try:
        await discard(work, way.row_of(held))
    except ChangedMeanwhileError:
        return redirect(request, way.href(held), gettext("It was sent meanwhile."), done=False)
    await drafts.discard(work, way.about(held))
    return redirect(request, way.listed, gettext("The draft is gone."))
