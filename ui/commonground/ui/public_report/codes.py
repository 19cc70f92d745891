"""The return code, and that nobody loses it who presses twice or whose line is bad.

Browsers throw an answer away when the button is pressed again before it is there. So the code is made of the draft's
cookie and the server's key: the same draft has the same code each time, and nothing that could be read is kept for it.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from litestar.datastructures import Cookie

from commonground.platform.identity.passes import open_report
from commonground.platform.references import hash_return_code, return_code_from
from commonground.tenants.intake import limits, queries
from commonground.tenants.referrals.rules import decision_due
from commonground.ui.public_report.door import DRAFT, SENT, Threshold, cookie, cookie_of, sealed_content, sealed_cookie
from commonground.ui.shell.csrf import signing_key

SHOWN_FOR: Final = timedelta(minutes=30)
"""How long the page after sending can be looked at again. The code is on it the first time only."""
GIVEN_AGAIN_FOR: Final = timedelta(minutes=10)
"""From sending on: how long somebody whose answer was lost is still given the code."""
PRESSED_TWICE: Final = timedelta(minutes=1)
"""How long the draft's cookie stays once the code was on a page: a second press may be on its way."""

CODE: Final = "code"
DIGEST: Final = "digest"
READ: Final = "read"
REPLY_BY: Final = "reply"


def code_of(at: Threshold) -> str:
    """The return code of the draft whose cookie this browser has, also after it was sent."""
    message = f"return code|{at.council.slug}|{cookie_of(at.request, DRAFT)}"
    return return_code_from(hmac.digest(signing_key(at.request), message.encode("utf-8", "replace"), "sha256"))


def told(code: str, read_at: datetime, reply_by: datetime) -> dict[str, str]:
    """What the page after sending shows."""
    digest = hash_return_code(code).hex()
    return {CODE: code, DIGEST: digest, READ: read_at.isoformat(), REPLY_BY: reply_by.isoformat()}


def told_cookie(at: Threshold, content: Mapping[str, str]) -> Cookie:
    return sealed_cookie(at, SENT, dict(content), SHOWN_FOR)


async def told_again(at: Threshold, *, pressed: bool = False) -> dict[str, str] | None:
    """What is to be shown to somebody whose draft was sent a moment ago and who was not told. None when nothing was
    sent, or it is too long ago, or its page was there already; unless the button was `pressed` again, which is how a
    browser loses that page.

    It undoes whatever this request did before and leaves its work without the form's pass."""
    if not cookie_of(at.request, DRAFT):
        return None
    code = code_of(at)
    if not pressed and _is_known(at, code):
        return None
    await limits.drop_pass(at.work)
    opened = await open_report(at.work, at.council.slug, hash_return_code(code))
    sent_at = await queries.sent_at(at.work, opened.report_id) if opened else None
    if sent_at is None or at.work.now - sent_at > GIVEN_AGAIN_FOR:
        return None
    calendar = at.council.calendar
    return told(code, calendar.when_read(sent_at), decision_due(sent_at, calendar))


def _is_known(at: Threshold, code: str) -> bool:
    return (sealed_content(at, SENT) or {}).get(DIGEST) == hash_return_code(code).hex()


def shown_cookies(at: Threshold, content: Mapping[str, str]) -> list[Cookie]:
    """With the page that shows `content`: it can be looked at again without the code, and the draft's cookie goes."""
    rest = {name: value for name, value in content.items() if name != CODE}
    token = cookie_of(at.request, DRAFT)
    going = token is not None and content.get(CODE) == code_of(at)
    return [told_cookie(at, rest), *([cookie(at.request, DRAFT, str(token), PRESSED_TWICE)] if going else [])]
