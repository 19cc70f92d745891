"""`/referrals/…/letters/…`: a letter as it went, to print. `/council/letters`: the council's own words for letters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.refusals import ChangedMeanwhileError, IncompleteError, Problem
from commonground.platform.work import Work
from commonground.tenants.letters.rules import KEYS
from commonground.tenants.letters.service import load_letter, own_words, set_words
from commonground.tenants.letters.texts import OURS
from commonground.tenants.letters.types import PRINTED, LetterKind
from commonground.tenants.referrals.load import load_referral
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.letters.forms import KINDS, WordsForm, name_of
from commonground.ui.shell.dates import day
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

HERE: Final = "/council/letters"


@dataclass(frozen=True, slots=True)
class LetterView:
    reference: str
    heading: str
    since: str
    lang: str
    words: str


@dataclass(frozen=True, slots=True)
class WordsView:
    """`kinds`: of each kind of letter its heading, its questions, and what it says where they are left empty."""

    here: str
    kinds: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]
    conflict: str = ""


@get(
    "/referrals/{reference:str}/letters/{letter:uuid}",
    opt=declare(Action.READ_REFERRAL, ids={"reference": "referral", "letter": "letter"}),
)
async def letter(work: RequestWork, reference: FromPath[str], letter: FromPath[UUID]) -> Page:
    """As it was shown before it went."""
    row = await load_referral(work, reference, to=Action.READ_REFERRAL)
    found = await load_letter(work, row, letter)
    kind = LetterKind(found.kind)
    heading = gettext("Letter to: %(whom)s") % {"whom": KINDS[kind]} if kind in PRINTED else gettext("E-mail that went")
    return Page(
        "letters/letter.html", LetterView(row.reference, heading, day(found.written_at), found.lang, found.words)
    )


@get(HERE, opt=declare(Action.SET_UP_COUNCIL))
async def words(work: RequestWork) -> Page:
    """As they stand."""
    return await _page(work, WordsForm.of(await own_words(work)))


@post(
    HERE,
    status_code=200,
    opt=declare(
        Action.SET_UP_COUNCIL,
        effect=Effect.CHANGE,
        body=lambda: {"version": "0", "referrer_en": "Please ring {phone} about {reference}."},
    ),
)
async def save(request: Request[Any, Any, Any], work: RequestWork) -> Page | Response[Any]:
    """They count from the next letter."""
    form, conflict = await WordsForm.read(request), ""
    if form.validate():
        try:
            await set_words(work, form.words(), version=form.seen_version)
        except ChangedMeanwhileError as quicker:
            conflict = quicker.sentence
            form.compare_with(WordsForm.of(await own_words(work)))
        except IncompleteError as refused:
            form.refuse(IncompleteError(tuple(Problem(name_of(e.field), e.sentence) for e in refused.problems)))
        else:
            return redirect(request, HERE, gettext("Saved. It counts from the next letter."))
    return await _page(work, form, conflict)


async def _page(work: Work, form: WordsForm, conflict: str = "") -> Page:
    await audit.shown(work, Action.READ_COUNCIL, audit.Subject("council"))
    kinds = tuple((str(KINDS[kind]), tuple(_part(key) for key in KEYS if key.startswith(kind))) for kind in PRINTED)
    status = ChangedMeanwhileError.status if conflict else None
    return Page("letters/words.html", WordsView(HERE, kinds, conflict), form=form, status=status)


def _part(key: str) -> tuple[str, str, str]:
    return name_of(key), key.rpartition(".")[2], OURS[key]


HANDLERS = [letter, words, save]
