"""The ready words of each outcome, and how they follow it as long as nobody wrote any of their own."""

from __future__ import annotations

import hashlib

from commonground.platform.reference import DECISIONS
from commonground.tenants.referrals.types import Outcome
from commonground.tenants.replies.library import Library
from commonground.ui.referrals.decide_form import SEND, DecideForm
from commonground.ui.referrals.views import ReadyWords
from commonground.ui.shell.i18n import gettext


def ready_words(library: Library, lang: str) -> tuple[ReadyWords, ...]:
    """Each text once, under the outcomes that it fits."""
    fitting: dict[str, list[Outcome]] = {}
    for outcome in Outcome:
        fitting.setdefault(library.reply(outcome, lang), []).append(outcome)
    return tuple(
        ReadyWords(outcomes[0].value, ", ".join(DECISIONS.label(each) for each in outcomes), words)
        for words, outcomes in fitting.items()
    )


def fitting_words(form: DecideForm, library: Library) -> str:
    """The ready words of the chosen outcome, where those of another stand in the reply to be sent; else nothing. A
    reply that somebody wrote, if only in part, is none of ours to change."""
    reply = (form.reply.data or "").strip()
    if form.answer.data != SEND or form.outcome.data not in set(Outcome):
        return ""
    lang = library.language_of(reply)
    fitting = library.reply(Outcome(form.outcome.data), lang) if lang else ""
    return "" if fitting == reply else fitting


def fit_words(form: DecideForm, library: Library) -> bool:
    """Whether the words were changed to those of the chosen outcome on the way to being sent. Then they are shown
    first, for nothing is sent that the decider has not read. Once: whoever puts the others back means it."""
    fitting, seal = fitting_words(form, library), hashlib.sha256((form.reply.data or "").encode()).hexdigest()
    if not fitting or form.fitted.data == seal:
        return False
    form.fitted.data = seal
    form.reply.data = fitting
    said = {"outcome": DECISIONS.label(form.outcome.data or "")}
    form.reply.refuse(gettext("The words now fit “%(outcome)s”. Read them before you save") % said)
    return True
