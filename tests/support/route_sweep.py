"""Every route × method × persona × own, foreign, missing and malformed ids, generated from the declarations.

Nothing here lists routes. A route with an id of a kind that nobody has taught the sweep fails it: teach `ID_KINDS`."""

# Long: one table, a kind to a line.

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import quote, urlencode

from httpx import AsyncClient, Response
from litestar import Litestar

from commonground.platform.references import ReferenceKind, new_reference
from commonground.ui.declare import PUBLIC_IDS, Declared, Door, Effect, declared_routes
from page_rows import standing_for
from pages import text_of
from seeding import Seeded
from web import Site, token_in

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
MISSING_UUID = "01900000-0000-7000-8000-00000000dead"
MALFORMED = ("'", "..%2f..%2fetc%2fpasswd", "%00", "00000000-0000-0000-0000-000000000000", "9" * 300, "ĉ")
# What a door says that does not open. A method that nobody serves is none.
SHUT = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED)
_SECRETS = re.compile(r'nonce(="[^"]*"|-[\w-]+)|name="_(?:token|again)" value="[^"]*"|[0-9A-Z]{4}-[0-9A-Z]{4}\b')


def _column(table: str, column: str) -> tuple[str, str]:
    return table, column


ID_KINDS: Mapping[str, tuple[str, str] | None] = {
    "referral": _column("tenants.referrals", "reference"),
    "context": _column("tenants.contexts", "reference"),
    "notification": _column("council.notifications", "id"),
    "staff": _column("council.staff", "id"),
    "team": _column("council.teams", "id"),
    "session": _column("identity.sessions", "id"),
    "mail": _column("council.mails", "id"),
    "flag": _column("tenants.warning_flags", "id"),
    "file": _column("tenants.attachments", "id"),
    "letter": _column("tenants.referral_letters", "id"),
    "agreed": _column("tenants.agreed_versions", "agreed_id"),
    "step": _column("tenants.referral_steps", "id"),
    "break_glass": _column("tenants.break_glass_uses", "id"),
    "invitation": _column("council.invitations", "id"),
    "link": _column("council.invitations", "id"),
    "disposal": _column("tenants.disposals", "id"),
    "retention_choice": _column("council.retention_choices", "id"),
    "certificate": _column("tenants.disposal_certificates", "id"),
    "access_request": _column("tenants.access_requests", "id"),
    "mention": _column("tenants.access_mentions", "id"),
    "group": _column("identity.group_roles", "id"),
    "organisation": _column("council.partner_organisations", "id"),
    "agreement": _column("council.partner_agreements", "id"),
    "sharing": _column("tenants.partner_invitations", "id"),
    "isolation_report": _column("audit.isolation_reports", "id"),
    "support": _column("council.support_grants", "id"),
    "merge": _column("tenants.context_merges", "id"),
    "relation": _column("tenants.context_relations", "id"),
    "person_link": _column("tenants.person_links", "id"),
    "absence": _column("council.absences", "id"),
    "ring_contact": _column("council.ring_contacts", "id"),
    "context_action": _column("tenants.context_actions", "id"),
    "saved_view": _column("council.saved_views", "id"),
    "tracker_file": _column("tenants.tracker_imports", "id"),
    "tracker_meaning": _column("council.tracker_meanings", "id"),
    "tracker_import": _column("tenants.tracker_imports", "id"),
    "crossing": _column("crossing.offers", "reference"),
    "outside": _column("tenants.outside_receivers", "reference"),
    "dispute": _column("crossing.disputes", "reference"),
    "receipt": _column("council.receipts", "id"),
    "sharing_agreement": _column("crossing.agreements", "id"),
    "duty_contact": _column("commons.duty_contacts", "id"),
    "joint": _column("tenants.joint_links", "reference"),
    "joint_asked": _column("crossing.joint_parties", "reference"),
    "joint_part": _column("crossing.contributions", "id"),
    "joint_guest": _column("crossing.joint_guests", "id"),
    "joint_minutes": _column("tenants.joint_minutes", "id"),
    "joint_receipt": _column("council.receipts", "id"),
    "council": None,
    "asset": None,
}
PREFIX = {
    "referral": ReferenceKind.REFERRAL,
    "context": ReferenceKind.CONTEXT,
    "crossing": ReferenceKind.HANDOFF,
    "outside": ReferenceKind.DISCLOSURE,
    "dispute": ReferenceKind.DISPUTE,
    "joint": ReferenceKind.JOINT,
    "joint_asked": ReferenceKind.JOINT,
}


@dataclass(frozen=True)
class Variant:
    """One way of filling in one id: whose it is, and the value."""

    whose: str
    value: str


@dataclass(frozen=True)
class Attempt:
    """One request. `varied` is the id that is not the persona's own; `place` where it stands."""

    method: str
    template: str
    path: str
    place: str
    varied: str
    variant: Variant
    query: Mapping[str, str]
    form: Mapping[str, str | list[str]]
    htmx: bool
    public: bool

    @property
    def twin(self) -> tuple[str, str, str, str, bool]:
        """Foreign and missing ids of the same twin must be answered alike."""
        return self.method, self.template, self.place, self.varied, self.htmx

    @property
    def knocks(self) -> bool:
        """The plain way in, with ids that could be somebody's."""
        return not self.htmx and self.place != "header" and self.variant.whose != "malformed"


@dataclass
class Verdicts:
    """What the sweep saw."""

    tried: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    answers: dict[tuple[str, str, str, str, bool], dict[str, tuple[int, str]]] = field(default_factory=dict)
    opened: set[str] = field(default_factory=set)


class RouteSweep:
    """Attempts of one persona of `own` against everything of `other`.

    Each route is knocked at first with the persona's own ids and a foreign and a missing one. Where that opened
    something, it is tried every other way, unless somebody like them did: `done` holds those routes, and is added to.
    `strange`: also by a method that the path does not have. `whole`: every way, by everybody (`make prove`)."""

    def __init__(
        self, site: Site, own: Seeded, other: Seeded, *, done: set[tuple[str, str]], strange: bool, whole: bool
    ) -> None:
        self.site, self.own, self.other = site, own, other
        self.marks = other.marks
        self.done, self.strange, self.whole = done, strange, whole

    def routes(self) -> Iterator[tuple[str, str, Declared]]:
        """Path, method and declaration of every handler, and of methods that a path does not have."""
        for route, handler, declared in declared_routes(self.site.app):
            own_methods = set(handler.http_methods)  # type: ignore[attr-defined]  # HTTP handlers have them
            if own_methods == {"OPTIONS"}:
                continue
            strange = {"DELETE"} if self.strange else set()
            for method in METHODS if self.whole else sorted(own_methods & set(METHODS) | strange):
                yield route.path, method, declared

    def attempts(self, *, doors: frozenset[Door]) -> Iterator[list[Attempt]]:
        """Those of one route and method together."""
        for path, method, declared in self.routes():
            if declared.door in doors and declared.effect is not Effect.SESSION:
                ways = (False, True) if self.whole or method == "GET" else (False,)
                yield [each for htmx in ways for each in self._of_route(path, method, declared, htmx)]

    def _of_route(self, path: str, method: str, declared: Declared, htmx: bool) -> Iterator[Attempt]:
        body = dict(declared.body()) if declared.body else {}
        if not declared.ids:
            yield self._attempt(path, method, declared, body, "", Variant("own", ""), "none", htmx)
        for name, kind in declared.ids.items():
            for variant in self._variants(kind):
                for place in self._places(path, name, method, htmx):
                    yield self._attempt(path, method, declared, body, name, variant, place, htmx)

    def _places(self, path: str, name: str, method: str, htmx: bool) -> tuple[str, ...]:
        if f"{{{name}" in path:
            return ("path", "header") if htmx or self.whole else ("path",)
        return ("query", "form") if method in {"POST", "PUT", "PATCH"} else ("query",)

    def _attempt(
        self, path: str, method: str, declared: Declared, body: dict[str, str | list[str]], name: str, variant: Variant,
        place: str, htmx: bool,
    ) -> Attempt:  # fmt: skip  # one request's parts
        ids = {each: self._value(kind, self.own) for each, kind in declared.ids.items()}
        if place in {"path", "query", "form"} and name:
            ids[name] = variant.value
        form = {key: ids.get(key, value) for key, value in body.items()}
        query: dict[str, str] = {}
        if place == "query":
            query[name] = variant.value
        if place == "form":
            form[name] = variant.value
        public = declared.ids.get(name, "") in PUBLIC_IDS
        return Attempt(method, path, fill(path, ids), place, name, variant, query, form, htmx, public)

    def _variants(self, kind: str) -> Iterator[Variant]:
        yield Variant("own", self._value(kind, self.own))
        yield Variant("foreign", self._value(kind, self.other))
        yield Variant("missing", _missing(kind))
        for nonsense in MALFORMED if self.whole else MALFORMED[:2]:
            yield Variant("malformed", nonsense)

    def _value(self, kind: str, seeded: Seeded) -> str:
        where = ID_KINDS[kind]
        if where is None:
            return seeded.council.slug if kind == "council" else "commonground.css"
        table, column = where
        return str(seeded.rows[table][column])

    async def run(self, client: AsyncClient, token: str, *, doors: frozenset[Door]) -> Verdicts:
        """Send every attempt as the persona whose session `client` carries."""
        verdicts = Verdicts()
        for route in self.attempts(doors=doors):
            async with standing_for(self.site.world, route[0].template):
                await self._try_route(client, token, route, verdicts)
        verdicts.failures += _unlike_twins(verdicts)
        return verdicts

    async def _try_route(self, client: AsyncClient, token: str, route: list[Attempt], verdicts: Verdicts) -> None:
        knocks = [attempt for attempt in route if attempt.knocks]
        opened = [await self._try(client, token, attempt, verdicts) for attempt in knocks]
        where = route[0].method, route[0].template
        if any(opened) and (self.whole or where not in self.done):
            self.done.add(where)
            for attempt in route:
                if not attempt.knocks:
                    await self._try(client, token, attempt, verdicts)

    async def _try(self, client: AsyncClient, token: str, attempt: Attempt, verdicts: Verdicts) -> bool:
        """Whether the persona was let in."""
        response = await self._send(client, token, attempt)
        self._judge(attempt, response, verdicts)
        sent_away = response.status_code == HTTPStatus.SEE_OTHER and "sign-in" in response.headers.get("location", "")
        return not sent_away and response.status_code not in SHUT

    async def _send(self, client: AsyncClient, token: str, attempt: Attempt) -> Response:
        headers = {"HX-Request": "true", "HX-Request-Type": "partial"} if attempt.htmx else {}
        # What the attempt before it has done is said once, on whichever page comes next.
        if "cg_notice" in client.cookies:
            client.cookies.delete("cg_notice")
        if attempt.place == "header":
            headers |= {
                "HX-Current-URL": quote(attempt.variant.value),
                "HX-Target": f"div#{quote(attempt.variant.value)}",
            }
        address = attempt.path + (f"?{urlencode(attempt.query)}" if attempt.query else "")
        if attempt.method in {"POST", "PUT", "PATCH"}:
            data = {"_token": token, **attempt.form}
            return await client.request(attempt.method, address, data=data, headers=headers)
        return await client.request(attempt.method, address, headers=headers)

    def _judge(self, attempt: Attempt, response: Response, verdicts: Verdicts) -> None:
        verdicts.tried += 1
        verdicts.statuses[response.status_code] += 1
        which = f"{attempt.varied}={attempt.variant.whose} in {attempt.place}, htmx {attempt.htmx}"
        where = f"{attempt.method} {attempt.path}: {which}"
        if response.status_code >= 500:
            verdicts.failures.append(f"{response.status_code} {where}")
        leaked = self._leaks(attempt, response)
        if leaked:
            verdicts.failures.append(f"leaked {leaked}: {where}")
        if attempt.variant.whose == "own" and response.status_code == 200:
            verdicts.opened.add(attempt.template)
        secret = not attempt.public and attempt.place != "header"
        if secret and attempt.variant.whose in {"foreign", "missing"}:
            answer = (response.status_code, _masked(response, attempt.variant.value))
            verdicts.answers.setdefault(attempt.twin, {})[attempt.variant.whose] = answer

    def _leaks(self, attempt: Attempt, response: Response) -> str:
        """A mark of the other council in body or headers, the echo of what we sent taken out."""
        seen = html.unescape(text_of(response)) + str(response.headers)
        sent = {attempt.variant.value, quote(attempt.variant.value)}
        for echo in sent:
            seen = seen.replace(echo, "") if echo else seen
        return next((mark for mark in self.marks if mark in seen), "")


def fill(path: str, ids: Mapping[str, str]) -> str:
    for name, value in ids.items():
        shown = value if "%" in value else quote(value, safe="")
        path = re.sub(rf"\{{{name}:\w+\}}", shown.replace("\\", "\\\\"), path)
    return path


def _missing(kind: str) -> str:
    if kind in PREFIX:
        return new_reference(PREFIX[kind])
    return "nowhere" if kind == "council" else MISSING_UUID


def _masked(response: Response, sent: str) -> str:
    body = html.unescape(text_of(response)).replace(sent, "…").replace(quote(sent), "…")
    return _SECRETS.sub("…", body) + str(response.headers.get("location", "")).replace(sent, "…")


def _unlike_twins(verdicts: Verdicts) -> list[str]:
    return [
        f"foreign {pair['foreign'][0]} and missing {pair['missing'][0]} differ: {twin}"
        for twin, pair in verdicts.answers.items()
        if len(pair) == 2 and pair["foreign"] != pair["missing"]
    ]


async def token_of(client: AsyncClient, page: str) -> str:
    return token_in((await client.get(page)).text)


def untaught_kinds(app: Litestar) -> set[str]:
    """Kinds of id that a route declares and the sweep does not know."""
    return {kind for _, _, declared in declared_routes(app) for kind in declared.ids.values()} - set(ID_KINDS)
