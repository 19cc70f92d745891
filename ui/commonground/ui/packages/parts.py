"""The questions of a package: one for each field that may be told, whoever it is for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, TypeVar, cast

from commonground.platform.crossings.types import OF_ONE_CHILD, Kind, Urgency
from commonground.platform.ids import uuid_of
from commonground.platform.work import Work
from commonground.tenants.attachments.queries import files_of
from commonground.tenants.disclosures.fields import FIELD_LIMIT, PackageField, fields_of
from commonground.tenants.disclosures.models import Disclosure
from commonground.tenants.disclosures.types import EXPIRES_DAYS, Typed
from commonground.tenants.intake.masking import mask_names
from commonground.tenants.sharing import service as sharing
from commonground.tenants.sharing.types import BASIS_LABELS
from commonground.ui.contexts.forms import may_be_names
from commonground.ui.referrals.forms import Flagged, RecordForm
from commonground.ui.shell.forms import Checkboxes, Choice, Radios, Select, TextArea, TextField

WORDS: Final = "f_"
_SHORT: Final = 200
_REASONS: Final = ("purpose", "basis", "necessity", "openness", "untold_why", "advice")
F = TypeVar("F", bound="PackageForm")


class PackageForm(RecordForm):
    """What every form of a package asks, each in words of its own."""

    kind: Kind
    chosen: Checkboxes
    files: Checkboxes
    purpose: TextArea
    basis: Select
    necessity: TextArea
    openness: Radios
    untold_why: TextArea
    advice: TextArea
    expires_days: Select

    def flagged(self) -> Iterator[Flagged]:
        return flagged_parts(self)


def with_parts(base: type[F], kind: Kind) -> type[F]:
    """`base` with the questions of this kind, which it finds under `kind`."""
    questions = {WORDS + each.code: _question(each) for each in fields_of(kind)}
    made = type(f"{kind.name.title().replace('_', '')}{base.__name__}", (base,), {"kind": kind, **questions})
    return cast(type[F], made)


def _question(field: PackageField) -> Any:
    if field.short:
        return TextField(field.label, hint=field.hint, most=_SHORT, size="s")
    return TextArea(field.label, hint=field.hint, most=FIELD_LIMIT, rows=3, count=False, size="s")


def flagged_parts(form: PackageForm) -> Iterator[Flagged]:
    """Names in what is chosen about no single child. Whoever knows better sends it again."""
    if form.kind in OF_ONE_CHILD:
        return
    for field in fields_of(form.kind):
        typed = form[WORDS + field.code].data or ""
        if field.code in (form.chosen.data or ()) and (words := mask_names(typed).hidden_words(typed)):
            yield Flagged(WORDS + field.code, may_be_names(words), typed)


async def offer_choices(work: Work, row: Disclosure, form: PackageForm) -> None:
    """What can be told, the lawful bases that the council acts under, and the files of the record that can go along."""
    form.chosen.choices = [Choice(each.code, each.label, reveals=WORDS + each.code) for each in fields_of(form.kind)]
    bases = await sharing.bases_here(work)
    files = await files_of(work, row.record_id) if row.record_id is not None else []
    form.basis.choices = [Choice(basis.value, words) for basis, words in BASIS_LABELS.items() if basis in bases]
    form.files.choices = [
        Choice(str(each.id), each.shown_name, each.shown_about) for each in files if each.can_be_opened
    ]


def typed_of(form: PackageForm) -> Typed:
    """What every form of a package asks; nothing of what only an offer shows."""
    return Typed(
        urgency=Urgency.ROUTINE,
        harms=(),
        ages=(),
        area=None,
        parts={field.code: form[WORDS + field.code].data or "" for field in fields_of(form.kind)},
        chosen=tuple(form.chosen.data or ()),
        files=tuple(each for value in form.files.data or () if (each := uuid_of(value)) is not None),
        purpose=form.purpose.data or "",
        basis=form.basis.data or "",
        necessity=form.necessity.data or "",
        openness=form.openness.data or "",
        untold_why=form.untold_why.data or "",
        advice=form.advice.data or "",
        expires_days=int(form.expires_days.data or str(form.expires_days.default)),
    )


def started(row: Disclosure) -> dict[str, Any]:
    """What every form of a package shows of the draft."""
    return {
        "version": str(row.version),
        "files": [str(each) for each in row.files],
        **{name: getattr(row, name) for name in _REASONS},
        **{WORDS + code: words for code, words in row.parts.items()},
        **_how_long(row),
    }


def _how_long(row: Disclosure) -> dict[str, str]:
    """As it was chosen: an answer to a draft is never far from when it was saved."""
    if row.expires_at is None:
        return {}
    days = (row.expires_at - row.changed_at).days
    return {"expires_days": str(next((each for each in EXPIRES_DAYS if days <= each), EXPIRES_DAYS[-1]))}
