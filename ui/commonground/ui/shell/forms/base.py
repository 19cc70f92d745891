"""The base of every form, and the base of its fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, NamedTuple, Self

import wtforms
from litestar import Request
from wtforms.validators import StopValidation, ValidationError

from commonground.platform.refusals import RefusedError
from commonground.ui.shell.i18n import Text


class Problem(NamedTuple):
    """One line of the error summary."""

    message: str
    href: str


class Sent:
    """The strings of a request's form. Files and nested values are not text and count as not sent."""

    def __init__(self, pairs: Iterable[tuple[str, object]]) -> None:
        self.values: dict[str, list[str]] = {}
        for name, value in pairs:
            if isinstance(value, str):
                self.values.setdefault(name, []).append(value)

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def __iter__(self) -> Any:
        return iter(self.values)

    def getlist(self, name: str) -> list[str]:
        return self.values.get(name, [])


class Field(wtforms.Field):
    """A question: label, hint, what to say when it is left empty (`required`), and how it looks.

    `size` is the label's or legend's (s, m, l, xl); `heading=True` makes it the page's h1."""

    # WTForms gives instances these; its stubs leave them loose.
    errors: Any

    def __init__(
        self,
        label: Text,
        *,
        hint: Text = "",
        required: Text = "",
        size: str = "",
        heading: bool = False,
        classes: str = "",
        validators: tuple[Any, ...] = (),
        default: Any = None,
        **wiring: Any,
    ) -> None:
        self.owner: Form | None = wiring.get("_form")
        super().__init__("", validators, default=default, **wiring)
        self.text = label
        self.hint = hint
        self.required = required
        self.size = size
        self.heading = heading
        self.classes = classes
        self.trouble: Text = ""

    @property
    def focus_id(self) -> str:
        """Where the error summary leads."""
        return str(self.id)

    def is_empty(self) -> bool:
        return self.data in (None, "", [])

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002  # WTForms' signature
        if self.trouble:
            raise StopValidation(self.trouble)  # type: ignore[arg-type]  # shown later, in the reader's language
        if self.is_empty():
            if self.required:
                raise StopValidation(self.required)  # type: ignore[arg-type]  # a wrong kind on purpose, or a protocol that fits
            raise StopValidation

    def set_aside(self) -> None:
        """The question is folded away: whatever it holds is not an answer."""
        self.trouble, self.required, self.validators = "", "", ()
        self.data = [] if isinstance(self.data, list) else None

    def refuse(self, message: Text) -> None:
        """Say what is wrong after all, for example when the service refused."""
        self.errors = [*self.errors, message]


class Form(wtforms.Form):
    """Questions on one page. All errors come at once, and what was typed is shown again."""

    kinds_made: ClassVar[int] = 0
    """How many kinds of forms there are so far."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        Form.kinds_made += 1

    def __init__(self, sent: Sent | None = None, start: Mapping[str, Any] | None = None, **options: Any) -> None:
        super().__init__(sent, data=dict(start or {}), **options)  # type: ignore[arg-type]  # getlist() is all it uses

    @classmethod
    async def read(cls, request: Request[Any, Any, Any], start: Mapping[str, Any] | None = None) -> Self:
        """The form as `request` sent it. Does not validate."""
        form = await request.form()
        return cls(Sent(form.multi_items()), start)

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Check every question; those that an answer keeps folded away are emptied and not asked."""
        for name in self.folded():
            field = self[name]
            if isinstance(field, Field):
                field.set_aside()
        return super().validate(extra_validators)

    def in_turn(self) -> list[wtforms.Field]:
        """The questions for a page that shows them all: without those that stand among another's answers."""
        within = {name for field in self for name in getattr(field, "reveals", list)()}
        return [field for field in self if field.name not in within]

    def folded(self) -> list[str]:
        """Names of questions whose revealing answer was not chosen."""
        return [name for field in self for name in getattr(field, "unrevealed", list)()]

    def refuse(self, error: RefusedError) -> None:
        """Show what the service refused: beside the questions it names, or above them all."""
        named = [problem for problem in error.problems if problem.field in self]
        for problem in named:
            self[problem.field].errors = [*self[problem.field].errors, problem.sentence]
        if len(named) < len(error.problems) or not named:
            others = [problem.sentence for problem in error.problems if problem.field not in self]
            self.form_errors = [*self.form_errors, *(others or [error.sentence])]

    @property
    def problems(self) -> list[Problem]:
        """Every error in the order of the page; those of no question come first and lead nowhere."""
        return [Problem(str(message), "") for message in self.form_errors] + [
            Problem(str(message), f"#{field.focus_id if isinstance(field, Field) else field.id}")
            for field in self
            for message in field.errors
        ]


__all__ = ["Field", "Form", "Problem", "Sent", "StopValidation", "ValidationError"]
