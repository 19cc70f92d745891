"""Headers of every answer."""

from __future__ import annotations

import pytest

from commonground.platform.settings import Settings
from commonground.ui.shell.security import content_security_policy
from shell_client import gallery_client

EXPECTED = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}


@pytest.mark.parametrize(
    "path", ["/tracker", "/larkmere/report", "/broken/staff/500", "/nowhere", "/static/colour-24478f.css"]
)
async def test_every_answer_carries_them(path: str) -> None:
    async with gallery_client() as client:
        answer = await client.get(path)
    assert EXPECTED.items() <= dict(answer.headers).items()
    assert "content-security-policy" in answer.headers
    assert "strict-transport-security" not in answer.headers  # the demo speaks plain http


def test_the_policy_lets_nothing_in_from_elsewhere() -> None:
    policy = dict(rule.partition(" ")[::2] for rule in content_security_policy("abc").split("; "))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == "'self' 'nonce-abc'"
    assert policy["style-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
    assert policy["require-trusted-types-for"] == "'script'"
    assert "unsafe" not in str(policy)


def test_a_sign_in_form_may_end_at_the_provider_and_nowhere_else() -> None:
    policy = content_security_policy("abc", ("https://login.example",))
    assert "form-action 'self' https://login.example;" in policy


async def test_production_insists_on_https() -> None:
    production = Settings(mode="production", base_url="https://x.example", secret_key="k" * 32, smtp_url="smtp://x")
    async with gallery_client(settings=production) as client:
        answer = await client.get("/larkmere/report")
    assert answer.headers["strict-transport-security"].startswith("max-age=63072000")
    assert "; secure" in answer.headers["set-cookie"].lower()
    assert "httponly" in answer.headers["set-cookie"].lower()
