"""Somebody on the way in with an account of ours, as the survey of pages looks over their shoulder."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

from commonground.platform.demo.local import LOCAL
from commonground.platform.identity.local.factors import code_at
from councils import World
from live import in_a_thread
from told import ask, tell
from viewer import Form, Sight, Viewer

SLUG = LOCAL.council
HERE = f"/sign-in/{SLUG}"
_ROUTE = "/sign-in/{council:str}"
HASHED = "sha256(convert_to(:token, 'UTF8'))"


def _do(world: World, statement: str, **given: object) -> None:
    in_a_thread(tell(world, statement, **given))


class Arrivals:
    """Pages of people before they are in, and of their own account afterwards."""

    def __init__(self, world: World, viewer: Viewer) -> None:
        self.world = world
        self.viewer = viewer
        self.account = in_a_thread(ask(world, "select account_id from identity.local_accounts where email = :email",
                                       email=LOCAL.email))[0]  # fmt: skip

    def sights(self) -> Iterator[Sight]:
        """Every page of the way, each with what it says when something is wrong."""
        yield from self._invited()
        yield from self._forgotten()
        yield from self._half()
        yield from self._own()

    def _invited(self) -> Iterator[Sight]:
        yield from self._look("/invitations/{token:str}", "/invitations/none")
        token = secrets.token_urlsafe(32)
        _do(self.world, "insert into council.invitations (tenant_id, id, email, name, roles, teams, lang, token_hash,"
            f" expires_at) select id, :id, 'nerys@youth.example', 'Nerys', '{{practitioner}}', '{{}}', 'en', {HASHED},"
            " now() + interval '1 day' from commons.councils where slug = :slug",
            id=uuid4(), token=token, slug=SLUG)  # fmt: skip
        self.viewer.client.get(f"/invitations/{token}")
        yield from self._form("invited", {"new_password": "password1234"})
        self.viewer.post(f"{HERE}/invited", {"new_password": "lantern gravel oyster tuesday"})
        yield from self._form("authenticator", {"otp": "000000"})

    def _forgotten(self) -> Iterator[Sight]:
        yield from self._form("forgotten", {"email": "nobody"})
        yield from self._look(f"{_ROUTE}/new-password", f"{HERE}/new-password")
        token = secrets.token_urlsafe(32)
        _do(self.world, f"insert into identity.password_resets (token_hash, slug, account_id) values ({HASHED}, :slug,"
            " :account)", token=token, slug=SLUG, account=self.account)  # fmt: skip
        self.viewer.client.get(f"{HERE}/reset/{token}")
        yield from self._form("new-password", {"new_password": "password1234"})

    def _half(self) -> Iterator[Sight]:
        right: dict[str, str | list[str]] = {"email": LOCAL.email, "password": LOCAL.password}
        yield from self._form("password", right | {"password": "wrong"})
        self.viewer.post(f"{HERE}/password", right)
        yield from self._form("code", {"otp": "000000"})
        _do(self.world, "insert into council.staff (tenant_id, id, display_name, roles, local) select id, :staff,"
            " 'Wren', '{practitioner}', true from commons.councils where slug = 'glanwern' on conflict do nothing",
            staff=self.account)  # fmt: skip
        _do(self.world, "insert into identity.memberships (account_id, council_id, staff_id) select :account, id,"
            " :account from commons.councils where slug = 'glanwern' on conflict do nothing",
            account=self.account)  # fmt: skip
        self.viewer.post(f"{HERE}/code", {"otp": self._code()})
        yield from self._form("for-whom", {"council": ""})
        self.viewer.post(f"{HERE}/for-whom", {"council": SLUG})

    def _own(self) -> Iterator[Sight]:
        """One's own account, before and after it was confirmed that it is oneself."""
        self.viewer.take_token("/account")
        for page, wrong in (("", None), ("/confirm", {"otp": "000000"}), ("/password", {"password": "x"})):
            yield from self._look(f"/account{page}", f"/account{page}")
            if wrong:
                yield from self._look(f"/account{page}", f"/account{page}", wrong)
        self.viewer.post("/account/confirm", {"otp": self._code()})
        yield from self._look("/account/email", "/account/email")
        yield from self._look("/account/email", "/account/email", {"email": "nobody"})
        yield from self._look("/account/email/confirm", "/account/email/confirm")
        token = secrets.token_urlsafe(32)
        _do(self.world, f"insert into identity.email_changes (account_id, email, token_hash) values (:account,"
            f" 'wren@elsewhere.example', {HASHED}) on conflict (account_id) do update set token_hash ="
            " excluded.token_hash", token=token, account=self.account)  # fmt: skip
        self.viewer.client.get(f"/account/email/{token}")
        yield from self._look("/account/email/confirm", "/account/email/confirm")
        yield from self._look("/account/authenticator", "/account/authenticator")
        self.viewer.post("/account/authenticator/begin", {})
        yield from self._look("/account/authenticator", "/account/authenticator")
        yield from self._look("/account/authenticator", "/account/authenticator", {"otp": "000000"})
        yield from self._look("/account/recovery-codes", "/account/recovery-codes")
        yield from self._look("/account/recovery-codes", "/account/recovery-codes", {})

    def _form(self, page: str, wrong: Form) -> Iterator[Sight]:
        """A page before sign-in, fresh and with something wrong in it."""
        address = f"{HERE}/{page}"
        self.viewer.take_token(address)
        yield from self._look(f"{_ROUTE}/{page}", address)
        yield from self._look(f"{_ROUTE}/{page}", address, wrong)

    def _look(self, route: str, address: str, form: Form | None = None) -> Iterator[Sight]:
        _do(self.world, "delete from identity.throttles")
        sight = self.viewer.look(route, address, form)
        if sight:
            yield sight

    def _code(self) -> str:
        _do(self.world, "update identity.local_accounts set totp_step = 0")
        return code_at(LOCAL.secret, datetime.now(UTC))
