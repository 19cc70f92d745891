"""Every page that somebody can see, found from the routes that the application declares.

Nothing here lists pages: a new route enters by itself, for every role, in every state of what it addresses. A route
whose address needs an id of a kind that nobody has taught `ADDRESSES` stops the survey."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

import httpx
from litestar import Litestar

from commonground.platform.demo.personas import Persona
from commonground.platform.references import ReferenceKind, new_reference
from commonground.ui.declare import Declared, Door, Effect, declared_routes
from scene import Scene
from viewer import Form, Links, Sight, Viewer

# What stands for an id in an address. Public short names and files address nothing that could be in a state.
ADDRESSES = frozenset({"referral", "context"})
NO_STATE = frozenset({"council", "asset"})
LINKS = 12
# Pages with a form that somebody with a draft, and somebody who entered a return code, has before them.
DRAFTED = frozenset({"kind", "where", "what", "you", "return", "check"})
RETURNED = frozenset({"reply", "withdraw"})
_FIELD = re.compile(r"\{(\w+)(?::\w+)?\}")


class UnknownKindError(LookupError):
    """A page's address holds an id of a kind that the survey cannot fill in: teach `ADDRESSES` and the scene."""


@dataclass(frozen=True)
class Way:
    """One method of one declared route."""

    route: str
    declared: Declared
    ids: Mapping[str, str] = field(default_factory=dict)

    @property
    def shows_record(self) -> bool:
        """The record's own page, rather than one about it."""
        return bool(self.ids) and self.route.endswith("}")


def ways(app: Litestar, method: str) -> list[Way]:
    """Declared routes with this method, in the order of their addresses."""
    found = []
    for route, handler, declared in declared_routes(app):
        if method in handler.http_methods and declared.effect is not Effect.SESSION:  # type: ignore[attr-defined]  # HTTP handlers have them
            ids = {name: kind for name, kind in declared.ids.items() if name in route.path_parameters}
            found.append(Way(route.path, declared, ids))
    return sorted(found, key=lambda way: way.route)


@dataclass
class Survey:
    """Who sees what at `base_url`, where `app` serves `scene`. Not `whole`: each route once for each kind of answer."""

    scene: Scene
    app: Litestar
    base_url: str
    whole: bool = True
    answered: set[tuple[str, int]] = field(default_factory=set)

    def viewer(self, name: str, brand: str, cookies: Mapping[str, str] | None = None) -> Viewer:
        client = httpx.Client(base_url=self.base_url, cookies=dict(cookies or {}), timeout=30)
        return Viewer(name, client, brand)

    # Staff

    def of_staff(self, persona: Persona) -> Iterator[Sight]:
        """Every page behind sign-in, as this person sees or is refused it."""
        cookies = {"cg_session": self.scene.token(persona)}
        viewer = self.viewer(f"{persona.council}-{persona.subject}", persona.council, cookies)
        viewer.take_token("/account")
        refused: set[int] = set()
        for way in (way for way in ways(self.app, "GET") if way.declared.door is Door.STAFF):
            for sight in self._of_way(viewer, way, persona.council):
                if sight.status in (403, 404) and sight.status in refused:
                    continue
                refused.add(sight.status)
                yield sight
        yield from self._staff_forms(viewer, persona.council)

    def _of_way(self, viewer: Viewer, way: Way, slug: str) -> Iterator[Sight]:
        seen: set[int] = set()
        for address in self._addresses(way, slug):
            if not self._is_wanted(way, seen):
                return
            sight = viewer.look(way.route, address)
            if sight is None or (sight.status in seen and not way.shows_record):
                continue
            seen.add(sight.status)
            if self._is_new(sight) or way.shows_record:
                yield sight
                if sight.status == 200 and not way.ids and self.whole:
                    yield from self._states_of_list(viewer, sight)

    def _is_wanted(self, way: Way, seen: set[int]) -> bool:
        """All states of a record's own page; of what is done with it, where it can be done and where it cannot."""
        return way.shows_record or not seen >= {200, 409}

    def _is_new(self, sight: Sight) -> bool:
        """Whether nobody was answered like this before; the whole survey does not mind."""
        answer = (sight.route if sight.status < 400 or sight.form else sight.brand, sight.status)
        new = answer not in self.answered
        self.answered.add(answer)
        return self.whole or new

    def _addresses(self, way: Way, slug: str) -> list[str]:
        """The route's addresses for one council: one for each state of what it addresses."""
        kinds = list(way.ids.values())
        if unknown := set(kinds) - ADDRESSES - NO_STATE:
            raise UnknownKindError(f"{way.route} addresses {sorted(unknown)}")
        if "asset" in kinds:
            return []
        choices = [[slug] if kind == "council" else self._references(slug, kind) for kind in kinds]
        return [fill(way.route, chosen) for chosen in product(*choices)]

    def _references(self, slug: str, kind: str) -> list[str]:
        found = list(self.scene.references(slug, kind).values())
        return [*found, new_reference(ReferenceKind.REFERRAL if kind == "referral" else ReferenceKind.CONTEXT)]

    def _states_of_list(self, viewer: Viewer, sight: Sight) -> Iterator[Sight]:
        """Its tabs, sorts, pages and filters, as far as it links to them itself, and a search that finds nothing."""
        links = Links.of(sight.html)
        own = [href for href in links.hrefs if href.split("?")[0] == sight.address and "?" in href]
        nothing = [f"{action}?{name}=zzznothing" for action, name in links.searches if action == sight.address]
        for address in (*dict.fromkeys(own), *nothing)[:LINKS]:
            found = viewer.look(sight.route, address)
            if found:
                yield found

    def _staff_forms(self, viewer: Viewer, slug: str) -> Iterator[Sight]:
        """What comes back from a form with nothing in it, and from one that somebody else was quicker with."""
        for way in ways(self.app, "POST"):
            if way.declared.door is not Door.STAFF or way.declared.body is None or set(way.ids.values()) - ADDRESSES:
                continue
            body = dict(way.declared.body())
            versioned = "version" in body
            blank: Form = dict.fromkeys(body, "") | ({"version": "1"} if versioned else {})
            late: Form = body | {"version": "0"}
            for form in (blank, late) if versioned else (blank,):
                sight = self._answer(viewer, way, slug, form)
                if sight and sight.status in (409, 422) and self._is_new(sight):
                    yield sight

    def _answer(self, viewer: Viewer, way: Way, slug: str, form: Form) -> Sight | None:
        references = [self.scene.spare(slug, kind, way.declared.state) for kind in way.ids.values()]
        if "" in references:
            return None
        return viewer.look(way.route, fill(way.route, references), form)

    # The public

    def of_public(self, slug: str, lang: str) -> Iterator[Sight]:
        """The public pages in one language: fresh, with each draft, after sending, and with each reply."""
        seen: set[str] = set()
        here = [way for way in ways(self.app, "GET") if "council" in way.ids.values()]
        for viewer, forms in self._visitors(slug, lang):
            viewer.seen = seen
            for way in here:
                for address in self._addresses(way, slug) if way.declared.effect is Effect.READ else ():
                    yield from self._new(viewer.look(way.route, address))
            yield from self._public_forms(viewer, slug, forms)

    def _new(self, sight: Sight | None) -> Iterator[Sight]:
        if sight and (self._is_new(sight) or self.whole):
            yield sight

    def _visitors(self, slug: str, lang: str) -> Iterator[tuple[Viewer, frozenset[str]]]:
        """Each with the pages whose forms it has before it."""
        here = f"/{slug}/report"
        yield self._visitor(slug, lang, "fresh"), frozenset()
        for subject in ("place", "group", "school", "online", "unsure") if self.whole else ("group", "place"):
            viewer = self._visitor(slug, lang, subject)
            self.draft(viewer, here, subject)
            yield viewer, DRAFTED if subject == "place" else frozenset()
        viewer = self._visitor(slug, lang, "danger")
        self.draft(viewer, here, "place")
        viewer.post(f"{here}/what", {"danger": "yes", "harms": ["cce"], "what": "A fight with knives."})
        yield viewer, frozenset()
        viewer = self._visitor(slug, lang, "sent")
        self.draft(viewer, here, "place")
        # Who sends within seconds of beginning is taken for a program, and asked to press the button again.
        while viewer.post(f"{here}/check", {}).status_code != 303:
            time.sleep(1)
        yield viewer, frozenset()
        for state in ("new", "decided", "waiting", "withdrawn") if self.whole else ("decided",):
            viewer = self._visitor(slug, lang, f"reply-{state}")
            viewer.take_token(f"{here}/return")
            viewer.post(f"{here}/return", {"code": self.scene.codes[(slug, state)]})
            yield viewer, RETURNED if state == "new" else frozenset()

    def _visitor(self, slug: str, lang: str, what: str) -> Viewer:
        viewer = self.viewer(f"{slug}-{lang}-{what}", slug)
        viewer.client.get(f"/{slug}?lang={lang}")
        return viewer

    def draft(self, viewer: Viewer, here: str, subject: str) -> None:
        """Answer every page of the report, with the form that each page's own declaration calls acceptable."""
        viewer.take_token(f"{here}/return")
        bodies = {way.route.rpartition("/")[2]: way.declared.body for way in ways(self.app, "POST")}
        for page in ("kind", "where", "what", "you"):
            body = bodies[page]
            form = dict(body()) if body else {}
            answered = viewer.post(f"{here}/{page}", form | ({"subject": subject} if page == "kind" else {}))
            if answered.status_code >= 400 and subject == "place":
                raise AssertionError(f"{page}: {answered.status_code}")

    def _public_forms(self, viewer: Viewer, slug: str, forms: frozenset[str]) -> Iterator[Sight]:
        """Each of these forms, sent with nothing in it."""
        for way in ways(self.app, "POST"):
            page = way.route.rpartition("/")[2]
            if page in forms and way.declared.door is Door.INTAKE and way.declared.body:
                if forms is DRAFTED:
                    self.draft(viewer, f"/{slug}/report", "place")
                blank: Form = dict.fromkeys(way.declared.body(), "")
                yield from self._new(viewer.look(way.route, fill(way.route, [slug]), blank))

    # Nobody yet, and whatever goes wrong

    def of_nobody(self) -> Iterator[Sight]:
        """Pages before sign-in and without a council."""
        viewer = self.viewer("nobody", "")
        for way in ways(self.app, "GET"):
            if way.declared.door in (Door.OPEN, Door.NONE) and "council" not in way.ids.values():
                for address in self._addresses(way, "larkmere"):
                    yield from self._seen(viewer, way.route, address)
        for slug in ("larkmere", "glanwern"):
            yield from self._seen(viewer, "/sign-in/{council}", f"/sign-in/{slug}")
        yield from self._seen(viewer, "/sign-in", "/sign-in?council=")
        yield from self._seen(viewer, "/{council}", "/nowhere")

    def of_errors(self, staff: Persona) -> Iterator[Sight]:
        """A page that was open too long, a session that is over, too many tries, what no page takes."""
        slug = staff.council
        ask = f"/referrals/{self.scene.references(slug, 'referral')['screening']}/ask"
        typed: Form = {"question": "Have you seen anybody wait?\nAt the gate?", "asked": "school"}
        signed_in = self.viewer(f"{slug}-stale", slug, {"cg_session": self.scene.token(staff)})
        yield from self._seen(signed_in, "/referrals/{reference}/ask", ask, typed)
        yield from self._seen(signed_in, "/help", "/help", {})
        yield from self._seen(self.viewer(f"{slug}-over", slug), "/referrals/{reference}/ask", ask, typed)
        visitor = self.viewer(f"{slug}-visitor", slug)
        yield from self._seen(visitor, "/{council}/report/where", f"/{slug}/report/where", {"where": "The park"})
        yield from self._seen(visitor, "/{council}", f"/{slug}/nothing-here")
        visitor.take_token(f"/{slug}/report/return")
        for _ in range(12):
            visitor.post(f"/{slug}/report/return", {"code": "7KM2-49TX-3QRD-8FJ2-WN5P"})
        tried = {"code": "7KM2-49TX-3QRD-8FJ2-WN5P"}
        yield from self._seen(visitor, "/{council}/report/return", f"/{slug}/report/return", tried)

    def _seen(self, viewer: Viewer, route: str, address: str, form: Form | None = None) -> Iterator[Sight]:
        sight = viewer.look(route, address, form)
        if sight:
            yield sight


def fill(route: str, values: Sequence[str]) -> str:
    """The route's address with these ids, in their order."""
    left = iter(values)
    return _FIELD.sub(lambda _: next(left), route)
