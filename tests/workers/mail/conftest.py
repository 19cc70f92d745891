"""Everybody of both councils has an address, and there is a mail server of the test's own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from post_office import PostOffice, post_office
from stage import Stage

_ADDRESSES = (
    "update council.staff s set email = p.key || '@' || c.slug || '.example', lang = 'en', ended_at = null"
    " from commons.councils c, unnest(cast(:ids as uuid[]), cast(:keys as text[])) as p (id, key)"
    " where s.id = p.id and c.id = s.tenant_id"
)


@pytest.fixture
async def written(stage: Stage) -> Stage:
    """A stage whose people can be written to: `screener@larkmere.example`."""
    people = [(person.staff_id, key.replace("_", "-")) for council in (stage.world.larkmere, stage.world.hallowdene)
              for key, person in council.people.items()]  # fmt: skip
    await stage.run("truncate council.mails, council.notice_choices, council.notice_rules, system.mail_turns")
    await stage.run(_ADDRESSES, ids=[staff_id for staff_id, _ in people], keys=[key for _, key in people])
    return stage


@pytest.fixture
async def office() -> AsyncIterator[PostOffice]:
    async with post_office() as open_office:
        yield open_office
