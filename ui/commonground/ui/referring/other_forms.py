"""What is asked after something was referred, and of the council about its lawful basis; an example of a referral."""

from __future__ import annotations

from commonground.tenants.intake.types import NEWS_LIMIT
from commonground.tenants.referring.receipts import Policy
from commonground.tenants.referring.types import LINE_LIMIT, LawfulBasis
from commonground.ui.referring.forms import basis_choices
from commonground.ui.shell.forms import Checkboxes, Choice, Form, Radios, TextArea, TextField
from commonground.ui.shell.i18n import lazy


class AddForm(Form):
    """Something more about what one referred, or the answer to a question."""

    news = TextArea(
        lazy("What do you want to add?"), hint=lazy("Without names"), required=lazy("Write what you want to add"),
        most=NEWS_LIMIT, rows=4, size="s",
    )  # fmt: skip
    asks = Checkboxes(
        lazy("Is it a question?"), (Choice("yes", lazy("I ask something, and hope for an answer here")),),
        size="s", small=True,
    )  # fmt: skip


class WithdrawForm(Form):
    why = TextArea(
        lazy("Why do you want to withdraw it?"), hint=lazy("For example: it was a mistake. Without names"),
        required=lazy("Say why, because somebody decides what becomes of it"), most=NEWS_LIMIT, rows=4, size="s",
    )  # fmt: skip


class PolicyForm(Form):
    basis = Radios(
        lazy("On which lawful basis are referrals shared here?"), basis_choices(council=True),
        required=lazy("Choose a lawful basis"), size="s", small=True,
    )  # fmt: skip
    words = TextField(
        lazy("Where is that written down?"), hint=lazy("For example: Information sharing policy, section 4"),
        most=LINE_LIMIT, size="s",
    )  # fmt: skip

    def policy(self) -> Policy:
        return Policy(LawfulBasis(self.basis.data or ""), self.words.data or "")


def example() -> dict[str, str | list[str]]:
    """A form that would be accepted; whose it is, only the page that was opened says."""
    return {
        "kind": "place",
        "where": "The bandstand in the park",
        "what": "Older teenagers hand out phones there after school.",
        "harms": ["cce"],
        "children": "3_5",
        "danger": "no",
        "openness": "nobody_in_particular",
        "basis": "public_task",
    }
