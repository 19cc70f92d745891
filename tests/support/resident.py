"""A resident at a council's public pages, over HTTP in this process: fills in the report page by page."""

from __future__ import annotations

from dataclasses import dataclass, field

from httpx import Response

from commonground.platform.references import hash_return_code
from councils import TestCouncil, World
from told import tell
from web import Browser, Site, token_in

Form = dict[str, str | list[str]]

PARK: dict[str, Form] = {
    "kind": {"subject": "place"},
    "where": {"where": "Bandstand in Elm Park", "address": "Elm Road", "postcode": "lk4 2aa", "venue": "park"},
    "what": {
        "danger": "no",
        "harms": ["cce", "weapons"],
        "what": "Older teenagers hand out phones.\nOne of them is called Jamie Smith.",
        "when": "After school",
        "how_often": "most_weeks",
        "children": "3_5",
        "helps": "The park keeper",
    },
    "you": {"contact": "unknown", "connection": "lives_nearby"},
}
"""A worry about a park, page by page."""


@dataclass
class Resident:
    """One person's browser at one council."""

    browser: Browser
    council: TestCouncil
    answers: dict[str, Form] = field(default_factory=lambda: {page: dict(form) for page, form in PARK.items()})
    token: str = ""

    @classmethod
    def at(cls, site: Site, council: TestCouncil) -> Resident:
        return cls(site.browser(), council)

    def path(self, page: str = "") -> str:
        return f"/{self.council.slug}/report{'/' if page else ''}{page}"

    async def get(self, page: str = "", *, follow: bool = False) -> Response:
        return await self.browser.get(self.path(page), follow=follow)

    async def post(self, page: str, form: Form, *, follow: bool = False, query: str = "") -> Response:
        """Post with this browser's token, taken once from a page that always has a form."""
        if not self.token:
            self.token = token_in((await self.browser.get(self.path("return"))).text)
        return await self.browser.post(self.path(page) + query, {"_token": self.token, **form}, follow=follow)

    async def fill_in(self, *pages: str) -> None:
        """Answer these pages, or all of them up to checking the answers."""
        for page in pages or tuple(self.answers):
            answered = await self.post(page, self.answers[page])
            assert answered.status_code == 303, f"{page}: {answered.status_code}\n{answered.text}"

    async def send(self) -> str:
        """Send, and read the return code from the page that shows it."""
        answered = await self.post("check", {})
        assert answered.headers.get("location") == self.path("sent"), answered.text
        return code_on((await self.get("sent")).text)

    async def report(self) -> str:
        await self.fill_in()
        return await self.send()

    async def open(self, code: str) -> Response:
        """Enter a return code."""
        return await self.post("return", {"code": code}, follow=True)


def code_on(page: str) -> str:
    """The return code that a page shows, from the form that saves it."""
    _, found, rest = page.partition('name="code" value="')
    assert found, "the page shows no return code"
    return rest.partition('"')[0]


async def council_writes(world: World, code: str, kind: str, body: str) -> None:
    """`reply` or `question`, as the one who reported reads it."""
    await tell(
        world,
        "insert into tenants.report_messages (tenant_id, id, report_id, kind, body, shown, at, staff_id)"
        " select tenant_id, gen_random_uuid(), id, :kind, :body, '', now(), :staff from tenants.reports"
        " where code_hash = :digest",
        kind=kind,
        body=body,
        staff=world.larkmere.people["screener"].staff_id,
        digest=hash_return_code(code),
    )
