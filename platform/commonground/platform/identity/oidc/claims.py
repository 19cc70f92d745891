"""What is taken from the claims of somebody whom the provider vouched for: subject, name, groups, its session, and
where to write to them."""

from __future__ import annotations

import unicodedata

from email_validator import EmailNotValidError, validate_email

from commonground.platform.identity.oidc.errors import Refusal, SignInRefused
from commonground.platform.identity.oidc.types import JsonObject, ProviderSession

_LONGEST_SUBJECT = 255
_LONGEST_NAME = 120
_LONGEST_GROUP = 256
_MOST_GROUPS = 1000
_JOINERS = "\u200c\u200d"  # spelling in some scripts, so not thrown out with the other invisible characters


def read_subject(claims: JsonObject) -> str:
    """Raises `SignInRefused` for a subject outside the standard: 1 to 255 visible ASCII characters.

    Never mended: two subjects that look alike after mending would be one person."""
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 1 <= len(subject) <= _LONGEST_SUBJECT:
        raise SignInRefused(Refusal.SUBJECT_INVALID)
    if not subject.isascii() or not subject.isprintable() or subject != subject.strip():
        raise SignInRefused(Refusal.SUBJECT_INVALID)
    return subject


def read_name(claims: JsonObject) -> str:
    """A name fit for a page: no control or direction characters, one line, not endless. Empty when there is none."""
    whole = _shown(claims.get("name"))
    parts = " ".join(filter(None, (_shown(claims.get("given_name")), _shown(claims.get("family_name")))))
    return whole or parts or _shown(claims.get("preferred_username"))


def _shown(value: object) -> str:
    if not isinstance(value, str):
        return ""
    spaced = "".join(" " if letter.isspace() else letter for letter in unicodedata.normalize("NFC", value[:1000]))
    kept = "".join(letter for letter in spaced if letter in _JOINERS or unicodedata.category(letter)[0] != "C")
    return " ".join(kept.split())[:_LONGEST_NAME].strip()


def read_groups(claims: JsonObject, claim: str) -> tuple[str, ...] | None:
    """The groups, each once, in order. None when the provider does not say.

    One group may come as a bare text (some providers do that); it is never split, so no name can hold two.
    Raises `SignInRefused` for any other shape, rather than guess at somebody's rights."""
    value = claims.get(claim)
    if value is None:
        return None
    groups = [value] if isinstance(value, str) else value
    if not isinstance(groups, list) or len(groups) > _MOST_GROUPS or not all(_is_group(group) for group in groups):
        raise SignInRefused(Refusal.GROUPS_INVALID)
    return tuple(dict.fromkeys(groups))


def _is_group(group: object) -> bool:
    return isinstance(group, str) and 0 < len(group) <= _LONGEST_GROUP and group.isprintable()


def read_email(claims: JsonObject) -> str | None:
    """Where to write to them; None where the provider does not say, or says that it has not looked. Nobody is known by
    it. What is no address for a header of ours is left out and not mended: it would be somebody else's."""
    value = claims.get("email")
    if not isinstance(value, str) or not value.isascii() or claims.get("email_verified", True) not in (True, "true"):
        return None
    try:
        return validate_email(value, check_deliverability=False).ascii_email
    except EmailNotValidError:
        return None


def read_session(claims: JsonObject) -> ProviderSession:
    """Details that nothing is decided by here; whatever has the wrong shape is left out."""
    moment, methods = claims.get("auth_time"), claims.get("amr")
    return ProviderSession(
        sid=_short_text(claims.get("sid")),
        signed_in_at=moment if isinstance(moment, int) and not isinstance(moment, bool) else None,
        assurance=_short_text(claims.get("acr")),
        methods=tuple(m for m in methods[:20] if _short_text(m)) if isinstance(methods, list) else (),
    )


def _short_text(value: object) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= _LONGEST_GROUP and value.isprintable() else None
