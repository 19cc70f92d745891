"""Promises about the receipts of what a partner is let into with names. See `pass_probes.py`."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from uuid import UUID, uuid4

from commonground.platform.database.roles import APP
from partner_probes import REFERENCE, UNSHARED, shared
from pass_probes import Hand, Promise, undone

_ISSUE = "select crossing.issue_shared($1)"
_READ = "select * from tenants.shared_receipts($1)"
_PUT = (
    "insert into council.receipts (tenant_id, id, crossing_id, reference, no, what, manifest, digest, made_at)"
    " values ($1, gen_random_uuid(), $2, 'Put', 1, 'let_in', $3, '\\x00', now() - interval '1 hour')"
)


async def _with_names(hand: Hand) -> UUID:
    """An invitation with names to which a second person agreed, its twin next door, and a receipt that stands there and
    of something else here."""
    invitation, own, other = await shared(hand), hand.scene.own, hand.scene.other
    second = own.people["manager"].staff_id
    await hand.do("insert into council.staff (tenant_id, id, display_name, roles) values ($1, $2, 'A twin', '{}')",
                  other.id, second)  # fmt: skip
    await hand.do("update tenants.partner_invitations set names = true, authorised_by = $2, authorised_at = now(),"
                  " openness = 'told' where id = $1", invitation, second)  # fmt: skip
    await hand.do(_PUT, other.id, invitation, "theirs")
    await hand.do(_PUT, own.id, uuid4(), "of another")
    await hand.session(hand.tokens.mine)
    return invitation


async def _issue(hand: Hand, invitation: UUID) -> Any:
    return (await hand.call(APP, _ISSUE, invitation))[0][0]


async def _made(hand: Hand, invitation: UUID) -> list[dict[str, Any]]:
    rows = await hand.connection.fetch(
        "select * from council.receipts where crossing_id = $1 and manifest <> 'theirs' order by no", invitation
    )
    assert {row["tenant_id"] for row in rows} <= {hand.scene.own.id}
    assert all(hashlib.sha256(row["manifest"].encode()).digest() == row["digest"] for row in rows)
    assert all(row["reference"] == REFERENCE for row in rows)
    return [json.loads(row["manifest"]) for row in rows]


_NONE = (
    "state = 'proposed'",
    "state = 'refused'",
    "names = false",
    "state = 'ended', authorised_by = null",
    "state = 'ended', authorised_by = sponsor_id",
)


async def a_receipt_is_made_of_names_that_two_people_agreed_to(hand: Hand) -> None:
    invitation, own = await _with_names(hand), hand.scene.own
    for changed in _NONE:
        async with undone(hand.connection):
            await hand.do(f"update tenants.partner_invitations set {changed} where id = $1", invitation)
            assert await _issue(hand, invitation) is None, changed
            assert await _made(hand, invitation) == [], changed
    assert await _issue(hand, uuid4()) is None
    assert await _issue(hand, invitation) == 1
    assert await _issue(hand, invitation) is None, "once"
    (said,) = await _made(hand, invitation)
    assert (said["sender"]["id"], said["responsible"]) == (str(own.id), str(own.id))
    name = await hand.ask("select name from council.partner_organisations where (tenant_id, id) = ($1, $2)", own.id,
                          own.organisation)  # fmt: skip  # one question
    assert said["receiver"] == {"id": None, "name": name, "person": own.people["partner"].name}
    assert [(each["did"], each["by"]) for each in said["steps"]] == [
        ("propose", own.people["practitioner"].name), ("authorise", own.people["manager"].name),
    ]  # fmt: skip
    noted = "select tenant_id, subject_kind, why from audit.entries where action = 'sharing:receipt'"
    (entry,) = await hand.connection.fetch(f"{noted} and subject_id = $1", invitation)
    assert (entry["tenant_id"], entry["subject_kind"]) == (own.id, "sharing")
    await hand.do("update tenants.partner_invitations set state = 'ended', ended_by = sponsor_id, ended_at = now()"
                  " where id = $1", invitation)  # fmt: skip
    assert await _issue(hand, invitation) == 2
    assert [each["what"] for each in await _made(hand, invitation)] == ["let_in", "let_in_ended"]


async def nobody_but_the_council_makes_one(hand: Hand) -> None:
    invitation = await _with_names(hand)
    await hand.no_pass()
    assert await _issue(hand, invitation) is None
    await hand.session(hand.scene.partner)
    assert await _issue(hand, invitation) is None
    assert await _made(hand, invitation) == []


async def a_partner_reads_the_receipt_while_the_invitation_stands(hand: Hand) -> None:
    invitation, own = await _with_names(hand), hand.scene.own
    assert await _issue(hand, invitation) == 1
    assert await hand.call(APP, _READ, REFERENCE) == [], "staff read their own rows"
    await hand.session(hand.scene.partner)
    (found,) = await hand.call(APP, _READ, REFERENCE)
    assert json.loads(found["manifest"])["crossing"] == str(invitation)
    assert await hand.call(APP, _READ, UNSHARED) == []
    await hand.do("update tenants.partner_invitations set state = 'ended' where tenant_id = $1", own.id)
    assert await hand.call(APP, _READ, REFERENCE) == []


PARTNER_RECEIPT_PROMISES: tuple[Promise, ...] = (
    a_receipt_is_made_of_names_that_two_people_agreed_to,
    nobody_but_the_council_makes_one,
    a_partner_reads_the_receipt_while_the_invitation_stands,
)
