"""The Jinja environment that all pages are rendered with."""

from __future__ import annotations

from collections.abc import MutableMapping
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader, Template
from markupsafe import Markup

from commonground.platform.reference import TEAM_KINDS
from commonground.ui.shell.assets import asset
from commonground.ui.shell.colour import stylesheet_address
from commonground.ui.shell.dates import FILTERS
from commonground.ui.shell.htmx import CONFIG, hx
from commonground.ui.shell.i18n import LANGUAGES, gettext, language, ngettext
from commonground.ui.shell.marks import MARKS
from commonground.ui.shell.masks import finalize, mask_meaning
from commonground.ui.shell.rendering import can, csp_nonce, csrf_input

FEATURES = Path(__file__).parents[1]
"""Each feature keeps `templates/<feature>/…` beside its pages."""


def said(source: str, **values: object) -> Markup:
    """`_("…")` in templates: says what Jinja's own would, which looks the same text up, marks and formats it anew
    for each row of a list."""
    return _marked(gettext(source)) % values if values else _said_alone(source, language())


@lru_cache(maxsize=8192)
def _said_alone(source: str, _language: str) -> Markup:
    return _marked(gettext(source)) % {}


def _marked(text: str) -> Markup:
    return Markup(text)  # noqa: S704  # a text of ours or of our translators; values are escaped when they are put in


class _Environment(Environment):
    """Each page imports its macros several times over, and Jinja goes through all globals each time, name by name,
    in case those of one template were changed. Ours are there before the first is loaded, and are the same for all."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **d} if d else self.globals


def template_folders() -> list[Path]:
    return sorted(FEATURES.glob("*/templates"))


def build_environment() -> Environment:
    """An environment over every feature's templates, with our globals and filters.

    Undefined names render empty: the GOV.UK macros rely on it, `StrictUndefined` breaks them."""
    loaders: list[BaseLoader] = [FileSystemLoader(folder) for folder in template_folders()]
    loaders.append(PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}))
    environment = _Environment(
        loader=ChoiceLoader(loaders),
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        finalize=finalize,
    )
    environment.policies["ext.i18n.trimmed"] = True  # as they are extracted
    environment.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]  # by i18n
    environment.globals.update(gettext=said, _=said)
    environment.filters.update(FILTERS)
    environment.globals.update(
        MARKS,
        asset=asset,
        colour_stylesheet=stylesheet_address,
        csp_nonce=csp_nonce,
        csrf_input=csrf_input,
        front_door=partial(TEAM_KINDS.within, "front_door"),
        can=can,
        hx=hx,
        htmx_config=CONFIG,
        language=language,
        mask_meaning=mask_meaning,
        languages=LANGUAGES,
    )
    return environment


@cache
def environment() -> Environment:
    """This process's environment."""
    return build_environment()


def render_block(template: Template, block: str, values: dict[str, object]) -> str:
    """One block of `template`, with what its top level imports and sets.

    A block's function alone does not know the template's own imports: they happen at the start of the whole
    page's function. That is run up to its first piece of output, and no further."""
    scope = template.new_context(values)
    whole = template.root_render_func(scope)
    next(iter(whole), None)
    text = "".join(scope.blocks[block][0](scope))
    whole.close()  # type: ignore[attr-defined]  # it is a generator; the stub says iterator
    return text
