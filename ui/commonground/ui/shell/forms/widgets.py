"""Fields drawn by the GOV.UK macros.

Whatever people typed goes into parameters that the macros escape; none of it ever into one ending in `html`."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from commonground.ui.shell.engine import environment
from commonground.ui.shell.i18n import Text, gettext

if TYPE_CHECKING:
    from commonground.ui.shell.forms import fields
    from commonground.ui.shell.forms.base import Field

Params = dict[str, Any]
PLURALS = ("zero", "one", "two", "few", "many", "other")


@cache
def _macro(component: str) -> Any:
    name = "govuk" + "".join(word.capitalize() for word in component.split("-"))
    template = environment().get_template(f"govuk_frontend_jinja/components/{component}/macro.html")
    return getattr(template.module, name)


def component(name: str, params: Params) -> Markup:
    """A GOV.UK component by its folder's name: `component("button", {"text": "Save"})`."""
    return Markup(_macro(name)(params))  # noqa: S704  # made by an autoescaping template


def _asked(field: Field, override: Params) -> Params:
    """Id, name, hint and error, common to every component."""
    params: Params = {"id": field.id, "idPrefix": field.id, "name": field.name}
    hint: Text = override.get("hint", field.hint)
    if hint:
        params["hint"] = {"text": str(hint)}
    if field.errors:
        params["errorMessage"] = {"text": str(field.errors[0]), "visuallyHiddenText": gettext("Error")}
    return params


def _label(field: Field, override: Params, kind: str = "label") -> Params:
    size = override.get("size", field.size)
    return {
        "text": str(override.get("label", field.text)),
        "isPageHeading": override.get("heading", field.heading),
        "classes": f"govuk-{kind}--{size}" if size else "",
    }


def _group(field: Field, override: Params) -> Params:
    return {"legend": _label(field, override, "fieldset__legend")}


def text_input(field: fields.TextField, **override: Any) -> Markup:
    width = override.get("width", field.width)
    classes = " ".join(filter(None, (f"govuk-input--width-{width}" if width else "", field.classes)))
    return component(
        "input",
        _asked(field, override)
        | {
            "label": _label(field, override),
            "type": field.kind,
            "value": field.data or "",
            "classes": classes,
            "autocomplete": field.autocomplete or None,
            "spellcheck": False if field.kind != "text" else None,
            "inputmode": {"email": "email", "tel": "tel"}.get(field.kind),
        },
    )


def password_input(field: fields.Password, **override: Any) -> Markup:
    """Without its value, whatever it was. The button that shows it comes with the script and not without it."""
    words = {
        "showPasswordText": gettext("Show"),
        "hidePasswordText": gettext("Hide"),
        "showPasswordAriaLabelText": gettext("Show password"),
        "hidePasswordAriaLabelText": gettext("Hide password"),
        "passwordShownAnnouncementText": gettext("Your password is visible"),
        "passwordHiddenAnnouncementText": gettext("Your password is hidden"),
    }
    params = _asked(field, override) | words
    return component("password-input", params | {"label": _label(field, override), "autocomplete": field.autocomplete})


def text_area(field: fields.TextArea, **override: Any) -> Markup:
    # The macros indent what they nest, and that would add spaces to every typed line.
    value = escape(field.data or "").replace("\n", Markup("&#10;"))
    params = _asked(field, override) | {
        "label": _label(field, override),
        "value": value,
        "rows": str(override.get("rows", field.rows)),
        "classes": field.classes,
    }
    if not field.count:
        return component("textarea", params)
    return component("character-count", params | _counting(field))


def _counting(field: fields.TextArea) -> Params:
    """The counter's words, which a script fills in, so they are spelled out here in the page's language."""
    count = {"count": "%{count}"}
    under = gettext("You have %(count)s characters left") % count
    over = gettext("You have %(count)s characters too many") % count
    return {
        "maxlength": str(field.most),
        "threshold": "75",
        "textareaDescriptionText": gettext("You can type up to %(count)s characters") % count,
        "charactersUnderLimitText": dict.fromkeys(PLURALS, under),
        "charactersAtLimitText": gettext("You have 0 characters left"),
        "charactersOverLimitText": dict.fromkeys(PLURALS, over),
    }


def radios(field: fields.Radios, **override: Any) -> Markup:
    classes = " ".join(
        name
        for name, wanted in (("govuk-radios--small", field.small), ("govuk-radios--inline", field.inline))
        if wanted
    )
    return component(
        "radios",
        _asked(field, override) | {"fieldset": _group(field, override), "classes": classes, "items": _items(field)},
    )


def checkboxes(field: fields.Checkboxes, **override: Any) -> Markup:
    return component(
        "checkboxes",
        _asked(field, override)
        | {
            "fieldset": _group(field, override),
            "classes": "govuk-checkboxes--small" if field.small else "",
            "items": _items(field),
        },
    )


def _items(field: fields.Choosing) -> list[Params]:
    chosen = set(field.chosen())
    items: list[Params] = []
    for choice in field.choices:
        if choice.before:
            items.append({"divider": str(choice.before)})
        item: Params = {"value": choice.value, "text": str(choice.label), "checked": choice.value in chosen}
        if choice.hint:
            item["hint"] = {"text": str(choice.hint)}
        if choice.reveals:
            item["conditional"] = {"html": field.revealed_markup(choice)}
        items.append(item)
    return items


def select(field: fields.Select, **override: Any) -> Markup:
    items: list[Params] = [{"value": "", "text": str(field.empty)}] if field.empty is not None else []
    items += [
        {"value": choice.value, "text": str(choice.label), "selected": choice.value == field.data}
        for choice in field.choices
    ]
    return component("select", _asked(field, override) | {"label": _label(field, override), "items": items})


def file_upload(field: fields.Upload, **override: Any) -> Markup:
    more: Params = {"label": _label(field, override), "multiple": field.multiple}
    more["attributes"] = {"accept": field.accept} if field.accept else {}
    return component("file-upload", _asked(field, override) | more)


def date_parts(field: fields.DateParts, **override: Any) -> Markup:
    words = {"day": gettext("Day"), "month": gettext("Month"), "year": gettext("Year")}
    wrong = " govuk-input--error" if field.errors else ""
    items = [
        {
            "name": part,
            "label": words[part],
            "value": typed,
            "classes": f"govuk-input--width-{4 if part == 'year' else 2}{wrong}",
            "inputmode": "text" if part == "month" else "numeric",
        }
        for part, typed in field.parts.items()
    ]
    params = {"namePrefix": field.name, "fieldset": _group(field, override), "items": items}
    # A fieldset is a group already, and HTML checkers say so; typed quotes are escaped and can't look like this.
    return component("date-input", _asked(field, override) | params).replace(' role="group"', "")


def hidden(field: fields.Hidden, **override: Any) -> Markup:  # noqa: ARG001  # every widget takes overrides
    return Markup('<input type="hidden" name="{}" value="{}">').format(field.name, field.data or "")
