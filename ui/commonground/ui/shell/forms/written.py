"""What somebody wrote in a form, told apart from what goes along with it, where only names and values are known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, Final

from commonground.ui.shell.forms.base import Form
from commonground.ui.shell.forms.fields import Choosing, Hidden, Password

NEVER: Final = frozenset({"code"})
"""Return codes: whoever looks over the shoulder could read them. Passwords and the like do not come as far as here."""
_PART: Final = re.compile(r"(.+)-(?:day|month|year)")
# Ids, marks, moments and the codes of choices: nobody writes these.
_OF_A_MACHINE: Final = re.compile(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,}|[\w-]{40,}|[a-z0-9]+(_[a-z0-9]+)+"
    r"|\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)?"
)


def written(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """The values that somebody wrote, in the form's order; a date's parts stand together."""
    asides, found = _asides(Form.kinds_made), dict[str, list[str]]()
    for number, (name, value) in enumerate(pairs):
        if value.strip() and name not in NEVER and name not in asides and not _OF_A_MACHINE.fullmatch(value.strip()):
            part = _PART.fullmatch(name)
            found.setdefault(part[1] if part else f"{name}.{number}", []).append(value)
    return [" ".join(values) for values in found.values()]


@lru_cache(maxsize=1)
def _asides(_made: int) -> frozenset[str]:
    """Names under which no form of ours asks for words: choices, what goes along unseen, secrets. Looked for again when
    there are more kinds of forms: going through all of them takes longer than the rest of an error page."""
    words, others = set[str](), set[str]()
    for form in _forms(Form):
        for name, field in vars(form).items():
            kind: Any = getattr(field, "field_class", None)
            if isinstance(kind, type):
                (others if issubclass(kind, Choosing | Hidden | Password) else words).add(name)
    return frozenset(others - words)


def _forms(of: type[Form]) -> Iterator[type[Form]]:
    for form in of.__subclasses__():
        yield form
        yield from _forms(form)
