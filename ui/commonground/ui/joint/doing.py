"""What each small form of a joint concern does, and which choices it offers."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import UUID

from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.ids import uuid_of
from commonground.platform.joint import service as shared
from commonground.platform.joint.queries import agreed_with, guests_of, other_councils
from commonground.platform.joint.rules import guests_beside, others_beside
from commonground.platform.joint.types import Guest, JointAct, Outcome, Part, PartKind, PartyState
from commonground.platform.partners.queries import with_people
from commonground.platform.partners.service import today
from commonground.platform.references import ReferenceKind, parse_reference
from commonground.platform.refusals import IncompleteError, Problem
from commonground.platform.work import Work
from commonground.tenants.contexts.colleagues import who_works_here
from commonground.tenants.contexts.load import load_context
from commonground.tenants.joint import service
from commonground.tenants.joint.documents import add_document, look_in, own_files
from commonground.tenants.joint.queries import given_back
from commonground.tenants.joint.types import LetIn, OurSide
from commonground.ui.joint.forms import (
    ChoosePartForm,
    CloseForm,
    CouncilForm,
    InviteForm,
    LetInForm,
    WordsForm,
)
from commonground.ui.joint.moves import Asked
from commonground.ui.joint.part_forms import MinutesForm, PartForm, ShowForm, chosen_ids
from commonground.ui.joint.side_forms import OurSideForm
from commonground.ui.referrals.forms import RecordForm
from commonground.ui.shell.forms import Choice
from commonground.ui.shell.i18n import gettext


async def live_guests(work: Work, about: Asked) -> list[Guest]:
    joint = about.joint
    return guests_beside(await guests_of(work, joint.link.id), joint.round.parties, joint.council, work.now)


def offer_part(kind: PartKind) -> Callable[[Work, Asked, PartForm], Any]:
    async def offer(work: Work, about: Asked, form: PartForm) -> None:
        form.fit(kind)
        joint = about.joint
        others = others_beside(joint.round.parties, joint.council)
        form.offer(others, await live_guests(work, about), joint.party.keep_days)
        if kind is PartKind.DOCUMENT:
            await _offer_files(work, about, form)
        if form.keep.data is None and not form.councils.data:  # as it most likely is, when the form is fresh
            form.councils.data = [str(each.council_id) for each in others if each.sees]
            form.keep.data = str(joint.party.keep_days)

    return offer


async def _offer_files(work: Work, about: Asked, form: PartForm) -> None:
    form.offer_files(await own_files(work, about.joint.link))
    chosen = form.chosen_file()
    file = form.files.get(chosen) if chosen else None
    if about.store is not None and file is not None:
        with suppress(IncompleteError):  # which says the same again where it is added
            form.in_file = (await look_in(work, file, about.store)).maybe


async def add(work: Work, about: Asked, form: PartForm) -> str:
    part, chosen = form.typed(), form.chosen_file()
    if chosen is None or about.store is None:
        await service.add(work, about.joint, part, form.why)
    else:
        await add_document(work, about.joint, part, form.files[chosen], about.store, form.why)
    fields = [form.councils, form.guests] if "guests" in form else [form.councils]
    names = {each.value: str(each.label) for field in fields for each in field.choices}
    seen = [names[str(each)] for each in (*part.councils, *part.guests) if str(each) in names]
    if not seen:
        return gettext("Added. Only your council sees it.")
    return gettext("Added. Your council sees it, and: %(names)s.") % {"names": ", ".join(seen)}


def part_of(about: Asked) -> Part:
    if about.part is None:
        raise NotFoundHereError
    return about.part


async def offer_show(work: Work, about: Asked, form: ShowForm) -> None:
    joint, part = about.joint, part_of(about)
    if part.council_id != joint.council:
        raise NotFoundHereError
    guests = [] if part.kind is PartKind.MESSAGE else await live_guests(work, about)
    form.offer_seen(others_beside(joint.round.parties, joint.council), guests)
    if form.version.data is None:  # fresh: as it is now
        form.councils.data = [str(each) for each in part.seen_by]
        form.guests.data = [str(each) for each in part.guests]
    form.councils.data = [each for each in form.councils.data if form.councils.offers([each])]
    form.guests.data = [each for each in form.guests.data if form.guests.offers([each])]
    form.version.data = "1"


async def show(work: Work, about: Asked, form: ShowForm) -> None:
    councils, guests = chosen_ids(form.councils), chosen_ids(form.guests)
    await service.show(work, about.joint, part_of(about), councils, guests, form.why)


async def own_part(_work: Work, about: Asked, _form: Any) -> None:
    if part_of(about).council_id != about.joint.council:
        raise NotFoundHereError


async def own_meeting(work: Work, about: Asked, form: MinutesForm) -> None:
    """A fresh form has what was given back to be changed."""
    part = part_of(about)
    if part.council_id != about.joint.council or part.kind is not PartKind.MEETING:
        raise NotFoundHereError
    if form.words.data is None and (before := await given_back(work, part.id)):
        form.fill(before.attendance, before.words)


async def own_action(_work: Work, about: Asked, form: WordsForm) -> None:
    part = part_of(about)
    if part.kind is not PartKind.ACTION or about.joint.council not in (part.council_id, part.doer_id):
        raise NotFoundHereError
    form.beforehand = _read_by(about, part)


def _read_by(about: Asked, part: Part) -> str:
    """Who reads the words: of one's own action whoever sees it, else those whom one may show what is one's own."""
    joint = about.joint
    if part.council_id == joint.council:
        return gettext("What you write here, whoever sees the action reads.")
    others = [each.council for each in others_beside(joint.round.parties, joint.council)
              if each.sees and each.council_id in part.seen_by]  # fmt: skip  # which of them
    if others:
        names = ", ".join(others)
        return gettext("What you write here stays your council’s own, and is read by: %(names)s.") % {"names": names}
    return gettext("What you write here your own council alone reads: no agreement lets you show it to the others.")


async def withdraw(work: Work, about: Asked, form: WordsForm) -> None:
    await service.withdraw(work, part_of(about), form.words.data or "")


async def done(work: Work, about: Asked, form: WordsForm) -> str | None:
    """What one says of another council's action stays one's own."""
    part = part_of(about)
    await service.done(work, part, form.words.data or "")
    if part.council_id == about.joint.council:
        return None
    return gettext("Kept. Your words stand under “What we know”: you can take them back, and change who sees them.")


async def write_minutes(work: Work, about: Asked, form: MinutesForm) -> None:
    agencies, people = form.agencies.data, form.people.data or ""
    await service.write_minutes(work, about.joint, part_of(about), agencies, people, form.words.data or "")


async def offer_councils(work: Work, about: Asked, form: InviteForm) -> None:
    """Each says whether an agreement allows it."""
    there = {
        each.council_id for each in about.joint.round.parties if each.state in (PartyState.INVITED, PartyState.JOINED)
    }
    others = [each for each in await other_councils(work) if each[0] not in there]
    agreed = await agreed_with(work, about.joint.link.kind, [council for council, _ in others])
    without = gettext("no agreement")
    form.council.choices = [
        Choice(str(council), name if agreed.get(council) else f"{name} ({without})") for council, name in others
    ]


async def invite(work: Work, about: Asked, form: InviteForm) -> None:
    council = uuid_of(form.council.data)
    await service.act(work, about.joint.link, JointAct.INVITE, words=form.words.data or "", council=council)


def offer_parties(*states: PartyState) -> Callable[[Work, Asked, CouncilForm], Any]:
    async def offer(_work: Work, about: Asked, form: CouncilForm) -> None:
        concern = about.joint.round.concern
        found = [
            each for each in about.joint.round.parties if each.state in states and each.council_id != concern.lead_id
        ]
        found = [each for each in found if each.stands or each.state is PartyState.INVITED]
        if about.joint.council != concern.lead_id:
            found = [each for each in found if each.council_id == about.joint.council]
        form.council.choices = [Choice(str(each.council_id), each.council) for each in found]

    return offer


def of_council(what: JointAct) -> Callable[[Work, Asked, CouncilForm], Any]:
    async def do(work: Work, about: Asked, form: CouncilForm) -> None:
        await service.act(work, about.joint.link, what, council=uuid_of(form.council.data))

    return do


def with_words(what: JointAct) -> Callable[[Work, Asked, RecordForm], Any]:
    """With words where the form asks for some."""

    async def do(work: Work, about: Asked, form: RecordForm) -> None:
        words = form["words"].data or "" if "words" in form else ""
        await service.act(work, about.joint.link, what, words=words)

    return do


async def close(work: Work, about: Asked, form: CloseForm) -> None:
    outcome = Outcome(form.outcome.data or "")
    await service.close(work, about.joint.link, outcome, form.words.data or "", form.lessons.data or "")


async def offer_side(work: Work, about: Asked, form: OurSideForm) -> None:
    form.offer(await who_works_here(work), about.joint.link.held, Action.READ_JOINT, Action.COORDINATE_JOINT)
    del form.keep


async def hand_on(work: Work, about: Asked, form: OurSideForm) -> None:
    await service.hand_on(work, about.joint.link, await side_of(work, form))


async def side_of(work: Work, form: OurSideForm) -> OurSide:
    """Who was chosen, and the council's own context where one was named. Raises `IncompleteError`."""
    holder = form.holder()
    if holder.lead_id is None:
        raise IncompleteError((Problem("place", gettext("Choose who speaks for your council")),))
    keep = int(form.keep.data or 0) if "keep" in form else 365
    return OurSide(
        team_id=holder.team_id,
        coordinator_id=holder.lead_id,
        context_id=await _context(work, form.context.data or ""),
        keep_days=keep,
    )


async def _context(work: Work, typed: str) -> UUID | None:
    if not typed.strip():
        return None
    wrong = IncompleteError((Problem("context", gettext("There is no context here that you can open by that name")),))
    if parse_reference(typed, kind=ReferenceKind.CONTEXT) is None:
        raise wrong
    try:
        return (await load_context(work, typed, to=Action.CHANGE_CONTEXT)).id
    except NotFoundHereError:
        raise wrong from None


async def offer_partners(work: Work, _about: Asked, form: LetInForm) -> None:
    form.offer(await with_people(work, today(work)))


async def let_in(work: Work, about: Asked, form: LetInForm) -> None:
    chosen = uuid_of(form.who.data)
    if chosen is None:
        raise NotFoundHereError
    person = chosen if chosen in form.of_person else None
    organisation = form.of_person[chosen] if person else chosen
    typed = LetIn(
        organisation_id=organisation, person_id=person, purpose=form.purpose.data or "", days=int(form.days.data or 0)
    )
    await service.let_in(work, about.joint.link, typed)


async def offer_guests(work: Work, about: Asked, form: ChoosePartForm) -> None:
    mine = [each for each in await live_guests(work, about) if each.council_id == about.joint.council]
    form.part.choices = [Choice(str(each.id), each.label) for each in mine]


async def end_guest(work: Work, _about: Asked, form: ChoosePartForm) -> None:
    guest = uuid_of(form.part.data)
    if guest is None:
        raise NotFoundHereError
    await shared.end_guest(work, guest)
