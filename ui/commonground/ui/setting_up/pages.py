"""`/council/set-up`: the list of tasks, and a page for each that changes the council itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.councils import settling
from commonground.platform.councils.logo import LARGEST_LOGO
from commonground.platform.councils.models import Council
from commonground.platform.councils.powers import has_duty, is_unreviewed
from commonground.platform.councils.types import KIND_FACTS, CouncilKind, Nation
from commonground.platform.refusals import ChangedMeanwhileError, RefusedError
from commonground.platform.work import Work
from commonground.tenants.going_live.service import Gate, gate_of
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.setting_up.forms import (
    BrandForm,
    DaysForm,
    DetailsForm,
    FeaturesForm,
    KindForm,
    PowersForm,
    WordsForm,
    lines_of,
)
from commonground.ui.setting_up.gate_pages import GATE_PAGES
from commonground.ui.setting_up.label_pages import LABEL_PAGES
from commonground.ui.setting_up.sign_in_pages import SIGN_IN_PAGES
from commonground.ui.setting_up.standing import StandingForm
from commonground.ui.setting_up.tasks import BY_KEY, HOME, Task, TaskLine, after, lines, mark_done
from commonground.ui.setting_up.team_pages import TEAM_PAGES
from commonground.ui.shell.forms import Form
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

AnyRequest = Request[Any, Any, Any]
F = TypeVar("F", bound=Form)
_READ = declare(Action.SET_UP_COUNCIL)


@dataclass(frozen=True, slots=True)
class ListView:
    tasks: list[TaskLine]
    gate: Gate


@dataclass(frozen=True, slots=True)
class TaskView:
    """One task's page. `duty`: whether responsibility may pass to it; `unreviewed`: nobody has read our legal texts for
    its nation; `conflict`: somebody was quicker; `settled`: its kind and nation stay."""

    task: Task
    council: Council
    kind: str
    duty: bool
    unreviewed: bool
    conflict: str
    settled: bool


@get(HOME, opt=_READ)
async def index(work: RequestWork) -> Page:
    await audit.shown(work, Action.READ_COUNCIL, audit.Subject("council"))
    gate = await gate_of(work)
    tasks = lines(gate.given, await settling.amounts(work))
    return Page("setting_up/index.html", ListView(tasks, gate))


@get(f"{HOME}/details", opt=_READ)
async def details(work: RequestWork) -> Page:
    council = await settling.own_council(work)
    return await _page(work, "details", council, DetailsForm.of(council))


@post(
    f"{HOME}/details",
    status_code=200,
    opt=declare(
        Action.SET_UP_COUNCIL,
        effect=Effect.CHANGE,
        body=lambda: {
            "name": "Larkmere Council",
            "name_cy": "",
            "areas": "Larkmere",
            "front_door_phone": "020 7946 0142",
            "out_of_hours_phone": "020 7946 0143",
        },
    ),
)
async def save_details(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    council, form = await settling.own_council(work), await DetailsForm.read(request)

    async def save() -> None:
        phones = (form.front_door_phone.data or "", form.out_of_hours_phone.data or "")
        names = {"name": form.name.data or "", "name_cy": form.name_cy.data or ""}
        await settling.change_details(work, council, **names, areas=lines_of(form.areas.data), phones=phones)

    return await _save(request, work, "details", council, form, save)


@get(f"{HOME}/kind", opt=_READ)
async def kind(work: RequestWork) -> Page:
    council = await settling.own_council(work)
    return await _page(work, "kind", council, KindForm.of(council))


@post(
    f"{HOME}/kind",
    status_code=200,
    opt=declare(Action.SET_UP_COUNCIL, effect=Effect.CHANGE, body=lambda: {"kind": "unitary", "nation": "england"}),
)
async def save_kind(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    council, form = await settling.own_council(work), await KindForm.read(request)

    async def save() -> None:
        chosen = CouncilKind(form.kind.data or ""), Nation(form.nation.data or "")
        await settling.change_kind(work, council, *chosen)

    return await _save(request, work, "kind", council, form, save)


@get(f"{HOME}/powers", opt=_READ)
async def powers(work: RequestWork) -> Page:
    council = await settling.own_council(work)
    return await _page(work, "powers", council, PowersForm.of(council))


@post(
    f"{HOME}/powers",
    status_code=200,
    opt=declare(Action.SET_UP_COUNCIL, effect=Effect.CHANGE, body=lambda: {"powers": ["ca1989_s17", "ca1989_s47"]}),
)
async def save_powers(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    council = await settling.own_council(work)
    form = (await PowersForm.read(request)).offer(council.nation)

    async def save() -> None:
        await settling.change_powers(work, council, form.chosen)

    return await _save(request, work, "powers", council, form, save)


@get(f"{HOME}/days", opt=_READ)
async def days(work: RequestWork) -> Page:
    council = await settling.own_council(work)
    return await _page(work, "days", council, DaysForm.of(council))


@post(
    f"{HOME}/days",
    status_code=200,
    opt=declare(
        Action.SET_UP_COUNCIL,
        effect=Effect.CHANGE,
        body=lambda: {"reads_from": "08:30", "reads_until": "17:00", "closures": "24/12/2026"},
    ),
)
async def save_days(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    council, form = await settling.own_council(work), await DaysForm.read(request)

    async def save() -> None:
        opens, closes = form.hours
        await settling.change_days(work, council, opens=opens, closes=closes, closures=form.days)

    return await _save(request, work, "days", council, form, save)


@get(f"{HOME}/words", opt=_READ)
async def words(work: RequestWork) -> Page:
    council = await settling.own_council(work)
    return await _page(work, "words", council, WordsForm.of(council))


@post(
    f"{HOME}/words",
    status_code=200,
    opt=declare(
        Action.SET_UP_COUNCIL,
        effect=Effect.CHANGE,
        body=lambda: {"languages": ["en", "cy"], "en_intro": "Tell us.", "cy_intro": "Dywedwch wrthym."},
    ),
)
async def save_words(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    council, form = await settling.own_council(work), await WordsForm.read(request)

    async def save() -> None:
        await settling.change_words(work, council, languages=form.languages.data, texts=form.texts())

    return await _save(request, work, "words", council, form, save)


@get(f"{HOME}/brand", opt=_READ)
async def brand(work: RequestWork) -> Page:
    council = await settling.own_council(work)
    return await _page(work, "brand", council, BrandForm.of(council))


@post(
    f"{HOME}/brand",
    status_code=200,
    opt=declare(
        Action.SET_UP_COUNCIL, effect=Effect.CHANGE, body=lambda: {"colour": "#24478f", "logo_alt": "A bridge"}
    ),
)
async def save_brand(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    council, form = await settling.own_council(work), await BrandForm.read(request)
    logo = await _sent_logo(request)

    async def save() -> None:
        alt = form.logo_alt.data or ""
        await settling.change_brand(work, council, colour=form.colour.data or "", logo=logo, logo_alt=alt)

    return await _save(request, work, "brand", council, form, save)


@get(f"{HOME}/features", opt=_READ)
async def features(work: RequestWork) -> Page:
    council = await settling.own_council(work)
    return await _page(work, "features", council, FeaturesForm.of(council))


@post(
    f"{HOME}/features",
    status_code=200,
    opt=declare(
        Action.SET_UP_COUNCIL,
        effect=Effect.CHANGE,
        body=lambda: {"features": ["break_glass", "warning_flags", "tracker_file"]},
    ),
)
async def save_features(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    council, form = await settling.own_council(work), await FeaturesForm.read(request)

    async def save() -> None:
        await settling.change_features(work, council, form.chosen)

    return await _save(request, work, "features", council, form, save)


async def _sent_logo(request: AnyRequest) -> bytes | None:
    """The picture that was sent along, if one was. Never more is read of it than one byte too many."""
    sent = (await request.form()).get("logo")
    if not isinstance(sent, UploadFile) or not sent.filename:
        return None
    return await sent.read(LARGEST_LOGO + 1)


async def _save(
    request: AnyRequest, work: Work, key: str, council: Council, form: StandingForm, save: Callable[[], Awaitable[None]]
) -> Page | Response[Any]:
    """Save and go on to the next task; or the page again with what is wrong beside its field, or with what somebody
    else has saved meanwhile."""
    if not form.validate():
        return await _page(work, key, council, form)
    try:
        if form.is_stale(council):
            raise ChangedMeanwhileError
        await save()
    except ChangedMeanwhileError as quicker:
        council = await settling.own_council(work)
        form.compare(council)
        return await _page(work, key, council, form, quicker.sentence)
    except RefusedError as refused:
        form.refuse(refused)
        return await _page(work, key, council, form)
    await mark_done(work, key)
    return redirect(request, after(key), gettext("Saved."))


async def _page(work: Work, key: str, council: Council, form: StandingForm, conflict: str = "") -> Page:
    await audit.shown(work, Action.READ_COUNCIL, audit.Subject("council"))
    label, nation = KIND_FACTS[CouncilKind(council.kind)].label, Nation(council.nation)
    settled = key == "kind" and await settling.kind_stands(work)
    duty, unreviewed = has_duty(council.legal_powers), is_unreviewed(nation)
    view = TaskView(BY_KEY[key], council, label, duty, unreviewed, conflict, settled)
    status = ChangedMeanwhileError.status if conflict else None
    return Page(f"setting_up/{key}.html", view, form=form, status=status)


HANDLERS = [
    index, details, save_details, kind, save_kind, powers, save_powers, days, save_days, words, save_words,
    brand, save_brand, features, save_features,
    *SIGN_IN_PAGES, *TEAM_PAGES, *LABEL_PAGES, *GATE_PAGES,
]  # fmt: skip  # pairs
