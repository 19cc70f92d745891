"""Every page that somebody can see, found from the routes that the application declares.

Nothing here lists pages: a new route enters by itself, for every role, in every state of what it addresses. A route
whose address needs an id of a kind that nobody has taught `ADDRESSES` stops the survey."""

# Long: one survey, of everybody who looks at the site.

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

import httpx
from litestar import Litestar

from arrivals import Arrivals
from commonground.platform.access import ROLES, Action
from commonground.platform.demo.personas import OPERATOR, Persona
from commonground.platform.references import new_reference
from commonground.ui.declare import Door, Effect
from route_sweep import MISSING_UUID, PREFIX
from scene import EMPTY, Scene, operator
from viewer import Form, Links, Sight, Viewer
from ways import ADDRESSES, Way, always, fill, kinds_of, ways

LINKS = 12
NOTHING = "zzznothing"
# Kinds of what stands in a list with a form to each line.
IN_LINES = frozenset({"break_glass", "mention"})
# Kinds of what two work on, a council and another, or somebody outside: what a form is about must stand where it can be
# done, on the right side.
OF_TWO = frozenset({"crossing", "dispute", "joint", "outside"})
# Forms of which anything may be left for later: something else must be wrong with them.
STEPWISE = frozenset({"/council/go-live"})
# What else a form says for its questions to be refused: without it there is no such form.
ASKED: Mapping[str, Form] = {
    "/tracker/several": {"do": "give", "pick": "CR-7K3F-29M.1", "reason": ""},
    "/tracker/link": {"pick": "CR-7K3F-29M.1"},
}
# Pages with a form that somebody with a draft, and somebody who entered a return code, has before them. Without the
# page that sends: what it answers depends on how fast the machine is.
DRAFTED = frozenset({"kind", "where", "what", "you", "return"})
RETURNED = frozenset({"reply", "withdraw", "heard"})
# Public pages that are another page for everybody who comes from somewhere else.
MANY_FACED = frozenset({"sent", "reply", "where"})


def _council(slug: str) -> str:
    """The council that somebody of this one, or of the platform, looks at."""
    return "larkmere" if slug == OPERATOR else slug


def nobody_counts() -> None:
    """Where there is nothing to forget."""


def _missing(kind: str) -> str:
    """An id of this kind that nothing has."""
    return new_reference(PREFIX[kind]) if kind in PREFIX else MISSING_UUID


def _is_of_two(way: Way) -> bool:
    return not OF_TWO.isdisjoint(way.ids.values()) or way.declared.action is Action.COORDINATE_JOINT


@dataclass
class Survey:
    """Who sees what at `base_url`, where `app` serves `scene`. Not `whole`: each route once for each kind of answer,
    and each state of a record once. `takes` chooses among the routes. Nobody is counted who only looks: `uncount`."""

    scene: Scene
    app: Litestar
    base_url: str
    whole: bool = True
    uncount: Callable[[], None] = nobody_counts
    answered: set[tuple[str, int, str]] = field(default_factory=set)
    gone_through: set[tuple[str, str]] = field(default_factory=set)
    """Routes, each with its council, that opened to somebody who then asked for every state of what they address."""
    taken: Callable[[Way], bool] = always
    clients: list[httpx.Client] = field(default_factory=list)

    def taking(self, taken: Callable[[Way], bool]) -> Survey:
        """The same survey, of these routes only."""
        return replace(self, taken=taken)

    def viewer(self, name: str, brand: str, cookies: Mapping[str, str] | None = None) -> Viewer:
        client = httpx.Client(base_url=self.base_url, cookies=dict(cookies or {}), timeout=30)
        self.clients.append(client)
        return Viewer(name, client, brand)

    def close(self) -> None:
        """Hang up for everybody who looked."""
        for client in self.clients:
            client.close()

    # Staff

    def of_staff(self, persona: Persona) -> Iterator[Sight]:
        """Every page behind sign-in, as this person sees or is refused it."""
        cookies = {"cg_session": self.scene.token(persona)}
        viewer = self.viewer(f"{persona.council}-{persona.subject}", persona.council, cookies)
        viewer.take_token("/account")
        refused: set[int] = set()
        for way in self._ways("GET", Door.STAFF):
            if not self._is_worth_asking(persona, way):
                continue
            for sight in self._of_way(viewer, way, persona.council):
                if sight.status in (403, 404) and sight.status in refused:
                    continue
                refused.add(sight.status)
                yield sight
        yield from self._staff_forms(viewer, persona)

    def _is_worth_asking(self, persona: Persona, way: Way) -> bool:
        """Once past each page, a refusal is looked at once: of what none of their roles opens, nobody is asked again.
        That it is refused is proved by the isolation sweep."""
        opens = any(ROLES[role].reach(way.declared.action) for role in persona.roles)
        return self.whole or opens or (persona.council, 403, "") not in self.answered

    def of_support(self) -> Iterator[Sight]:
        """Pages of an operator who has gone in where a council allows it."""
        viewer = self.viewer("support", "larkmere", {"cg_session": self.scene.token(operator())})
        viewer.take_token("/operator/support")
        open_one = self.scene.references("larkmere", "support")["open"]
        viewer.post("/operator/support", {"grant": open_one, "why": "To see the teams."})
        for way in (way for way in self._ways("GET", Door.STAFF) if way.declared.action is Action.VISIT_COUNCIL):
            yield from self._seen(viewer, way.route, way.route)

    def _ways(self, method: str, *doors: Door) -> list[Way]:
        return [way for way in ways(self.app, method) if way.declared.door in doors and self.taken(way)]

    def _of_way(self, viewer: Viewer, way: Way, slug: str) -> Iterator[Sight]:
        seen: set[int] = set()
        for address in self._addresses(way, slug):
            state = self._state(way, slug, address)
            if not self._is_wanted(way, seen):
                break
            if self._is_answered(way, slug, state):
                continue
            sight = viewer.look(way.route, address)
            if sight is None or (sight.status in seen and not way.shows_record):
                continue
            seen.add(sight.status)
            if self._is_new(sight, state):
                yield sight
                if sight.status == 200 and not way.ids:
                    yield from self._states_of_list(viewer, sight)
        if 200 in seen:
            self.gone_through.add((way.route, slug))

    def _is_wanted(self, way: Way, seen: set[int]) -> bool:
        """All states of a record's own page; of what is done with it, where it can be done and where it cannot."""
        return way.shows_record or not seen >= {200, 409}

    def _is_answered(self, way: Way, slug: str, state: str) -> bool:
        """Once past each page, whether somebody else of the council was shown the page: of a record, in this state;
        of what is done with one, where it can be done, after which they asked wherever it might not be."""
        shown = (way.route, 200, state) in self.answered if way.shows_record else (way.route, slug) in self.gone_through
        return shown and not self.whole

    def _state(self, way: Way, slug: str, address: str) -> str:
        return self.scene.state_of(slug, address.rpartition("/")[2]) if way.shows_record else ""

    def _is_new(self, sight: Sight, state: str = "") -> bool:
        """Whether nobody was answered like this before; the whole survey does not mind."""
        shared = sight.status in (403, 404)
        answer = (sight.brand if shared else sight.route, sight.status, state or self._empty(sight.brand))
        new = answer not in self.answered
        self.answered.add(answer)
        return self.whole or new

    def _addresses(self, way: Way, slug: str) -> list[str]:
        """The route's addresses for one council: one for each state of what it addresses."""
        kinds = kinds_of(way)
        if "asset" in kinds:
            return []
        choices = [[_council(slug)] if kind == "council" else self._references(slug, kind) for kind in kinds]
        return list(dict.fromkeys(fill(way.route, self.scene.together(chosen)) for chosen in product(*choices)))

    def _references(self, slug: str, kind: str) -> list[str]:
        found = list(self.scene.references(slug, kind).values())
        return [*found, _missing(kind)]

    def _states_of_list(self, viewer: Viewer, sight: Sight) -> Iterator[Sight]:
        """Its tabs, sorts, pages and filters, as far as it links to them itself, and a search that finds nothing."""
        links = Links.of(sight.html)
        own = [href for href in links.hrefs if href.split("?")[0] == sight.address and "?" in href]
        nothing = [f"{action}?{name}={NOTHING}" for action, name in links.searches if action == sight.address]
        for address in dict.fromkeys((*own, *nothing)[:LINKS] if self.whole else nothing):
            found = viewer.look(sight.route, address)
            if found and self._is_new(found, NOTHING):
                yield found

    def _staff_forms(self, viewer: Viewer, persona: Persona) -> Iterator[Sight]:
        """What comes back from a form with nothing in it, and from one that somebody else was quicker with; also
        where that is a page of its own, as names are for somebody without scripts."""
        slug = persona.council
        for way in self._ways("POST", Door.STAFF):
            if way.declared.body is None or set(way.ids.values()) - ADDRESSES - {"council"}:
                continue
            if not self._is_worth_asking(persona, way) or (_is_of_two(way) and not way.declared.body()):
                continue  # a button moves their record on, for everybody who looks after this
            body = dict(way.declared.body())
            versioned = "version" in body
            version = {"version": "1"} if versioned else {}
            blank: Form = {**dict.fromkeys(body, ""), **version, **self._named(way, slug), **ASKED.get(way.route, {})}
            silly: Form = {**dict.fromkeys(body, "?"), **self._named(way, slug)}
            late: Form = body | {"version": "0"}
            for form in (blank, late) if versioned else (blank, silly) if way.route in STEPWISE else (blank,):
                if not self.whole and (way.route, 409 if form is late else 422, self._empty(slug)) in self.answered:
                    continue
                sight = self._answer(viewer, way, slug, form, 409 if form is late else 422)
                if sight and sight.status in (200, 409, 422) and self._is_new(sight):
                    yield sight

    def _empty(self, slug: str) -> str:
        """What is beside an answer that is another for whoever has no work yet."""
        return EMPTY if slug == EMPTY else ""

    def _named(self, way: Way, slug: str) -> Form:
        """What a form names without being asked: the line of a list that it stands in, and what it was about."""
        kinds = {name: kind for name, kind in way.declared.ids.items() if kind in IN_LINES}
        if "mention" in kinds.values():
            kinds["seen"] = "seen"
        return {name: self.scene.spare(slug, kind, "") for name, kind in kinds.items()}

    def _answer(self, viewer: Viewer, way: Way, slug: str, form: Form, wanted: int) -> Sight | None:
        """Answered as `wanted`, wherever the form can be sent; where it can be nowhere, what was said last."""
        found: Sight | None = None
        for references in self._of_form(way, slug):
            found = viewer.look(way.route, fill(way.route, self.scene.together(references)), form)
            if found and found.status == wanted:
                break
        return found

    def _of_form(self, way: Way, slug: str) -> Iterator[list[str]]:
        """What a form can be about; of what two councils work on, whatever there is, one after another."""
        state, kinds = way.declared.state or "screening", list(way.ids.values())
        several = [self._all_of(slug, kind, kinds) for kind in kinds]
        for chosen in product(*several) if _is_of_two(way) else ():
            yield list(chosen)
        if not _is_of_two(way):
            one = [_council(slug) if kind == "council" else self.scene.spare(slug, kind, state) for kind in kinds]
            if "" not in one:
                yield one

    def _all_of(self, slug: str, kind: str, kinds: Sequence[str]) -> list[str]:
        """One of each state. Of a part, the record that it is a part of follows from it."""
        found = list(self.scene.references(slug, kind).values())
        return found[:1] if kind != kinds[-1] else found

    # The public

    def of_public(self, slug: str, lang: str) -> Iterator[Sight]:
        """The public pages in one language: fresh, with each draft, after sending, and with each reply."""
        self.uncount()
        seen: set[str] = set()
        here = [way for way in ways(self.app, "GET") if "council" in way.ids.values() and self.taken(way)]
        for viewer, forms in self._visitors(slug, lang):
            viewer.seen = seen
            for way in here:
                for address in self._addresses(way, slug) if way.declared.effect is Effect.READ else ():
                    yield from self._new(viewer.look(way.route, address), self._face(viewer, way))
            yield from self._public_forms(viewer, slug, forms)

    def _new(self, sight: Sight | None, state: str = "") -> Iterator[Sight]:
        if sight and self._is_new(sight, state):
            yield sight

    def _face(self, viewer: Viewer, way: Way) -> str:
        return viewer.name.split("-", 2)[2] if way.route.rpartition("/")[2] in MANY_FACED else ""

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
        for state in ("decided", "waiting", "withdrawn", "new") if self.whole else ("decided", "new"):
            viewer = self._visitor(slug, lang, f"reply-{state}")
            viewer.take_token(f"{here}/return")
            viewer.post(f"{here}/return", {"code": self.scene.codes[(slug, state)]})
            yield viewer, RETURNED if state == "new" else frozenset()

    def _visitor(self, slug: str, lang: str, what: str) -> Viewer:
        self.uncount()
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
        for way in self._ways("POST", Door.INTAKE):
            page = way.route.rpartition("/")[2]
            if page in forms and way.declared.body:
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
        for slug in ("larkmere", "glanwern", OPERATOR):
            yield from self._seen(viewer, "/sign-in/{council}", f"/sign-in/{slug}")
            yield from self._seen(viewer, "/sign-in/{council}/return", f"/sign-in/{slug}/return?state=old&code=used")
        yield from self._seen(viewer, "/sign-in/{council}", "/sign-in/nowhere")
        yield from self._seen(viewer, "/sign-in", "/sign-in?council=")
        yield from self._seen(viewer, "/{council}", "/nowhere")

    def of_arrivals(self) -> Iterator[Sight]:
        """Pages of people with accounts of ours: on the way in, and of their own account."""
        yield from Arrivals(self.scene.world, self.viewer("arriving", "")).sights()

    def of_errors(self, staff: Persona, statuses: Sequence[int] = ()) -> Iterator[Sight]:
        """A page that was open too long, a session that is over, too many tries, what no page takes; and each of
        these `statuses` where the site breaks on purpose."""
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
        yield from self._seen(visitor, "/{council}/report/{page}", f"/{slug}/report/nothing-here")
        for status in statuses:
            yield from self._seen(signed_in, "/broken/{status}", f"/broken/{status}")
            yield from self._seen(visitor, "/{council}/broken/{status}", f"/{slug}/broken/{status}")
            yield from self._seen(visitor, "/broken-outside/{status}", f"/broken-outside/{status}")
        yield from self._too_many(visitor, slug)

    def _too_many(self, visitor: Viewer, slug: str) -> Iterator[Sight]:
        visitor.take_token(f"/{slug}/report/return")
        wrong = {"code": "7KM2-49TX-3QRD-8FJ2-WN5P"}
        for _ in range(12):
            visitor.post(f"/{slug}/report/return", wrong)
        yield from self._seen(visitor, "/{council}/report/return", f"/{slug}/report/return", wrong)
        self.uncount()

    def _seen(self, viewer: Viewer, route: str, address: str, form: Form | None = None) -> Iterator[Sight]:
        sight = viewer.look(route, address, form)
        if sight:
            yield sight
