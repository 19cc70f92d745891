"""Somebody asks what is held about them: every text is searched, in their council alone, and people decide."""

# Long: one request's way from the search to the bundle, each turn in its own test.

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

import pytest
from sqlalchemy import ARRAY, CheckConstraint, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from casework import acting, add_context, add_message, add_referral
from commonground.infra.migrations.metadata import all_tables
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.councils.onboard import acting_as_setup
from commonground.platform.database.base import visibility_of
from commonground.platform.database.visibility import Isolated, Verb
from commonground.platform.refusals import IncompleteError
from commonground.platform.work import Work
from commonground.tenants.retention.trial import TRIAL_PERSON, make_trial
from commonground.tenants.subject_access import service
from commonground.tenants.subject_access.models import AccessRequest
from commonground.tenants.subject_access.places import LABELS, NOT_ABOUT_PEOPLE, SOURCES
from commonground.tenants.subject_access.queries import Mention, load_mention, mentions_of, requests_of, still_visible
from commonground.tenants.subject_access.redaction import HIDDEN, suggestions
from commonground.tenants.subject_access.rules import NotNowError
from commonground.tenants.subject_access.types import AskedBy, Decided, MentionDecision, RequestInput, WithholdGround
from councils import TestCouncil, World, make_world
from page_rows import seed_for_pages
from postgres import Database
from told import ask, tell

NAME = "Tomos Reed"
GIVE = Decided(decision=MentionDecision.GIVE)


async def opened(world: World, council: TestCouncil, name: str = NAME, *aliases: str) -> UUID:
    async with acting(world, council, "ig_lead") as work:
        typed = RequestInput(
            name=name, aliases=aliases, asked_by=AskedBy.THEMSELVES, identity_words="Passport seen",
            received_on=work.now.date(),
        )  # fmt: skip  # one request
        return await service.open_request(work, typed)


async def searched(world: World, council: TestCouncil, request: UUID, person: str = "ig_lead") -> Sequence[Mention]:
    async with acting(world, council, person) as work:
        await service.search(work, await service.load_request(work, request, lock=True))
    async with acting(world, council, person, keep=False) as work:
        return await mentions_of(work, request)


async def decide(world: World, request: UUID, mention: UUID, decided: Decided = GIVE) -> None:
    async with acting(world, world.larkmere, "ig_lead") as work:
        row = await service.load_request(work, request)
        stored, found = await load_mention(work, row, mention)
        await service.decide(work, row, stored, found.words, decided)


async def _step(world: World, request: UUID, verb: Callable[[Work, AccessRequest], Awaitable[object]]) -> None:
    async with acting(world, world.larkmere, "ig_lead") as work:
        await verb(work, await service.load_request(work, request, lock=True))


def test_every_column_of_words_is_searched_or_says_why_not() -> None:
    """A new column with free words fails here until somebody has said what it is."""
    missing = []
    for table in all_tables().sorted_tables:
        declared = visibility_of(table)
        if not isinstance(declared, Isolated) or Verb.SELECT not in declared.staff:
            continue
        limited = " ".join(str(c.sqltext) for c in table.constraints if isinstance(c, CheckConstraint))
        for column in table.c:
            name = f"{table.fullname}.{column.name}"
            words = isinstance(column.type, Text | ARRAY | JSONB) and f"{column.name} in (" not in limited
            known = name in LABELS or {name, table.fullname} & set(NOT_ABOUT_PEOPLE)
            if words and not known and column.name not in _CODES:
                missing.append(name)
    assert missing == [], missing
    assert set(LABELS) <= {f"{t.fullname}.{c.name}" for t in all_tables().sorted_tables for c in t.c}


# Codes of ours, references and people's choices, in whichever table.
_CODES = {
    "reference", "route", "source", "harms", "children", "attention", "outcome", "asked", "no_reply_reason", "verb",
    "from_state", "to_state", "lang", "subject", "venue", "group_size", "ages", "danger", "how_often", "connection",
    "contact_by", "kind", "form", "subject_kind", "state", "way", "area", "roles", "frequency", "severity",
    "trajectory", "guardianship",
}  # fmt: skip  # a list


async def test_a_name_in_any_column_is_found(own_database: Database) -> None:
    """In every place that is searched, one after the other."""
    world = await make_world(own_database)
    await seed_for_pages(world)
    async with acting_as_setup(world.database.owner_url) as connection:
        for source in SOURCES:
            for column in source.words:
                kind = type(getattr(source.model, column).type)
                words = {ARRAY: f"array['{NAME}']", JSONB: f"""'{{"what": ["{NAME}"]}}'"""}.get(kind, f"'{NAME}'")
                table = source.model.__table__.fullname
                await connection.execute(text(f"update {table} set {column} = {words} where tenant_id = :id"),
                                         {"id": world.larkmere.id})  # fmt: skip
    found = await searched(world, world.larkmere, await opened(world, world.larkmere))
    assert {each.place for each in found} == set(LABELS)
    assert all(each.likely and NAME in each.words for each in found)
    theirs = await searched(world, world.hallowdene, await opened(world, world.hallowdene))
    assert theirs == []


async def test_mentions_never_cross_councils(world: World) -> None:
    ours = await add_referral(world, world.larkmere, what="Tomos Reed waits there.")
    await add_referral(world, world.hallowdene, what="Tomos Reed waits here.")
    request = await opened(world, world.larkmere)
    found = await searched(world, world.larkmere, request)
    assert {each.reference for each in found} == {ours.reference}
    async with acting(world, world.hallowdene, "ig_lead", keep=False) as work:
        assert await requests_of(work) == []
        with pytest.raises(NotFoundHereError):
            await service.load_request(work, request)
        assert await mentions_of(work, request) == []


async def test_other_names_and_parts_are_found_and_said_to_be_parts(world: World) -> None:
    told = await add_referral(world, world.larkmere, what="They call him Zedster.")
    await add_message(world, world.larkmere, told, "news", "Seen again: Wystan at the gate")
    found = await searched(world, world.larkmere, await opened(world, world.larkmere, "Wystan Ashgrove", "Zedster"))
    assert {(each.label, each.likely) for each in found} == {
        ("What somebody reported", True), ("A message to or from whoever told us", False),
    }  # fmt: skip  # a table


async def test_a_name_in_a_script_without_spaces_is_found(world: World) -> None:
    whole = await add_referral(world, world.larkmere, what="我在学校看见李明")
    part = await add_referral(world, world.larkmere, what="They call him 李.")
    await add_referral(world, world.larkmere, what="我在学校看见他")
    found = await searched(world, world.larkmere, await opened(world, world.larkmere, "李 明"))
    assert {(each.reference, each.likely) for each in found} == {(whole.reference, True), (part.reference, False)}


async def test_a_restricted_record_is_found_by_the_people_named_on_it_alone(world: World) -> None:
    name = "Perpetua Lindqvist"
    hidden = await add_referral(world, world.larkmere, what=f"{name} is in it.", named=("manager",))
    await add_context(world, world.larkmere, name=f"Yard of {name}", named=("manager",))
    request = await opened(world, world.larkmere, name)
    assert await searched(world, world.larkmere, request) == []
    named = (
        "insert into tenants.named_people (tenant_id, record_id, staff_id, since) values (:council, :id, :who, now())"
    )
    await tell(world, named, council=world.larkmere.id, id=hidden.id,
               who=world.larkmere.people["ig_lead"].staff_id)  # fmt: skip
    (found,) = await searched(world, world.larkmere, request)
    assert found.reference == hidden.reference
    await tell(world, "delete from tenants.named_people where record_id = :id and staff_id = :who", id=hidden.id,
               who=world.larkmere.people["ig_lead"].staff_id)  # fmt: skip
    async with acting(world, world.larkmere, "ig_lead", keep=False) as work:
        (gone,) = await mentions_of(work, request)
        assert gone.words == ""
        row = await service.load_request(work, request)
        with pytest.raises(NotFoundHereError):
            await load_mention(work, row, gone.id)


async def test_a_colleague_who_cannot_see_it_neither_loses_nor_takes_out_what_another_decided(world: World) -> None:
    name = "Aneirin Fosdyke"
    lead, somebody = (world.larkmere.people[each].staff_id for each in ("ig_lead", "auditor"))
    hidden = await add_referral(world, world.larkmere, what=f"{name} is in it.", named=("manager", "ig_lead"))
    await add_referral(world, world.larkmere, what=f"{name} is in this too.")
    request = await opened(world, world.larkmere, name)
    for each in await searched(world, world.larkmere, request):
        await decide(world, request, each.id)
    named = "update tenants.named_people set staff_id = :now where record_id = :id and staff_id = :before"
    await tell(world, named, id=hidden.id, before=lead, now=somebody)
    known = {each.reference: each for each in await searched(world, world.larkmere, request)}
    assert (known[hidden.reference].unseen, known[hidden.reference].words) == (True, "")
    assert {each.decision for each in known.values()} == {MentionDecision.GIVE}

    async def take_out() -> None:
        async with acting(world, world.larkmere, "ig_lead") as work:
            await service.take_out(work, await service.load_request(work, request, lock=True))

    for decision in ("'give'", "'withhold'", "null"):
        change = f"update tenants.access_mentions set decision = {decision} where id = :id"
        await tell(world, change, id=known[hidden.reference].id)
        with pytest.raises(NotNowError, match="restricted record"):
            await take_out()
    change = "update tenants.access_mentions set decision = 'somebody_else' where id = :id"
    await tell(world, change, id=known[hidden.reference].id)
    await take_out()
    await tell(world, named, id=hidden.id, before=somebody, now=lead)
    await tell(world, change.replace("somebody_else", "give"), id=known[hidden.reference].id)
    await take_out()
    await tell(world, named, id=hidden.id, before=lead, now=somebody)
    await tell(world, "delete from tenants.reports where referral_id = :id", id=hidden.id)
    assert {each.reference for each in await searched(world, world.larkmere, request)} == set(known) - {
        hidden.reference
    }, "its row is gone"


async def test_what_was_decided_stays_while_the_words_are_the_same(world: World) -> None:
    name = "Eluned Farthing"
    told = await add_referral(world, world.larkmere, what=f"{name} was with Ayesha Khan.")
    request = await opened(world, world.larkmere, name)
    (found,) = await searched(world, world.larkmere, request)
    hidden = tuple(suggestions(found.words, [name]))
    await decide(world, request, found.id, Decided(decision=MentionDecision.GIVE, hidden=hidden))
    (again,) = await searched(world, world.larkmere, request)
    assert (again.id, again.decision, again.stale) == (found.id, MentionDecision.GIVE, False)
    assert "Ayesha" not in again.given
    assert HIDDEN in again.given
    change = "update tenants.reports set what_said = :words where referral_id = :id"
    await tell(world, change, words=f"Now: Bo Lind was with {name}", id=told.id)
    async with acting(world, world.larkmere, "ig_lead", keep=False) as work:
        (stale,) = await mentions_of(work, request)
    assert (stale.stale, stale.decision, stale.given) == (True, None, "")
    (undecided,) = await searched(world, world.larkmere, request)
    assert (undecided.decision, undecided.stale) == (None, False)
    await tell(world, change, words="Nobody", id=told.id)
    assert await searched(world, world.larkmere, request) == []


async def test_it_is_taken_out_and_answered_when_everything_is_decided(world: World) -> None:
    name = "Ceridwen Oakes"
    await add_referral(world, world.larkmere, what=f"{name} was seen.")
    request = await opened(world, world.larkmere, name)

    step = partial(_step, world, request)

    with pytest.raises(NotNowError, match="Search first"):
        await step(service.take_out)
    (found,) = await searched(world, world.larkmere, request)
    with pytest.raises(NotNowError, match="decide about every text"):
        await step(service.take_out)
    with pytest.raises(NotNowError, match="Take the bundle out"):
        await step(service.finish)
    with pytest.raises(IncompleteError):
        await decide(world, request, found.id, Decided(decision=MentionDecision.WITHHOLD))
    harm = Decided(decision=MentionDecision.WITHHOLD, ground=WithholdGround.SERIOUS_HARM, words="A doctor said so")
    await decide(world, request, found.id, harm)
    await step(service.take_out)
    await step(service.finish)
    for verb in (service.finish, service.search):
        with pytest.raises(NotNowError, match="answered"):
            await step(verb)
    with pytest.raises(NotNowError, match="answered"):
        await decide(world, request, found.id)
    trail = "select array_agg(action order by id) from audit.entries where subject_id = :id"
    assert (await ask(world, trail, id=request))[0] == [
        f"answer_subject_access:{each}" for each in ("new", "search", "export", "finish")
    ]


async def test_it_is_extended_once(world: World) -> None:
    request = await opened(world, world.larkmere)

    async def extend(words: str) -> None:
        async with acting(world, world.larkmere, "ig_lead") as work:
            await service.extend(work, await service.load_request(work, request, lock=True), words)

    with pytest.raises(IncompleteError):
        await extend(" ")
    (before,) = await ask(world, "select due_on from tenants.access_requests where id = :id", id=request)
    await extend("Very many texts")
    (after,) = await ask(world, "select due_on from tenants.access_requests where id = :id", id=request)
    assert 50 < (after - before).days < 70
    with pytest.raises(NotNowError, match="once"):
        await extend("Again")


async def test_a_trial_counts_when_it_was_answered(own_database: Database) -> None:
    world = await make_world(own_database)

    async def tried(council: TestCouncil) -> datetime | None:
        async with acting(world, council, "ig_lead", keep=False) as work:
            return await service.subject_access_tried_at(work.connection, work.actor.council)

    # Neither the name alone, nor a record in which somebody else wrote it.
    for told in ("somebody else", TRIAL_PERSON):
        await add_referral(world, world.larkmere, what=f"Of {told}.")
        idle = await opened(world, world.larkmere, TRIAL_PERSON)
        for each in await searched(world, world.larkmere, idle):
            await decide(world, idle, each.id)
        async with acting(world, world.larkmere, "ig_lead") as work:
            await service.take_out(work, await service.load_request(work, idle, lock=True))
            await service.finish(work, await service.load_request(work, idle, lock=True))
        assert await tried(world.larkmere) is None
    async with acting(world, world.larkmere, "ig_lead") as work:
        reference = await make_trial(work)
    request = await opened(world, world.larkmere, TRIAL_PERSON)
    everything = await searched(world, world.larkmere, request)
    for each in everything:
        if each.reference != reference:
            await decide(world, request, each.id)
    (found,) = [each for each in everything if each.reference == reference]
    await decide(world, request, found.id)
    async with acting(world, world.larkmere, "ig_lead") as work:
        await service.take_out(work, await service.load_request(work, request, lock=True))
    assert await tried(world.larkmere) is None
    async with acting(world, world.larkmere, "ig_lead") as work:
        await service.finish(work, await service.load_request(work, request, lock=True))
    when = await tried(world.larkmere)
    assert when is not None
    assert when <= datetime.now(UTC)
    assert await tried(world.hallowdene) is None


async def test_what_is_hidden_here_and_stands_there_is_said(world: World) -> None:
    name = "Iolo Prentice"
    first = await add_referral(world, world.larkmere, what=f"{name} with Greta Holm.")
    await add_referral(world, world.larkmere, what=f"Greta Holm saw {name}.")
    request = await opened(world, world.larkmere, name)
    for each in await searched(world, world.larkmere, request):
        hidden = tuple(suggestions(each.words, [name])) if each.reference == first.reference else ()
        await decide(world, request, each.id, Decided(decision=MentionDecision.GIVE, hidden=hidden))
    async with acting(world, world.larkmere, "ig_lead", keep=False) as work:
        assert "Greta Holm" in still_visible(await mentions_of(work, request))


async def test_messages_of_several_reports_are_searched(world: World) -> None:
    """Each belongs to its own report, however many others there are; to a restricted one they stay unfound."""
    name = "Wenna Tallow"
    told = [await add_referral(world, world.larkmere) for _ in range(2)]
    hidden = await add_referral(world, world.larkmere, named=("manager",))
    for each in (*told, hidden):
        await add_message(world, world.larkmere, each, "news", f"{name} was there again.")
    request = await opened(world, world.larkmere, name)
    found = await searched(world, world.larkmere, request)
    assert sorted(each.reference for each in found) == sorted(each.reference for each in told)
    assert all("was there again" in each.words for each in found)


async def test_what_was_found_or_decided_since_the_bundle_left_keeps_it_open(world: World) -> None:
    name = "Peronel Ashby"
    await add_referral(world, world.larkmere, what=f"{name} was seen.")
    request = await opened(world, world.larkmere, name)

    step = partial(_step, world, request)

    for turn in range(2):
        for each in await searched(world, world.larkmere, request):
            if each.decision is None:
                with pytest.raises(NotNowError, match="out first" if turn == 0 else "since the bundle"):
                    await step(service.finish)
                await decide(world, request, each.id)
        if turn == 1:
            with pytest.raises(NotNowError, match="since the bundle"):
                await step(service.finish)
        await step(service.take_out)
        await add_referral(world, world.larkmere, what=f"{name} was seen, time {turn}.")
    await step(service.finish)
