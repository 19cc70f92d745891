"""`/disclosures/{reference}/build`: who gets it and what, beside how they will read it; and throwing it away. How it is
built stands in `packages/building.py`."""

from __future__ import annotations

from typing import Final

from commonground.platform.files.store import FileStore
from commonground.platform.work import Work
from commonground.tenants.disclosures.models import Disclosure
from commonground.tenants.outside.models import OutsideReceiver
from commonground.tenants.outside.service import load_outside, propose, save
from commonground.ui.disclosures.forms import OutsideForm, filled, form_for
from commonground.ui.disclosures.views import BuildView, href_of
from commonground.ui.packages.building import WayOut, pages
from commonground.ui.packages.parts import WORDS
from commonground.ui.packages.views import Beside

_Held = tuple[Disclosure, OutsideReceiver]


async def _view(_work: Work, held: _Held, beside: Beside) -> BuildView:
    row, _ = held
    return BuildView(row.reference, href_of(row), row.receiver_words, beside)


async def _save(work: Work, held: _Held, form: OutsideForm) -> None:
    await save(work, *held, form.typed(), form.whom(), form.seen_version)


async def _propose(work: Work, held: _Held, form: OutsideForm, store: FileStore) -> None:
    await propose(work, *held, form.typed(), form.whom(), form.seen_version, store)


def _example() -> dict[str, str | list[str]]:
    return {"version": "1", "person": "Ada Quill", "job": "Named nurse", "email": "a.quill@hospital.example",
            "phone": "020 7946 0143", "lang": "en", "chosen": ["worry"], f"{WORDS}worry": "Lifts and money.",
            "purpose": "To keep young people safe there.", "basis": "ca2004_s10", "necessity": "They treat them.",
            "openness": "nobody_in_particular", "expires_days": "7", "go": "save"}  # fmt: skip  # rows


OUTSIDE: Final = WayOut(
    folder="/disclosures",
    listed="/disclosures",
    id_kind="outside",
    draft="outside",
    template="disclosures/build.html",
    load=load_outside,
    row_of=lambda held: held[0],
    form_for=form_for,
    filled=lambda held: filled(*held),
    view=_view,
    save=_save,
    propose=_propose,
    example=_example,
)
HANDLERS = pages(OUTSIDE)
