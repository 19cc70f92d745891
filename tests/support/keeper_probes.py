"""Promises about what somebody leaves who could look after restricted records. See `pass_probes.py`."""

from __future__ import annotations

from commonground.platform.access import STAFF_ROLES
from commonground.platform.access.roles import KEEPERS
from commonground.platform.database.roles import SETUP
from pass_probes import Hand, Promise

_SET = "update council.staff set roles = $2::text[], ended_at = $3::timestamptz where id operator(pg_catalog.=) $1"
_LEFT = (
    "select array_agg(array[tenant_id::text, subject_kind, subject_id::text, actor_id::text]) from system.outbox"
    " where kind = 'nobody_left' and occurred_at = now()"
)
Case = tuple[list[str], object, list[str], object, object]
"""Roles and end of work before and then, and the word that is left."""
_MANAGER, _BOTH, _PLAIN = ["team_manager"], ["practitioner", "team_manager"], ["practitioner"]


async def whoever_could_look_after_records_leaves_word(hand: Hand) -> None:
    """By whatever way a role is taken or work ends, from the command line too: once, by nobody's name, and of nobody
    else."""
    person = hand.scene.own.people["practitioner"].staff_id
    word, now = [[str(hand.scene.own.id), "staff", str(person), None]], await hand.ask("select now()")
    cases: list[Case] = [([str(role)], None, [], None, word if role in KEEPERS else None) for role in STAFF_ROLES]
    cases += [(_BOTH, None, _PLAIN, None, word), (_BOTH, None, _BOTH, now, word), (_MANAGER, None, _PLAIN, now, word),
              (_BOTH, None, _MANAGER, None, None), (_BOTH, now, _PLAIN, now, None), (_BOTH, now, _BOTH, None, None),
              (_PLAIN, None, _PLAIN, now, None)]  # fmt: skip
    for roles, ended, then, then_ended, said in cases:
        await hand.do(_SET, person, roles, ended)
        await hand.do("delete from system.outbox where kind = 'nobody_left'")
        await hand.call(SETUP, _SET, person, then, then_ended)
        assert await hand.ask(_LEFT) == said, (roles, ended, then, then_ended)
    await hand.do("update council.staff set looked_at = now() where id = $1", person)
    assert await hand.ask(_LEFT) is None


KEEPER_PROMISES: tuple[Promise, ...] = (whoever_could_look_after_records_leaves_word,)
