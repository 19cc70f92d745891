"""Tells the three stories to an empty database, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.infra.demo.absences import add_absences
from commonground.infra.demo.adding_up import add_guidance
from commonground.infra.demo.agreed import add_agreed
from commonground.infra.demo.agreements import add_agreements
from commonground.infra.demo.allocation import add_rules
from commonground.infra.demo.around import add_around
from commonground.infra.demo.councils import move_providers, settle, show_evidence
from commonground.infra.demo.crossings import play_crossings
from commonground.infra.demo.earlier_tracker import add_earlier_tracker
from commonground.infra.demo.filed import add_files
from commonground.infra.demo.heard import add_heard
from commonground.infra.demo.joint import play_joint
from commonground.infra.demo.labels import add_labels
from commonground.infra.demo.larkmere import STORY
from commonground.infra.demo.leavers import add_leavers, tell_of_leavers
from commonground.infra.demo.letters import add_letters
from commonground.infra.demo.local_person import add_local_person
from commonground.infra.demo.neighbours import GLANWERN, HALLOWDENE
from commonground.infra.demo.old_records import add_old_records
from commonground.infra.demo.outside import play_outside
from commonground.infra.demo.partners import add_partners
from commonground.infra.demo.pathways import add_pathways
from commonground.infra.demo.playbooks import add_playbooks
from commonground.infra.demo.quarter import last_quarter
from commonground.infra.demo.redacted import add_redacted
from commonground.infra.demo.replies import add_replies
from commonground.infra.demo.saved_views import VIEWS, add_saved_views
from commonground.infra.demo.seed import Writer
from commonground.infra.demo.shapes import Story
from commonground.infra.demo.support import add_support
from commonground.infra.demo.watched import add_watched
from commonground.platform.councils.onboard import acting_as_setup
from commonground.platform.demo.local import LOCAL
from commonground.platform.files.store import store_of
from commonground.platform.settings import Settings, SettingsError

STORIES = {"larkmere": STORY, "hallowdene": HALLOWDENE, "glanwern": GLANWERN}


async def tell_stories(settings: Settings, *, only_if_empty: bool) -> str:
    """What was done, in a sentence. Raises `SettingsError` when there are councils already, unexpectedly."""
    async with acting_as_setup(settings.database_url) as connection:
        if await _has_councils(connection):
            if not only_if_empty:
                raise SettingsError(
                    "There are councils in this database already. The demonstration wants an empty one."
                )
            await move_providers(connection, settings)
            return "The demonstration is there already."
        said = await _tell(connection, settings)
    # By the councils' own people, once everything else is there.
    crossed = await play_crossings(settings)
    await play_joint(settings)
    await play_outside(settings)
    return f"{said} {crossed} crossings and a joint concern between them."


def _story(slug: str, now: datetime) -> Story:
    story = STORIES[slug]
    if slug != "larkmere":
        return story
    before = last_quarter(now)
    return replace(story, settings=(*story.settings, *before.settings), told=(*story.told, *before.told))


async def _has_councils(connection: AsyncConnection) -> bool:
    return bool(await connection.scalar(text("select exists (select from commons.councils)")))


async def _tell(connection: AsyncConnection, settings: Settings) -> str:
    now = datetime.now(UTC)
    total = 0
    councils = await settle(connection, settings)
    if settings.secret_key:
        await add_local_person(connection, settings, councils[LOCAL.council])
    await add_old_records(connection, "larkmere", councils["larkmere"], now)
    for slug, council in councils.items():
        await add_leavers(connection, slug, council, now)
        writer = Writer(council, now)
        await writer.write(connection, _story(slug, now))
        total += sum(writer.summary().values())
        total += await tell_of_leavers(connection, slug, council)
        total += await add_partners(connection, slug, council, writer.contexts, now)
        total += await add_playbooks(connection, slug, council, writer.contexts, now)
        await show_evidence(connection, slug, council)
        total += await add_labels(connection, slug, council, now)
        total += await add_guidance(connection, slug, council, now)
        total += await add_replies(connection, slug, council, now)
        total += await add_heard(connection, slug, council, now)
        total += await add_rules(connection, slug, council, now)
        total += await add_agreed(connection, slug, council, writer.moment)
        total += await add_pathways(connection, slug, council, writer.calendar, now)
        if slug == "larkmere":
            await add_watched(connection, council, writer.contexts, writer.moment)
            total += await add_files(connection, council, writer.contexts, writer.moment, store_of(settings))
            total += await add_letters(connection, council, writer.moment)
            total += await add_earlier_tracker(connection, council, "tom-hessle", now)
            total += await add_redacted(connection, council, writer.moment)
            await add_around(connection, council, writer.contexts, writer.moment)
    total += await add_support(connection, councils["larkmere"], now)
    total += await add_agreements(connection, councils, now)
    total += await add_absences(connection, councils["larkmere"], now)
    for slug in VIEWS:
        total += await add_saved_views(connection, slug, councils[slug], now)
    return f"Three councils, {total} rows of their work."
