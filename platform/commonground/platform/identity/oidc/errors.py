"""Why a sign-in was refused: a stable code for logs and help desks, and a sentence for the person who was refused."""

from __future__ import annotations

from enum import StrEnum

_START_AGAIN = "This sign-in was not begun here, or has already been used. Start again."
_NOT_LET_IN = "Your council’s sign-in page did not let you in. Try again, or ask your council’s IT service."
_NO_ANSWER = "Your council’s sign-in service did not answer as it should. Try again in a few minutes."
_NOT_TRUSTED = (
    "What your council’s sign-in service sent could not be trusted, so nobody was signed in. "
    "Start again. If it happens twice, give the code below to your council’s IT service."
)
_CLOCKS = (
    "Your council’s sign-in service and Commonground do not agree what time it is. "
    "Give the code below to your council’s IT service."
)
_NOT_FRESH = (
    "Your council’s sign-in service did not ask you to sign in again, so nothing was confirmed. Try again. "
    "If it happens twice, give the code below to your council’s IT service."
)
_SET_UP = "Sign-in for your council is not set up correctly. Give the code below to your council’s IT service."


class Refusal(StrEnum):
    """Every way a sign-in can be refused. The codes are stable: help desks and tests quote them."""

    sentence: str

    def __new__(cls, code: str, sentence: str) -> Refusal:
        member = str.__new__(cls, code)
        member._value_ = code
        member.sentence = sentence
        return member

    # What came back through the browser
    REPEATED_PARAMETER = "repeated-parameter", _START_AGAIN
    STATE_MISSING = "state-missing", _START_AGAIN
    STATE_MISMATCH = "state-mismatch", _START_AGAIN
    ANOTHER_COUNCIL = "another-council", _START_AGAIN
    RESPONSE_ISSUER_MISSING = "response-issuer-missing", _NOT_TRUSTED
    RESPONSE_ISSUER_WRONG = "response-issuer-wrong", _NOT_TRUSTED
    DECLINED = "declined", _NOT_LET_IN
    PROVIDER_ERROR = "provider-error", _NOT_LET_IN
    CODE_MISSING = "code-missing", _START_AGAIN
    # The calls from server to server
    UNREACHABLE = "unreachable", _NO_ANSWER
    REDIRECTED = "redirected", _SET_UP
    TOO_LARGE = "too-large", _NO_ANSWER
    BAD_STATUS = "bad-status", _NO_ANSWER
    NOT_JSON = "not-json", _NO_ANSWER
    # What the provider says of itself
    DISCOVERY_ISSUER = "discovery-issuer", _SET_UP
    DISCOVERY_INCOMPLETE = "discovery-incomplete", _SET_UP
    ADDRESS_REFUSED = "address-refused", _SET_UP
    NO_CODE_FLOW = "no-code-flow", _SET_UP
    NO_PKCE = "no-pkce", _SET_UP
    NO_COMMON_ALGORITHM = "no-common-algorithm", _SET_UP
    NO_CLIENT_AUTHENTICATION = "no-client-authentication", _SET_UP
    KEYS_INVALID = "keys-invalid", _SET_UP
    PRIVATE_KEY_PUBLISHED = "private-key-published", _NOT_TRUSTED
    KEY_UNKNOWN = "key-unknown", _NOT_TRUSTED
    # The exchange of the code
    CODE_REFUSED = "code-refused", _START_AGAIN
    CLIENT_REFUSED = "client-refused", _SET_UP
    TOKEN_ANSWER_INVALID = "token-answer-invalid", _NOT_TRUSTED
    # The ID token
    TOKEN_UNREADABLE = "token-unreadable", _NOT_TRUSTED
    TOKEN_TYPE = "token-type", _NOT_TRUSTED
    ALGORITHM_REFUSED = "algorithm-refused", _NOT_TRUSTED
    BAD_SIGNATURE = "bad-signature", _NOT_TRUSTED
    WRONG_ISSUER = "wrong-issuer", _NOT_TRUSTED
    WRONG_AUDIENCE = "wrong-audience", _NOT_TRUSTED
    WRONG_PARTY = "wrong-party", _NOT_TRUSTED
    EXPIRED = "expired", _CLOCKS
    NOT_YET_VALID = "not-yet-valid", _CLOCKS
    ISSUED_IN_FUTURE = "issued-in-future", _CLOCKS
    ISSUED_LONG_AGO = "issued-long-ago", _CLOCKS
    NONCE_MISSING = "nonce-missing", _NOT_TRUSTED
    NONCE_MISMATCH = "nonce-mismatch", _NOT_TRUSTED
    ACCESS_TOKEN_HASH = "access-token-hash", _NOT_TRUSTED
    CLAIM_MISSING = "claim-missing", _NOT_TRUSTED
    CLAIM_INVALID = "claim-invalid", _NOT_TRUSTED
    NOT_FRESH = "not-fresh", _NOT_FRESH
    # Who it is
    SUBJECT_INVALID = "subject-invalid", _NOT_TRUSTED
    GROUPS_INVALID = "groups-invalid", _NOT_TRUSTED
    USERINFO_SUBJECT = "userinfo-subject", _NOT_TRUSTED


_PROVIDER_DOWN = {Refusal.UNREACHABLE, Refusal.TOO_LARGE, Refusal.BAD_STATUS, Refusal.NOT_JSON}


class SignInRefused(Exception):
    """Nobody is signed in. `sentence` may be shown to anyone; `detail` is for logs only.

    `detail` never holds a token, a code or a name."""

    def __init__(self, reason: Refusal, detail: str = "") -> None:
        self.reason = reason
        self.detail = detail
        super().__init__(f"{reason.value}: {detail}" if detail else reason.value)

    @property
    def sentence(self) -> str:
        return self.reason.sentence

    @property
    def status(self) -> int:
        """503 while the provider is not answering, else 400."""
        return 503 if self.reason in _PROVIDER_DOWN else 400
