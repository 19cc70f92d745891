"""A small application that shows every part of the shell with invented content."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader
from litestar import Litestar, Request, Response, get, post, route
from litestar.datastructures import State
from litestar.exceptions import NotFoundException, PermissionDeniedException, TooManyRequestsException
from litestar.params import FromPath, FromQuery

from commonground.platform.calendar.clock import Clock, Tone
from commonground.platform.settings import Settings
from commonground.ui.shell import csrf, engine
from commonground.ui.shell.charts import Contact, ContactsChart, Pattern, contacts_chart, growing
from commonground.ui.shell.errors import exception_handlers
from commonground.ui.shell.forms import Checkboxes, Choice, DateParts, Email, Form, Radios, Select, TextArea, TextField
from commonground.ui.shell.htmx import Htmx4Request
from commonground.ui.shell.i18n import language_of, lazy
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page
from commonground.ui.shell.security import add_headers
from commonground.ui.shell.serving import static_file
from commonground.ui.shell.view import CouncilView, PersonView, Shell, main_nav, put_shell

TEMPLATES = Path(__file__).parent / "gallery_templates"
LARKMERE = CouncilView("larkmere", "Larkmere Council", "#24478f", "", "020 7946 0143", "020 7946 0143", ("en", "cy"))
GLANWERN = CouncilView("glanwern", "Cyngor Glanwern", "#8a3a12", "", "01632 960 178", "01632 960 178", ("cy", "en"))
HALLOWDENE = CouncilView("hallowdene", "Hallowdene County Council", "#7b1e4b", "", "01632 960 100", "01632 960 100")
AMARA = PersonView("Amara Nwosu", "front door")
STAFF = Shell(LARKMERE, AMARA, unread=3, nav=main_nav(), can=lambda *_: True)
ROWS = 50


class KindForm(Form):
    kind = Radios(
        lazy("What kind of place or group is it?"),
        (
            Choice("place", lazy("A place"), lazy("For example a park, shop, street, stairwell or bus stop")),
            Choice("group", lazy("A group of young people"), lazy("Please leave out names, photos and ethnicity")),
            Choice("school", lazy("A school or college"), reveals="school"),
            Choice("online", lazy("Somewhere online")),
            Choice("unsure", lazy("I am not sure"), before=lazy("or")),
        ),
        hint=lazy("Pick the closest. You can explain in the next question."),
        required=lazy("Choose what kind of place or group it is. If you are not sure, say so"),
        size="l",
        heading=True,
    )
    school = TextArea("Which school or college?", required="Say which school or college it is", most=100)


class DecideForm(Form):
    context = Radios(
        "1. Which context is it?",
        (
            Choice("a", "Golden Spoon, 14 Mill Lane", "Takeaway, 2 contacts. Same street, same name"),
            Choice("b", "Mill Lane shops (parade)", "Street, closed September 2026. 40 metres away"),
            Choice("new", "None of these: make a new one", reveals="name"),
        ),
        required="Choose a context, or make a new one",
        size="s",
        small=True,
    )
    name = TextField("Its name", required="Give the new context a name", most=80)
    harms = Checkboxes(
        "2. Which harms?", (Choice("cce", "Criminal exploitation"), Choice("weapons", "Weapons")), size="s", small=True
    )
    review = DateParts("3. Look again on", hint="For example 27 3 2027", size="s")
    lead = Select(
        "4. Who leads?", (Choice("p", "Priya Raman"), Choice("t", "Tom Hessle")), empty="Nobody yet", size="s"
    )
    email = Email("5. Tell somebody", size="s")
    why = TextArea(
        "6. Why", hint="Two sentences a stranger could follow", required="Say why in two sentences", most=300, size="s"
    )


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    ref: str
    received: date
    contacts: int
    met: bool
    due: Clock
    state: str
    harm: str = "Criminal exploitation"
    source: str = "Bus driver"
    holder: str = "D. Okoro"


NAMES = ("Takeaway on Mill Lane, back yard", "Year 9 group chat, school trip", "Stairwell C, Elder House")
STATES = ("new", "screening", "waiting", "needs_lead", "escalated", "decided")
OVERDUE = Clock("Overdue", "2 working days", Tone.OVERDUE)
TODAY = Clock("Today, 4pm", "5 hours left", Tone.TODAY)
FRIDAY = Clock("Friday", "1 working day", Tone.SOON)


def _row(number: int) -> Row:
    due = OVERDUE if number < 2 else TODAY if number < 6 else FRIDAY
    return Row(
        name=NAMES[number % 3],
        ref=f"CR-7K3F-{number:02}M",
        received=date(2026, 11, 1 + number % 20),
        contacts=1 + number % 4,
        met=number == 2,
        due=due,
        state=STATES[number % 6],
    )


def tracker_rows() -> list[Row]:
    return [_row(number) for number in range(ROWS)]


@get("/tracker")
async def tracker(request: Request[Any, Any, Any], words: FromQuery[str] = "") -> Page:
    put_shell(request, STAFF)
    rows = [row for row in tracker_rows() if words.lower() in row.name.lower()]
    return Page("gallery/tracker.html", {"rows": rows, "words": words}, block="results")


@dataclass(frozen=True)
class ScreeningView:
    when: datetime
    chart: ContactsChart


CONTACTS = (
    Contact(date(2026, 7, 12), "Fights, bullying", 2, "6 or more", joined=False, where="parade nearby"),
    Contact(date(2026, 8, 3), "Fights, bullying", 1, "3 to 5", joined=False, where="parade nearby"),
    Contact(date(2026, 10, 16), "Drugs offered", 0, "1 or 2"),
    Contact(date(2026, 11, 9), "Adults giving gifts, lifts", 1, "3 to 5"),
    Contact(date(2026, 11, 18), "Adults giving gifts, lifts", 1, "3 to 5", this=True),
)


def screening_view() -> ScreeningView:
    chart = contacts_chart(CONTACTS, since=date(2026, 5, 20), until=date(2026, 11, 20), pattern=Pattern(60, 3))
    return ScreeningView(datetime(2026, 11, 18, 21, 12, tzinfo=UTC), chart)


@get("/screening")
async def screening(request: Request[Any, Any, Any]) -> Page:
    put_shell(request, replace(STAFF, demo=True))
    return Page("gallery/screening.html", screening_view(), form=DecideForm(None, {"context": "a"}), block="decide")


@post("/screening", status_code=200)
async def decide(request: Request[Any, Any, Any]) -> Page | Response[Any]:
    put_shell(request, STAFF)
    form = await DecideForm.read(request)
    if not form.validate():
        return Page("gallery/screening.html", screening_view(), form=form, block="decide")
    return redirect(request, "/tracker", "Decision saved. The reply was sent.")


@get("/{council:str}/report")
async def report(request: Request[Any, Any, Any], council: FromPath[str]) -> Page:
    _dress(request, council)
    return Page("gallery/report.html", None, form=KindForm())


@post("/{council:str}/report", status_code=200)
async def answer(request: Request[Any, Any, Any], council: FromPath[str]) -> Page | Response[Any]:
    _dress(request, council)
    form = await KindForm.read(request)
    if not form.validate():
        return Page("gallery/report.html", None, form=form)
    return redirect(request, f"/{council}/report", "We have your report.")


def _dress(request: Request[Any, Any, Any], slug: str) -> None:
    councils = {council.slug: council for council in (LARKMERE, GLANWERN, HALLOWDENE)}
    if slug not in councils:
        raise NotFoundException
    council = councils[slug]
    put_shell(request, Shell(council, lang=language_of(request, council.languages)))


@get("/broken/{who:str}/{status:int}")
async def broken(request: Request[Any, Any, Any], who: FromPath[str], status: FromPath[int]) -> Page:
    put_shell(request, {"staff": STAFF, "public": Shell(LARKMERE)}.get(who, Shell()))
    known: dict[int, Exception] = {
        403: PermissionDeniedException(),
        404: NotFoundException(),
        429: TooManyRequestsException(headers={"Retry-After": "300"}),
        500: RuntimeError("a secret in the trace"),
    }
    raise known.get(status) or _with_status(status)


def _with_status(status: int) -> Exception:
    error = NotFoundException()
    error.status_code = status
    return error


@get("/empty")
async def empty(request: Request[Any, Any, Any]) -> Page:
    put_shell(request, STAFF)
    return Page("gallery/empty.html", growing(CONTACTS[2:], ("16 Oct", "9 Nov", "last night")))


@get("/sign-in")
async def sign_in() -> Page:
    return Page("gallery/sign_in.html")


RAISES: dict[str, Exception] = {}


@route("/raises/{name:str}", http_method=["GET", "POST"])
async def raises(request: Request[Any, Any, Any], name: FromPath[str]) -> Page:
    put_shell(request, STAFF)
    await csrf.keep_typed(request)
    raise RAISES[name]


@get("/bad-template")
async def bad_template() -> Page:
    return Page("gallery/bad.html")


@post("/drafts/one", status_code=204)
async def keep_draft() -> None:
    return None


@get("/notifications/count")
async def unread(request: Request[Any, Any, Any]) -> Page:
    put_shell(request, replace(STAFF, unread=4))
    return Page("shell/_unread.html")


def build(settings: Settings | None = None) -> Litestar:
    engine.environment().loader.loaders.append(FileSystemLoader(TEMPLATES))  # type: ignore[union-attr]  # the environment always has a loader
    handlers = [
        tracker, screening, decide, report, answer, broken, bad_template, raises, empty, sign_in, keep_draft, unread,
        static_file,
    ]  # fmt: skip
    return Litestar(
        route_handlers=handlers,
        request_class=Htmx4Request,
        exception_handlers=exception_handlers,
        before_send=[add_headers],
        guards=[csrf.require_token],
        openapi_config=None,
        state=State({"settings": settings}),
    )
