"""A report from the first attempt to where its council, and nobody else, finds it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import insert

from commonground.infra.isolation.files import own_places
from commonground.infra.isolation.probe import probe
from commonground.platform.audit.keys import SigningKey, signing_key
from commonground.platform.councils.onboard import acting_as_setup
from commonground.platform.ids import uuid7
from commonground.platform.isolation.models import IsolationReportRow
from commonground.platform.isolation.report import IsolationReport, Part, SignedReport, sign
from commonground.platform.settings import Settings


async def made_report(
    chosen: Settings, slug: str, *, embedded: bool, tell: Callable[[Part], None] = lambda _: None
) -> tuple[IsolationReport, SignedReport]:
    """Try everything, sign the report and keep it. `chosen` names every role's address; `embedded`: the server is ours.

    Raises `NoSuchCouncilError`, and `SettingsError` where there is no key to sign with."""
    key, places = signing_key(chosen), own_places(chosen, embedded=embedded)
    secret = chosen.secret_key or secrets.token_urlsafe(32)
    report = await probe(replace(chosen, secret_key=secret), slug, places=places, tell=tell)
    return report, await keep(chosen.database_url, key, report)


async def keep(owner_url: str, key: SigningKey, report: IsolationReport) -> SignedReport:
    """Sign it, and put it beside the council's others."""
    signed = sign(key, report)
    said = {"body": signed.body, "key_id": signed.key_id, "signature": signed.signature}
    row = {"tenant_id": report.council, "id": uuid7(), "at": report.at, "verdict": report.verdict.value}
    async with acting_as_setup(owner_url) as setup:
        await setup.execute(insert(IsolationReportRow), row | said)
    return signed
