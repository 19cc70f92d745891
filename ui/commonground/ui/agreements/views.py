"""What the pages about agreements show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from commonground.platform.agreements.rules import allowed, ends_soon, may_renew, may_sign, standing
from commonground.platform.agreements.types import STANDING_LABELS, AgreementView, Allowed, Signature, Standing
from commonground.platform.crossings.types import KIND_LABELS, VERB_LABELS, Kind
from commonground.platform.listed import Listed
from commonground.platform.work import Work
from commonground.ui.agreements.forms import SignForm, WithdrawForm
from commonground.ui.shell.dates import day, moment
from commonground.ui.shell.i18n import gettext, lazy
from commonground.ui.shell.lists import all_of, cut_off

PATH: Final = "/agreements"
_CUT: Final = lazy("The latest %(most)s are shown.")
_SECTIONS: Final = (
    ("ours", lazy("Waiting for our signature"), (Standing.OURS,)),
    ("in-force", lazy("In force"), (Standing.IN_FORCE, Standing.TO_COME)),
    ("others", lazy("Waiting for others"), (Standing.OTHERS,)),
    ("over", lazy("Over"), (Standing.OVER,)),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One agreement in the list. `standing`: a word more than its section says."""

    id: UUID
    name: str
    councils: str
    what: str
    days: str
    standing: str


@dataclass(frozen=True, slots=True)
class WithCouncil:
    """What may be done with one council today, in words; nothing where nothing may."""

    name: str
    may: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListView:
    """`sections`: id, heading and lines of each that has any. `today`: by council."""

    sections: tuple[tuple[str, str, tuple[Line, ...]], ...]
    today: tuple[WithCouncil, ...]
    cut: str


@dataclass(frozen=True, slots=True)
class FormView:
    """A page with the form of an agreement. `stands`: what becomes of the version before; `conflict`: why it can't
    be proposed now."""

    heading: str
    action: str
    back: str
    back_name: str
    button: str
    stands: str = ""
    conflict: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    name: str
    lines: tuple[str, ...]
    words: str
    """Why they withdrew, in their own words."""


@dataclass(frozen=True, slots=True)
class DetailView:
    """One agreement. `sign`, `withdraw`: their forms, where the reader's council may do so; `renew`: the address under
    which a newer version is proposed; `links`: other versions."""

    id: UUID
    name: str
    standing: str
    facts: tuple[tuple[str, str], ...]
    parties: tuple[Party, ...]
    today: tuple[WithCouncil, ...]
    links: tuple[tuple[str, str], ...]
    sign: SignForm | None
    withdraw: WithdrawForm | None
    renew: str
    conflict: str = ""


def list_view(work: Work, found: Listed[AgreementView]) -> ListView:
    us, now = work.actor.council, work.now
    stands = [(each, standing(each, us, now)) for each in found]
    sections = (
        (key, str(heading), tuple(_line(each, at, work) for each, at in stands if at in wanted))
        for key, heading, wanted in _SECTIONS
    )
    others = {council: name for each in found for council, name in each.others(us).items()}
    by_name = sorted(others.items(), key=lambda each: each[1])
    today = tuple(WithCouncil(name, may_words(allowed(found, us, council, now))) for council, name in by_name)
    return ListView(tuple(each for each in sections if each[2]), today, cut_off(_CUT, found))


def _line(agreement: AgreementView, at: Standing, work: Work) -> Line:
    names = all_of(agreement.others(work.actor.council).values())
    return Line(
        agreement.id, title(agreement), names, what_words(agreement), _days(agreement), _more(agreement, at, work)
    )


def title(agreement: AgreementView) -> str:
    """“Cross-border work, version 2”."""
    named = {"name": agreement.name, "number": agreement.version}
    return gettext("%(name)s, version %(number)s") % named


def what_words(agreement: AgreementView) -> str:
    return all_of(str(words) for verb, words in VERB_LABELS.items() if verb in agreement.verbs)


def _days(agreement: AgreementView) -> str:
    said = {"start": day(agreement.from_on), "end": day(agreement.until_on) if agreement.until_on else ""}
    words = gettext("%(start)s to %(end)s") if agreement.until_on else gettext("From %(start)s")
    return words % said


def _more(agreement: AgreementView, at: Standing, work: Work) -> str:
    """What its section leaves open: who has not signed, and that it begins or ends soon."""
    if at is Standing.OVER:
        return _why_over(agreement, work)
    missing = [name for council, name in agreement.councils.items() if council not in agreement.signers()]
    said = [gettext("Signed, to come")] if at is Standing.TO_COME else []
    if at is Standing.IN_FORCE and ends_soon(agreement, work.now):
        said.append(gettext("Ends soon"))
    if missing and at is not Standing.OURS:
        said.append(gettext("Not signed by %(names)s") % {"names": all_of(missing)})
    return ". ".join(said)


def _why_over(agreement: AgreementView, work: Work) -> str:
    if agreement.ended_at is not None:
        return gettext("A newer version has taken its place")
    if work.actor.council in agreement.signers():
        return gettext("Its time is up")
    signed_once = any(each.council_id == work.actor.council for each in agreement.signatures)
    return gettext("We have withdrawn") if signed_once else gettext("Nobody holds themselves to it")


def may_words(may: Allowed) -> tuple[str, ...]:
    """“Hand over: a child or young person is placed”; without the kinds where it is every one."""
    return tuple(_may(str(VERB_LABELS[verb]), kinds) for verb, kinds in may.items())


def _may(verb: str, kinds: frozenset[Kind]) -> str:
    if kinds == frozenset(Kind):
        return gettext("%(verb)s, about anything") % {"verb": verb}
    about = "; ".join(str(words) for kind, words in KIND_LABELS.items() if kind in kinds)
    return gettext("%(verb)s, about: %(kinds)s") % {"verb": verb, "kinds": about}


# Long: one argument to each part of the page.
def detail_view(
    work: Work,
    agreement: AgreementView,
    newer: Sequence[AgreementView],
    *,
    sign: SignForm,
    withdraw: WithdrawForm,
    conflict: str = "",
) -> DetailView:
    us, now, keeps = work.actor.council, work.now, agreement.signers()
    others = agreement.others(us).items()
    today = tuple(WithCouncil(name, may_words(allowed([agreement], us, council, now))) for council, name in others)
    return DetailView(
        id=agreement.id,
        name=title(agreement),
        standing=str(STANDING_LABELS[standing(agreement, us, now)]),
        facts=tuple(_facts(agreement)),
        parties=tuple(_party(agreement, council, name) for council, name in agreement.councils.items()),
        today=today,
        links=tuple(_links(agreement, newer)),
        sign=sign if may_sign(agreement, us, now) else None,
        withdraw=withdraw if us in keeps else None,
        renew=f"{PATH}/{agreement.id}/version" if may_renew(agreement, newer) else "",
        conflict=conflict,
    )


def _facts(agreement: AgreementView) -> list[tuple[str, str]]:
    kinds = "; ".join(str(words) for kind, words in KIND_LABELS.items() if kind in agreement.kinds)
    by = agreement.councils.get(agreement.proposer_id, "")
    said = (
        (gettext("Region"), agreement.region),
        (gettext("What may be done"), what_words(agreement)),
        (gettext("About what"), kinds or gettext("Anything that crosses between councils")),
        (gettext("In force"), _days(agreement)),
        (gettext("Ends"), moment(agreement.ended_at) if agreement.ended_at else ""),
        (gettext("Proposed"), f"{moment(agreement.proposed_at)}, {by}"),
        (gettext("The document"), agreement.words),
    )
    return [(term, words) for term, words in said if words]


def _party(agreement: AgreementView, council: UUID, name: str) -> Party:
    given = [each for each in agreement.signatures if each.council_id == council]
    lines = tuple(line for each in given for line in _signed(each))
    left = next((each.withdrawn_words for each in reversed(given) if not each.stands), "")
    return Party(name, lines or (gettext("Not signed yet"),), left)


def _signed(signature: Signature) -> list[str]:
    said = {"moment": moment(signature.signed_at), "who": signature.by, "job": signature.job}
    lines = [gettext("Signed %(moment)s by %(who)s, %(job)s") % said]
    if signature.withdrawn_at is not None:
        gone = {"moment": moment(signature.withdrawn_at), "who": signature.withdrawn_by}
        lines.append(gettext("Withdrawn %(moment)s by %(who)s") % gone)
    return lines


def _links(agreement: AgreementView, newer: Sequence[AgreementView]) -> list[tuple[str, str]]:
    """To the version before, and to those that were proposed after it."""
    before = [(gettext("The version before"), f"{PATH}/{agreement.replaces_id}")] if agreement.replaces_id else []
    numbered = [
        ({"number": each.version}, f"{PATH}/{each.id}") for each in sorted(newer, key=lambda each: each.version)
    ]
    return before + [(gettext("Version %(number)s") % number, place) for number, place in numbered]
