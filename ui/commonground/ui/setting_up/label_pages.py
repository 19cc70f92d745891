"""`/council/set-up/labels`: what the council calls our codes, list by list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from litestar import Request, Response, get, post

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.labels.rules import CODES, LABEL_LIMIT, Code
from commonground.platform.labels.service import Kept, labels_of, save_labels
from commonground.platform.reference import LABELLED
from commonground.platform.refusals import ChangedMeanwhileError, RefusedError
from commonground.platform.work import Work
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.setting_up.tasks import BY_KEY, HOME, Task, after, mark_done
from commonground.ui.shell.forms import ComparedForm, Field, TextField, VersionForm
from commonground.ui.shell.i18n import LazyText, gettext, lazy
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

KEY: Final = "labels"
LABELS: Final = f"{HOME}/{KEY}"
HEADINGS: Final[Mapping[str, tuple[LazyText, LazyText]]] = {
    "team_kind": (lazy("Teams"), lazy("For example MASH, or Single point of access, for your front door")),
    "decision": (lazy("What happens to a referral"), lazy("As a screener chooses it, and as it stands on the record")),
    "kind": (lazy("Kinds of context"), lazy("For example Neighbourhood for a place")),
    "venue": (lazy("Kinds of place and group"), lazy("What stands under the name of a context")),
    "harm": (lazy("Harms"), lazy("In the tracker’s column a short word is easier to read")),
    "source": (lazy("Who tells you"), lazy("Where a referral came from")),
    "agency": (lazy("Kinds of partner organisation"), lazy("As your register of partners lists them")),
}


class LabelsForm(VersionForm, ComparedForm):
    """A question for each code, which it names in our words. Its questions are made from the codes there are."""

    @classmethod
    def of(cls, kept: Kept) -> LabelsForm:
        start = {each.field: kept.labels.get(each.table, {}).get(each.code, "") for each in CODES}
        return cls(None, start | {"version": str(kept.version)})

    def typed(self) -> dict[Code, str]:
        return {each: str(self[each.field].data or "") for each in CODES}

    def compare(self, kept: Kept) -> None:
        """Beside what was typed, what somebody has saved meanwhile; saved again, it takes that one's place."""
        self.compare_with(self.of(kept))


for _each in CODES:
    setattr(LabelsForm, _each.field, TextField(LABELLED[_each.table][_each.code].label(), most=LABEL_LIMIT))


@dataclass(frozen=True, slots=True)
class ListView:
    """One list of codes. `own`: how many the council calls otherwise; `open`: there is something to look at."""

    key: str
    heading: LazyText
    hint: LazyText
    fields: tuple[str, ...]
    own: int
    open: bool


@dataclass(frozen=True, slots=True)
class LabelsView:
    """`conflict`: somebody was quicker."""

    task: Task
    lists: tuple[ListView, ...]
    conflict: str


@get(LABELS, opt=declare(Action.SET_UP_COUNCIL))
async def labels(work: RequestWork) -> Page:
    return await _page(work, LabelsForm.of(await labels_of(work)))


@post(
    LABELS,
    status_code=200,
    opt=declare(
        Action.SET_UP_COUNCIL, effect=Effect.CHANGE, body=lambda: {"version": "0", "team_kind_front_door": "MASH"}
    ),
)
async def save(request: Request[Any, Any, Any], work: RequestWork) -> Page | Response[Any]:
    form, conflict = await LabelsForm.read(request), ""
    if form.validate():
        try:
            await save_labels(work, form.typed(), version=form.seen_version)
        except ChangedMeanwhileError as quicker:
            conflict = quicker.sentence
            form.compare(await labels_of(work))
        except RefusedError as refused:
            form.refuse(refused)
        else:
            await mark_done(work, KEY)
            return redirect(request, after(KEY), gettext("Saved. It counts from everybody’s next click."))
    return await _page(work, form, conflict)


async def _page(work: Work, form: LabelsForm, conflict: str = "") -> Page:
    await audit.shown(work, Action.READ_COUNCIL, audit.Subject("council"))
    lists = tuple(_list(key, form) for key in LABELLED)
    status = ChangedMeanwhileError.status if conflict else None
    return Page("setting_up/labels.html", LabelsView(BY_KEY[KEY], lists, conflict), form=form, status=status)


def _list(key: str, form: LabelsForm) -> ListView:
    names = tuple(each.field for each in CODES if each.table == key)
    fields = [field for name in names if isinstance(field := form[name], Field)]
    to_look_at = any(field.errors or field.hint for field in fields)
    own = sum(not field.is_empty() for field in fields)
    return ListView(key, *HEADINGS[key], names, own, open=to_look_at or key == next(iter(LABELLED)))


LABEL_PAGES = [labels, save]
