"""What the mail server got, against the mails that committed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import psycopg

from commonground.infra.drill.post import Copy, Post

# A mail that a drill did not wait for counts as lost: nobody may be left in the queue.
_QUEUED: Final = (
    "select m.message, s.email, m.state from council.mails m"
    " join council.staff s on (s.tenant_id, s.id) = (m.tenant_id, m.staff_id) where m.urgent"
    # Of whoever has no address there is a line too, and nothing to send.
    " and s.email is not null"
)
_WITHOUT: Final = (
    "select count(*) from council.notifications n"
    " join council.staff s on (s.tenant_id, s.id) = (n.tenant_id, n.staff_id)"
    " where n.kind = 'danger_now' and not exists"
    " (select from council.mails m where (m.tenant_id, m.fact_id, m.staff_id) = (n.tenant_id, n.fact_id, n.staff_id))"
)
_UNMARKED: Final = f"{_QUEUED} and m.state = 'queued'"


@dataclass
class MailTally:
    """`lost`: mails nobody got, and notices without one. `again`: copies of a Message-ID for one recipient beyond the
    first; `caught`: how many of these a death explains, one copy each: it had been taken and not marked yet.
    `most_unmarked`: how many there were of those at one death."""

    expected: int = 0
    lost: int = 0
    stray: int = 0
    again: int = 0
    caught: int = 0
    most_unmarked: int = 0

    @property
    def again_otherwise(self) -> int:
        """Copies that no kill explains: none."""
        return self.again - self.caught


def compare_mails(url: str, post: Post, deaths: Sequence[Collection[Copy]]) -> MailTally:
    """`deaths`: what `unmarked_copies` said at each kill of a sender or of its database."""
    with psycopg.connect(url) as owner:
        queued = {(row[0], row[1]) for row in owner.execute(_QUEUED.encode())}
        without = owner.execute(_WITHOUT.encode()).fetchone()
    twice = {copy: number - 1 for copy, number in post.copies.items() if number > 1}
    explained = Counter(copy for unmarked in deaths for copy in unmarked)
    return MailTally(
        expected=len(queued),
        lost=len(queued - set(post.copies)) + int(without[0] if without else 0),
        stray=len(set(post.copies) - queued),
        again=sum(twice.values()),
        caught=sum(min(number, explained[copy]) for copy, number in twice.items()),
        most_unmarked=max(map(len, deaths), default=0),
    )


def unmarked_copies(url: str, post: Post) -> set[Copy]:
    """What the mail server has taken and nobody has marked: the case in which a Message-ID is sent again."""
    with psycopg.connect(url, connect_timeout=5) as owner:
        waiting: set[tuple[UUID, str]] = {(row[0], row[1]) for row in owner.execute(_UNMARKED.encode())}
    return waiting & set(post.copies)


def let_go(url: str) -> None:
    """As if two minutes had passed since the sender died: what it held is due again. No other sender may run."""
    with psycopg.connect(url, connect_timeout=5) as owner:
        owner.execute("update council.mails set due_at = now() where state = 'queued' and lease is not null")
