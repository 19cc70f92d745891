"""A resident's report, a screener's decision and a professional's referral, from the press of the button to the answer,
each beside a bare handler that writes the same rows."""

from __future__ import annotations

import asyncio
import re
import statistics
from collections.abc import Iterator
from dataclasses import dataclass, field

import asyncpg

from commonground.infra.bench._client import Answer, Connection
from commonground.infra.bench._figures import ratio_of_medians
from commonground.infra.bench._pages import WrongPageError
from commonground.infra.bench._replay import Kept, Save
from commonground.infra.bench._serving import Server, replay, web
from commonground.infra.bench._stage import Stage, say, stage
from commonground.infra.bench._visitor import Visitor, token_in
from commonground.infra.demo.bulk import BulkCouncil
from commonground.infra.measures import Measure

SAVES = 40
_VERSION = re.compile(rb'name="version"[^>]*value="(\d+)"|value="(\d+)"[^>]*name="version"')
_ALONG = re.compile(rb'<input type="hidden" name="(?:key|writer)" value="([^"]*)"')
_PAUSE = 3.5
"""A report that was filled in faster than anybody can is held back once."""
_ANSWERS = {
    "kind": {"subject": "place"},
    "where": {"where": "Bandstand in Elm Park", "address": "Elm Road", "postcode": "LK4 2AA", "venue": "park"},
    "what": {
        "danger": "no", "harms": "cce", "what": "Older teenagers hand out phones.\nOne of them is called Jamie Smith.",
        "when": "After school", "how_often": "most_weeks", "children": "3_5", "helps": "The park keeper",
    },
    "you": {"contact": "unknown", "connection": "lives_nearby"},
}  # fmt: skip
_DECISION = {
    "context": "none",
    "outcome": "advice",
    "why": "Nothing goes on there now. It was one evening.",
    "answer": "send",
    "reply": "Thank you. We have read what you told us and thought about what would help.",
}
_REFERRAL = {
    "kind": "place", "where": "Bandstand in Elm Park", "harms": "cce", "children": "3_5", "danger": "no",
    "what": "Older teenagers hand out phones.", "when": "After school", "openness": "nobody_in_particular",
    "basis": "public_task", "case_references": "LK-118",
}  # fmt: skip


@dataclass
class Times:
    """Milliseconds of each save and of its bare counterpart."""

    whole: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        return ratio_of_medians(self.whole, self.bare)


def measures(saves: int = SAVES) -> Iterator[Measure]:
    with stage(1, 3_000) as ground, web(ground) as server:
        sample = asyncio.run(_one_of_each(ground, server))
        referred = asyncio.run(_one_referred(ground, server))
        with replay(ground, [_report_rows(sample), _decision_rows(sample), _referred_rows(referred)]) as plain:
            reports, decisions = asyncio.run(_by_turns(ground, server, plain, saves))
            referrals = asyncio.run(_referred_by_turns(ground, server, plain, saves))
    yield Measure("public-report-median", statistics.median(reports.whole), "ms", 100, "lower")
    yield Measure("public-report-to-bare", reports.ratio, "ratio", 6, "lower")
    yield Measure("screening-save-median", statistics.median(decisions.whole), "ms", 100, "lower")
    yield Measure("screening-save-to-bare", decisions.ratio, "ratio", 6, "lower")
    yield Measure("professional-referral-median", statistics.median(referrals.whole), "ms", 100, "lower")
    yield Measure("professional-referral-to-bare", referrals.ratio, "ratio", 6, "lower")


def _report_rows(referral: str) -> Save:
    """What a report leaves behind."""
    about = f"subject_id = '{referral}'"
    return Save("report", (
        Kept("tenants.referrals", f"id = '{referral}'"),
        Kept("tenants.referral_events", f"referral_id = '{referral}' and verb = 'receive'"),
        Kept("tenants.reports", f"referral_id = '{referral}'"),
        Kept("audit.entries", f"{about} and action = 'report_worry'"),
        Kept("system.outbox", f"{about} and kind = 'referral_received'"),
    ))  # fmt: skip


def _decision_rows(referral: str) -> Save:
    """What a decision leaves behind; the referral itself is changed."""
    about = f"subject_id = '{referral}'"
    told = f"report_id = (select id from tenants.reports where referral_id = '{referral}')"  # noqa: S608  # an id of ours
    return Save("decision", (
        Kept("tenants.referrals", f"id = '{referral}'", again=True),
        Kept("tenants.referral_events", f"referral_id = '{referral}' and verb = 'decide'"),
        Kept("tenants.report_messages", told),
        Kept("audit.entries", f"{about} and action = 'screen_referral:decide' order by at desc limit 1"),
        Kept("system.outbox", f"{about} and kind = 'referral_decided'"),
    ))  # fmt: skip


def _referred_rows(referral: str) -> Save:
    """What a professional's referral leaves behind."""
    about = f"subject_id = '{referral}'"
    of_it = f"statement_id = (select id from tenants.statements where referral_id = '{referral}')"  # noqa: S608  # an id of ours
    return Save("referred", (
        Kept("tenants.referrals", f"id = '{referral}'"),
        Kept("tenants.referral_events", f"referral_id = '{referral}' and verb = 'receive'"),
        Kept("tenants.statements", f"referral_id = '{referral}'"),
        Kept("tenants.statement_people", of_it),
        Kept("audit.entries", f"{about} and action = 'refer:send'"),
        Kept("system.outbox", f"{about} and kind = 'referral_received'"),
    ))  # fmt: skip


async def _one_referred(ground: Stage, server: Server) -> str:
    """A professional's referral; its id."""
    await _refer(await _screener(ground, server))
    (row,) = await asyncio.to_thread(_newest, ground, 1)
    return str(row["id"])


async def _referred_by_turns(ground: Stage, server: Server, plain: Server, saves: int) -> Times:
    bare, times = await Connection.to(plain.port), Times()
    professional = await _screener(ground, server)
    for _ in range(saves):
        times.whole.append(await _refer(professional))
        times.bare.append(await _bare_save(bare, "referred"))
    return times


async def _refer(professional: Visitor) -> float:
    """Fill the form in and send it; milliseconds of the latter."""
    page = await professional.get("/refer")
    along = {name: value.decode() for name, value in zip(("key", "writer"), _ALONG.findall(page.body), strict=True)}
    sent = await professional.post("/refer", {**along, **_REFERRAL}, token=token_in(page))
    took = professional.took * 1000
    if not (sent.header("location") or "").startswith("/refer/CR-"):
        raise WrongPageError(f"led to {sent.header('location')!r} instead of what was referred")
    return took


async def _one_of_each(ground: Stage, server: Server) -> str:
    """A report that was sent and decided; its referral's id."""
    council = ground.councils[0]
    resident = await _filled_in(ground, server, council)
    await asyncio.sleep(_PAUSE)
    await _send(resident, council)
    (row,) = await asyncio.to_thread(_newest, ground, 1)
    screener = await _screener(ground, server)
    await _decide(screener, row["reference"])
    return str(row["id"])


async def _by_turns(ground: Stage, server: Server, plain: Server, saves: int) -> tuple[Times, Times]:
    council = ground.councils[0]
    residents = [await _filled_in(ground, server, council) for _ in range(saves)]
    await asyncio.sleep(_PAUSE)
    bare, reports, decisions = await Connection.to(plain.port), Times(), Times()
    for resident in residents:
        await _forget_attempts(ground)
        reports.whole.append(await _send(resident, council))
        reports.bare.append(await _bare_save(bare, "report"))
    say(f"{saves} reports sent")
    screener = await _screener(ground, server)
    for row in await asyncio.to_thread(_newest, ground, saves, "route = 'public' and state = 'new'"):
        decisions.whole.append(await _decide(screener, row["reference"]))
        decisions.bare.append(await _bare_save(bare, "decision"))
    return reports, decisions


async def _filled_in(ground: Stage, server: Server, council: BulkCouncil) -> Visitor:
    """A resident who has answered every question."""
    await _forget_attempts(ground)
    resident = await Visitor.at(server.port)
    for page, answers in _ANSWERS.items():
        path = f"/{council.slug}/report/{page}"
        await resident.post(path, answers, token=token_in(await resident.get(path)))
    return resident


async def _send(resident: Visitor, council: BulkCouncil) -> float:
    """Press the button; milliseconds until the answer. Raises `WrongPageError` unless it was sent."""
    path = f"/{council.slug}/report/check"
    sent = await resident.post(path, {}, token=token_in(await resident.get(path)))
    took = resident.took * 1000
    _must_lead_to(sent, f"/{council.slug}/report/sent")
    resident.close()
    return took


async def _screener(ground: Stage, server: Server) -> Visitor:
    (token,) = await asyncio.to_thread(ground.tokens, [ground.councils[0]])
    return await Visitor.at(server.port, {"cg_session": token})


async def _decide(screener: Visitor, reference: str) -> float:
    """Take it, then decide it; milliseconds of the latter."""
    path = f"/referrals/{reference}"
    page = await screener.get(path)
    await screener.post(f"{path}/take", {"version": _version(page)}, token=token_in(page))
    page = await screener.get(path)
    saved = await screener.post(path, {"version": _version(page), **_DECISION}, token=token_in(page))
    took = screener.took * 1000
    _must_lead_to(saved, "/tracker")
    return took


async def _bare_save(bare: Connection, name: str) -> float:
    visitor = Visitor(bare)
    await visitor.post(f"/{name}", {}, token="")
    return visitor.took * 1000


async def _forget_attempts(ground: Stage) -> None:
    """All of them come from one address, which may do so much in an hour."""
    owner = await asyncpg.connect(ground.owner_url)
    await owner.execute("delete from identity.throttles")
    await owner.close()


def _newest(ground: Stage, most: int, which: str = "true") -> list[asyncpg.Record]:
    query = f"select id, reference from tenants.referrals where {which} order by received_at desc limit {most}"  # noqa: S608  # names of our own
    return ground.ask(query)


def _version(page: Answer) -> str:
    found = _VERSION.search(page.body)
    return (found.group(1) or found.group(2)).decode() if found else "1"


def _must_lead_to(answer: Answer, path: str) -> None:
    if answer.header("location") != path:
        raise WrongPageError(f"led to {answer.header('location')!r} instead of {path}")
