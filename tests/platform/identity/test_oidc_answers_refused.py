"""What comes back through the browser is anybody's to write: each lie is refused by its own name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from commonground.platform.identity.oidc import Refusal, SignInRefused
from hostile_provider import World

Answer = list[tuple[str, str]]


def _with(**changes: str) -> Callable[[Answer], Answer]:
    return lambda answer: [*((name, value) for name, value in answer if name not in changes), *changes.items()]


def _without(*names: str) -> Callable[[Answer], Answer]:
    return lambda answer: [(name, value) for name, value in answer if name not in names]


def _again(name: str) -> Callable[[Answer], Answer]:
    return lambda answer: [*answer, (name, "another")]


@pytest.mark.parametrize(
    ("twist", "reason"),
    [
        pytest.param(_without("state"), Refusal.STATE_MISSING, id="no state"),
        pytest.param(_with(state=""), Refusal.STATE_MISSING, id="empty state"),
        pytest.param(_with(state="of another browser"), Refusal.STATE_MISMATCH, id="state of another browser"),
        pytest.param(_with(state="\ud800"), Refusal.STATE_MISMATCH, id="state that is not text"),
        pytest.param(_again("state"), Refusal.REPEATED_PARAMETER, id="two states"),
        pytest.param(_again("code"), Refusal.REPEATED_PARAMETER, id="two codes"),
        pytest.param(_again("iss"), Refusal.REPEATED_PARAMETER, id="two issuers"),
        pytest.param(_without("code"), Refusal.CODE_MISSING, id="no code"),
        pytest.param(_with(code=""), Refusal.CODE_MISSING, id="empty code"),
        pytest.param(_with(code="x" * 5000), Refusal.CODE_MISSING, id="endless code"),
        pytest.param(_with(code="a\r\nb"), Refusal.CODE_MISSING, id="code with a line break"),
        pytest.param(_with(code="guessed"), Refusal.CODE_REFUSED, id="guessed code"),
        pytest.param(_with(iss="https://id.hallowdene.example/tenant"), Refusal.RESPONSE_ISSUER_WRONG, id="mixed up"),
        pytest.param(
            _with(iss="https://id.larkmere.example/tenant/"), Refusal.RESPONSE_ISSUER_WRONG, id="iss and slash"
        ),
        pytest.param(_without("iss"), Refusal.RESPONSE_ISSUER_MISSING, id="iss promised and left out"),
        pytest.param(_with(error="access_denied"), Refusal.DECLINED, id="declined"),
        pytest.param(_with(error="server_error"), Refusal.PROVIDER_ERROR, id="provider's error, with a code beside it"),
        pytest.param(_with(error="access_denied", state="wrong"), Refusal.STATE_MISMATCH, id="somebody else's no"),
        pytest.param(
            _with(error="access_denied", iss="https://evil.example"), Refusal.RESPONSE_ISSUER_WRONG, id="another's no"
        ),
    ],
)
async def test_a_twisted_answer_is_refused(twist: Callable[[Answer], Answer], reason: Refusal) -> None:
    world = World(twist=twist)
    with pytest.raises(SignInRefused) as refused:
        await world.sign_in()
    assert refused.value.reason is reason


@pytest.mark.parametrize("parameter", ["state", "iss", "code"])
async def test_a_twisted_answer_is_refused_before_the_provider_is_told_a_secret(parameter: str) -> None:
    world = World(twist=_without(parameter))
    with pytest.raises(SignInRefused):
        await world.sign_in()
    assert world.larkmere.times_asked("/token") == 0


async def test_a_code_works_once() -> None:
    world = World()
    begun = await world.begin()
    answer = world.larkmere.authorize(begun.url)
    await world.complete(begun, answer)
    with pytest.raises(SignInRefused) as refused:
        await world.complete(begun, answer)
    assert refused.value.reason is Refusal.CODE_REFUSED


async def test_a_code_stolen_from_another_browser_is_useless_without_its_verifier() -> None:
    world = World()
    victim, thief = await world.begin(), await world.begin()
    stolen = dict(world.larkmere.authorize(victim.url))["code"]
    answer = [("code", stolen), ("state", thief.state), ("iss", world.larkmere.issuer)]
    with pytest.raises(SignInRefused) as refused:
        await world.complete(thief, answer)
    assert refused.value.reason is Refusal.CODE_REFUSED


async def test_an_attempt_begun_at_one_council_cannot_be_completed_at_another() -> None:
    world = World()
    world.completed_by = world.hallowdene.configured()
    with pytest.raises(SignInRefused) as refused:
        await world.sign_in()
    assert refused.value.reason is Refusal.ANOTHER_COUNCIL
    assert world.hallowdene.asked == []


async def test_two_councils_with_the_same_provider_are_still_two() -> None:
    """A shared service: the very same issuer and client, agreed by two councils."""
    world = World()
    world.completed_by = world.larkmere.configured(council="hallowdene")
    with pytest.raises(SignInRefused) as refused:
        await world.sign_in()
    assert refused.value.reason is Refusal.ANOTHER_COUNCIL


async def test_a_refusal_tells_the_person_a_sentence_and_the_log_no_secret() -> None:
    nasty = "<script>alért(1)</script>\r\nSet-Cookie: a=b"
    world = World(twist=_with(error=nasty))
    with pytest.raises(SignInRefused) as refused:
        await world.sign_in()
    assert refused.value.sentence.endswith(".")
    assert refused.value.status == 400
    assert refused.value.detail == "scriptalrt1scriptSet-Cookieab"


def test_every_reason_has_a_code_of_its_own_and_a_sentence() -> None:
    assert len({reason.value for reason in Refusal}) == len(list(Refusal))
    for reason in Refusal:
        assert reason.value == reason.value.lower()
        assert reason.sentence.endswith(".")
