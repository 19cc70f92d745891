"""Promises about a council's own provider, and what it gave. See `pass_probes.py`."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from commonground.platform.database.roles import APP, LOGIN
from councils import TestCouncil
from local_probes import session
from onboarding_probes import as_admin
from pass_probes import Hand, Promise
from people_probes import app

_MINE = "select * from identity.my_provider()"
_SET = "select identity.set_provider($1, 'new client', $2)"
_MAP = "select identity.map_group($1, $2, $3, $4)"
_UNMAP = "select identity.unmap_group($1)"

_OVER = "ended_at = now() - interval '1 hour'"


async def a_provider_goes_while_an_administrator_stays(hand: Hand) -> None:
    own, other = hand.scene.own, hand.scene.other
    end, whole = "select identity.end_provider()", "select p::text from identity.providers p where slug = $1"
    theirs, before = await hand.ask(whole, other.slug), await hand.ask(whole, own.slug)
    await hand.do(
        "update identity.providers set council_id = null where council_id = $1 and slug <> $2", own.id, own.slug
    )
    open_now = "select count(*) from identity.sessions where council_id = $1 and ended_at is null and account_id in"
    open_now += " (select m.account_id from identity.memberships m join council.staff st on (st.tenant_id, st.id) ="
    open_now += " (m.council_id, m.staff_id) where m.council_id = $1 and st.local = $2)"
    await as_admin(hand)
    reads = await app(hand, "select identity.read_here()")
    assert reads is not None
    await hand.do("update council.staff set local = true where tenant_id = $1", other.id)
    assert not await app(hand, end), "its only administrator signs in by it, whoever administers another"
    await hand.do("update council.staff set local = false where tenant_id = $1", other.id)
    await session(hand, await hand.account_of(own, "screener"), "one that is over")
    await hand.do(f"update identity.sessions set {_OVER} where token_hash = sha256('one that is over')")
    for kept_out in ("roles = '{ig_lead}'", "ended_at = now()", "local = false"):
        await hand.connection.execute("savepoint nobody")
        await hand.do("update council.staff set local = true where roles = '{council_admin}'")
        await _as_admin_again(hand, kept_out)
        await hand.connection.execute("rollback to nobody")
    assert await hand.ask(whole, own.slug) == before
    await hand.do("update council.staff set local = id = $1 where tenant_id = $2", own.people["admin"].staff_id, own.id)
    kept = [await hand.ask(open_now, council, local) for council, local in ((own.id, True), (other.id, False))]
    assert await hand.ask(open_now, own.id, False) > 0
    assert await app(hand, end)
    assert not await app(hand, end), "it has gone"
    assert await hand.call(APP, _MINE) == []
    assert await hand.call(LOGIN, "select * from identity.provider_for($1)", own.slug) == []
    assert await hand.ask("select client_secret from identity.providers where slug = $1", own.slug) == ""
    assert await hand.ask(open_now, own.id, False) == 0
    assert await hand.ask(f"select count(*) from identity.sessions where {_OVER}") == 1
    assert [await hand.ask(open_now, *which) for which in ((own.id, True), (other.id, False))] == kept
    assert await app(hand, "select identity.read_here()") is None, "whoever reads came by it"
    assert not await app(hand, _SET, own.issuer, None), "its secret has gone"
    assert await app(hand, _SET, own.issuer, "anew")
    assert await app(hand, "select identity.read_here()") == reads
    assert await hand.ask(whole, other.slug) == theirs


async def strangers_to_another_address_read_and_lead_nothing(hand: Hand) -> None:
    own = hand.scene.own
    await as_admin(hand)
    reads = await app(hand, "select identity.read_here()")
    assert await app(hand, "select identity.leads_here()") == 1
    assert await app(hand, _SET, "https://elsewhere.example", "anew")
    for count in ("identity.read_here() is null", "identity.leads_here() = 0"):
        assert await app(hand, f"select {count}"), "strangers to another address"
    await hand.do("update council.staff set local = true where roles = '{ig_lead}' and tenant_id = $1", own.id)
    assert await app(hand, "select identity.leads_here()") == 1, "with an account of ours"
    await hand.connection.execute("savepoint acts")
    await hand.do(
        "update identity.memberships set ended_at = now() where staff_id = $1", own.people["ig_lead"].staff_id
    )
    assert await app(hand, "select identity.leads_here()") == 0, "an account that acts for the council no more"
    await hand.connection.execute("rollback to acts")
    await hand.do("update council.staff set ended_at = now() where roles = '{ig_lead}' and tenant_id = $1", own.id)
    assert await app(hand, "select identity.leads_here()") == 0
    assert await app(hand, _SET, own.issuer, "anew")
    await hand.connection.execute("savepoint elsewhere")
    await hand.do("update council.staff set roles = '{practitioner}' where tenant_id = $1 and id in"
                  " (select staff_id from council.team_members where team_id = $2)", own.id, reads)  # fmt: skip
    assert await app(hand, "select identity.read_here()") is None, "who may read is in another team"
    await hand.connection.execute("rollback to elsewhere")


async def _as_admin_again(hand: Hand, kept_out: str) -> None:
    """One administrator who acts, by the provider; another of ours of whom something is not so."""
    own = hand.scene.own
    await hand.do("update council.staff set local = false where id = $1", own.people["admin"].staff_id)
    other = "update council.staff set roles = '{council_admin}', local = true where id = $1"
    await hand.do(other, own.people["screener"].staff_id)
    await hand.do(f"update council.staff set {kept_out} where id = $1", own.people["screener"].staff_id)
    assert not await app(hand, "select identity.end_provider()"), kept_out


async def a_secret_is_kept_for_the_same_provider_alone(hand: Hand) -> None:
    own, other = hand.scene.own, hand.scene.other
    whole = "select issuer || ' ' || client_id || ' ' || client_secret from identity.providers where slug = $1"
    theirs = await hand.ask(whole, other.slug)
    await as_admin(hand)
    (found,) = await hand.call(APP, _MINE)
    assert tuple(found.keys()) == ("issuer", "client_id")
    assert found["issuer"] == own.issuer
    assert not await app(hand, _SET, "https://evil.example", None), "they would be sent the secret"
    assert await app(hand, _SET, own.issuer, None)
    assert await hand.ask(whole, own.slug) == f"{own.issuer} new client secret"
    assert await app(hand, _SET, "https://new.example", "another")
    assert await hand.ask(whole, own.slug) == "https://new.example new client another"
    await hand.do("delete from identity.credentials where slug = $1", own.slug)
    await hand.do("delete from identity.providers where slug = $1", own.slug)
    assert await hand.call(APP, _MINE) == []
    assert not await app(hand, _SET, own.issuer, None)
    assert await app(hand, _SET, own.issuer, "first")
    assert await hand.ask("select council_id from identity.providers where slug = $1", own.slug) == own.id
    assert await hand.ask(whole, other.slug) == theirs


async def _open(hand: Hand) -> set[str]:
    """Whose sessions, of those that the next promise begins, are open."""
    rows = await hand.connection.fetch(
        "select agent from identity.sessions where agent like 'probe %' and ended_at is null"
    )
    return {row["agent"].removeprefix("probe ") for row in rows}


async def _begin(hand: Hand, who: Sequence[tuple[TestCouncil, str]]) -> None:
    """A session for each of them, under their council's and their own name."""
    for council, person in who:
        token = f"{council.slug} {person}"
        await session(hand, await hand.account_of(council, person), token, council)
        named = "update identity.sessions set agent = 'probe ' || $1 where token_hash = sha256(convert_to($1, 'UTF8'))"
        await hand.do(named, token)


async def _by_another_client(hand: Hand, stay: set[str]) -> None:
    """Sessions end by it; afterwards it is the one that is set here."""
    own = hand.scene.own
    await hand.connection.execute("savepoint client")
    assert await app(hand, _SET, own.issuer, "anew")
    assert await _open(hand) == stay, "another client may be told of other people"
    await hand.connection.execute("rollback to client")
    await hand.do("update identity.providers set client_id = 'new client' where slug = $1", own.slug)


async def what_the_provider_gave_is_gone_with_the_next_request(hand: Hand) -> None:
    own, other = hand.scene.own, hand.scene.other
    people = ("practitioner", "locality_practitioner", "screener", "manager")
    who = [(own, person) for person in people] + [(other, "practitioner")]
    await _begin(hand, who)
    await hand.do("update council.staff set local = true where id = $1", own.people["locality_practitioner"].staff_id)
    front_door = own.teams["front_door"]
    by = "update council.team_members set by_provider = staff_id = $1 where team_id = $2"
    await hand.do(by, own.people["screener"].staff_id, front_door)
    of_role, of_team = uuid4(), uuid4()
    await as_admin(hand)
    assert await app(hand, _MAP, of_role, "probe", "practitioner", None)
    assert await app(hand, _MAP, of_team, "probe", None, front_door)
    everybody = {f"{council.slug} {person}" for council, person in who}
    mine = {f"{own.slug} {person}" for person in people}
    stay = {f"{own.slug} locality_practitioner", f"{other.slug} practitioner"}
    assert await _open(hand) == everybody
    ended = "select ended_at < now() from identity.sessions where agent = 'probe ' || $1"
    await hand.connection.execute("savepoint mapped")
    assert await app(hand, _UNMAP, of_role)
    assert await _open(hand) == everybody - {f"{own.slug} practitioner"}, "whoever has the role by the provider"
    await hand.connection.execute("rollback to mapped")
    assert await app(hand, _UNMAP, of_team)
    assert await _open(hand) == everybody - {f"{own.slug} screener"}, "and not whom the council put there by hand"
    await hand.connection.execute("rollback to mapped")
    await hand.do("update commons.councils set colour = colour where id = $1", own.id)  # now behind the other's row
    await _by_another_client(hand, stay)
    for secret in ("anew", "once more"):
        assert await app(hand, _SET, own.issuer, secret)
        assert await _open(hand) == everybody, "the same provider"
    await hand.do("update identity.sessions set ended_at = now() - interval '1 hour' where agent = 'probe ' || $1",
                  f"{own.slug} manager")  # fmt: skip
    assert await app(hand, _SET, "https://new.example", "another")
    assert await _open(hand) == stay
    assert await hand.ask(ended, f"{own.slug} manager"), "when it was over it was over"
    assert mine > await _open(hand) - {f"{other.slug} practitioner"}
    acting = "select ended_at is null from identity.sessions where id::text = (identity.about_as('session'))[2]"
    assert await hand.ask(acting), "whoever changed it has to try it"


PROVIDER_PROMISES: tuple[Promise, ...] = (
    a_provider_goes_while_an_administrator_stays,
    strangers_to_another_address_read_and_lead_nothing,
    a_secret_is_kept_for_the_same_provider_alone,
    what_the_provider_gave_is_gone_with_the_next_request,
)
