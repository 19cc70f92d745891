"""What the pages of referring show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from commonground.platform.access import Actor
from commonground.platform.drafts.service import Kept
from commonground.tenants.intake.types import Danger
from commonground.tenants.referring.receipts import MOST_MINE, MineLine, MyReferral, Policy
from commonground.ui.referring.asked import ASKED
from commonground.ui.referring.begun import BegunLine
from commonground.ui.referring.forms import ReferForm
from commonground.ui.shell.dates import day, moment
from commonground.ui.shell.i18n import LazyText, gettext, lazy

_FOLDS: dict[str, LazyText] = {
    "more": lazy("More about the place, group, school or online space"),
    "when": lazy("When, how often, and how old they are"),
    "helps": lazy("What helps there already"),
    "known": lazy("How you know, and who knows already"),
    "people": lazy("Children’s case references and adults of concern"),
    "you": lazy("About you"),
}
_WRITTEN: dict[str, LazyText] = {
    "reply": lazy("The front door wrote"),
    "question": lazy("The front door asks"),
    "further": lazy("The front door asks"),
    "word": lazy("The front door wrote"),
    "change": lazy("What has changed there"),
    "news": lazy("You added"),
    "asks": lazy("You asked"),
    "withdrawal": lazy("You asked to withdraw it"),
    "quoted": lazy("The other council wrote as well"),
}
_ANSWERS = frozenset({"reply", "word", "further", "change"})
_OURS = _ANSWERS | {"question"}
MINE_PAGE = 50


@dataclass(frozen=True, slots=True)
class Fold:
    """Questions that nobody has to answer."""

    key: str
    heading: str
    fields: tuple[str, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class FormView:
    """`policy`: where the council's basis is written down; `of_partner`: theirs may be another; `wrong`: why nothing
    could be sent; `begun`: what else one has begun, with what stands in the form."""

    asked: tuple[str, ...]
    folds: tuple[Fold, ...]
    policy: str
    of_partner: bool
    kept: str
    wrong: str
    begun: tuple[BegunLine, ...]


@dataclass(frozen=True, slots=True)
class MineRow:
    reference: str
    title: str
    sent: str
    state: str


@dataclass(frozen=True, slots=True)
class MineView:
    """`older` leads on, where there are more. `cut` says that there may be some that are not listed."""

    rows: tuple[MineRow, ...]
    older: str
    cut: str


@dataclass(frozen=True, slots=True)
class Letter:
    """`lang`: of what the front door wrote; empty of one's own words, which may be in any."""

    when: str
    head: str
    words: str
    lang: str


@dataclass(frozen=True, slots=True)
class OneView:
    """`danger`: they said that somebody is in danger, and it is not decided yet. `heard` leads to the question whether
    we listened, once we have answered: to the page for everybody, for nobody is to know whose answer it is."""

    reference: str
    sent: str
    state: str
    danger: bool
    asked: bool
    letters: tuple[Letter, ...]
    heard: str
    can_withdraw: bool


def form_view(
    actor: Actor,
    form: ReferForm,
    policy: Policy,
    kept: Kept | None = None,
    *,
    begun: tuple[BegunLine, ...] = (),
    wrong: str = "",
) -> FormView:
    opened = form.open_folds()
    return FormView(
        asked=ASKED,
        folds=tuple(Fold(key, str(heading), form.asked_in(key), key in opened) for key, heading in _FOLDS.items()),
        policy=policy.words,
        of_partner=actor.is_partner,
        kept=gettext("Draft kept %(moment)s.") % {"moment": moment(kept.saved_at)} if kept else "",
        wrong=wrong,
        begun=begun,
    )


def mine_view(found: Sequence[MineLine], older: str = "") -> MineView:
    """A page of it: those that stand behind the one with the reference `older`, or the newest."""
    start = next((place for place, each in enumerate(found, 1) if each.reference == older), 0)
    page = found[start : start + MINE_PAGE]
    rows = tuple(MineRow(each.reference, each.title, day(each.sent_at), _state(each)) for each in page)
    goes_on = start + MINE_PAGE < len(found)
    cut = gettext("The newest %(most)s are listed. Older ones open by their reference.") % {"most": MOST_MINE}
    return MineView(
        rows,
        f"/refer/mine?older={page[-1].reference}" if goes_on else "",
        cut if len(found) == MOST_MINE and not goes_on else "",
    )


def _state(each: MineLine | MyReferral) -> str:
    """In safe words: never what was decided, nor about whom."""
    if each.settled:
        return gettext("Decided")
    if each.asked:
        return gettext("Waits for your answer")
    return gettext("Waits to be read") if each.unread else gettext("Being looked at")


def one_view(found: MyReferral, council: str) -> OneView:
    return OneView(
        reference=found.reference,
        sent=moment(found.sent_at),
        state=" ".join(_standing(found)),
        danger=found.danger == Danger.YES and not found.settled,
        asked=found.asked,
        letters=tuple(_letters(found)),
        heard=f"/{council}/report/heard" if _has_answer(found) else "",
        can_withdraw=not (found.settled or found.wished_back),
    )


def _has_answer(found: MyReferral) -> bool:
    return any(each.kind in _ANSWERS for each in found.letters)


def _standing(found: MyReferral) -> Iterator[str]:
    if found.settled:
        yield gettext("It has been decided.")
        if not _has_answer(found):
            yield gettext("The front door has not written to you about it.")
    elif found.asked:
        yield gettext("The front door has asked you something, and waits for your answer.")
    else:
        yield gettext("It waits to be read.") if found.unread else gettext("It is being looked at.")
        if found.due_at is not None:
            yield gettext("It will be decided by %(moment)s.") % {"moment": moment(found.due_at)}
    if found.wished_back and not found.settled:
        yield gettext("You have asked to withdraw it. Somebody reads why before it is closed.")


def _letters(found: MyReferral) -> Iterator[Letter]:
    """Newest first."""
    for each in reversed(found.letters):
        if each.kind in _WRITTEN:
            yield Letter(moment(each.at), str(_WRITTEN[each.kind]), each.body, found.lang if each.kind in _OURS else "")
