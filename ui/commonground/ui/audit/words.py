"""What somebody did, in the past tense, as the trail says it."""

from __future__ import annotations

from commonground.platform.access import Action
from commonground.ui.shell.i18n import lazy

DID = {
    Action.REPORT_WORRY: lazy("Sent or read a report"),
    Action.SIGN_IN: lazy("Signed in"),
    Action.SIGN_OUT: lazy("Ended a session"),
    Action.SEE_OWN_WORK: lazy("Opened My work"),
    Action.READ_TRACKER: lazy("Opened the tracker"),
    Action.EXPORT_TRACKER: lazy("Took the tracker out as a file"),
    Action.READ_REFERRAL: lazy("Opened a referral"),
    Action.READ_NAMES: lazy("Looked at masked words"),
    Action.SCREEN_REFERRAL: lazy("Screened a referral"),
    Action.ESCALATE_REFERRAL: lazy("Passed a referral up"),
    Action.REASSIGN_REFERRAL: lazy("Gave a referral to somebody else"),
    Action.REOPEN_REFERRAL: lazy("Opened a referral again"),
    Action.READ_CONTEXT: lazy("Opened a context"),
    Action.CHANGE_CONTEXT: lazy("Changed a context"),
    Action.RESTRICT_RECORD: lazy("Changed who may open a record"),
    Action.READ_AUDIT: lazy("Read the audit record"),
    Action.READ_COUNCIL: lazy("Looked at settings or teams"),
    Action.MANAGE_TEAMS: lazy("Moved somebody between teams"),
}
SEARCHED = "search"


def did_words(code: str) -> str:
    """The words for an entry's action; an action of a later version is shown by its code."""
    if code == SEARCHED:
        return str(lazy("Searched"))
    known = {action.value: words for action, words in DID.items()}
    return str(known.get(code, code.replace("_", " ")))
