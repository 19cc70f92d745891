"""What every template must keep to, and that no public text lacks Welsh.

    commonground check templates
    python -m commonground.infra.checks.templates --update    bring new texts into the Welsh catalogue

Checked, besides the texts: nothing that people typed can reach a macro parameter ending in `html` or the `safe`
filter; htmx attributes come from `hx()`, which adds the nonce; every posting form has its token and keeps browsers
from storing what was typed; a button of a form that htmx posts has htmx attributes of its own if it goes elsewhere;
nothing inline that the content security policy would refuse."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from gettext import c2py
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from jinja2 import TemplateSyntaxError, nodes

from commonground.ui.shell.engine import FEATURES, environment
from commonground.ui.shell.i18n import LOCALES

WELSH = LOCALES / "cy" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {"_": None, "gettext": None, "lazy": None, "ngettext": (1, 2)}
HEADER = "# Welsh texts. Each one is a draft until a Welsh translator has read it and taken its comment away."
REVIEW = "For a Welsh translator to review"
STAFF_ONLY = ("shell/templates/layouts/staff.html", "shell/templates/shell/_unread.html", "shell/marks.py")
PUBLIC_LAYOUTS = ('extends "layouts/public.html"', 'extends "layouts/before_sign_in.html"')

# Atomic: without that, a tag with several expressions and no end in sight is tried in every way there is.
OPENING = r"(?>[^>{]+|\{\{.*?\}\}|\{%.*?%\}|\{)*"
POST_FORM = re.compile(rf"<form\b(?P<tag>{OPENING})>(?P<inside>.*?)</form>", re.DOTALL | re.IGNORECASE)
FORM = re.compile(r"<form\b", re.IGNORECASE)
FORM_TAG = re.compile(rf"<form\b{OPENING}>", re.IGNORECASE)
HTMX_POST = re.compile(r"\bhx\(\s*post=", re.IGNORECASE)
NOSCRIPT = re.compile(r"<noscript>.*?</noscript>", re.DOTALL | re.IGNORECASE)
BUTTON = re.compile(rf"<(?:button|input)\b{OPENING}>", re.IGNORECASE)
ELSEWHERE = re.compile(r"\bformaction=", re.IGNORECASE)
INLINE = re.compile(r"""<[a-z][^<>]*\s(style|on[a-z]+)=["']""", re.IGNORECASE)
BY_HAND = re.compile(r"\s(data-)?hx-[a-z]")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
UNESCAPED = frozenset({"safe"})


def check() -> list[str]:
    """Every fault found, each with where it is; empty when all is well."""
    faults = [fault for path in templates() for fault in faults_of(path)]
    try:
        return faults + [f"No Welsh for {text!r}" for text in missing_welsh()] + list(wrong_welsh(catalogue()))
    except TemplateSyntaxError:
        return faults  # which name it already


def templates(root: Path = FEATURES) -> list[Path]:
    return sorted(root.glob("*/templates/**/*.html"))


def faults_of(path: Path) -> Iterator[str]:
    """What one template does that it may not."""
    source = path.read_text(encoding="utf-8")
    try:
        for rule in RULES:
            for line, what in rule(source):
                yield f"{_shown(path)}:{line}: {what}"
    except TemplateSyntaxError as error:
        yield f"{_shown(path)}:{error.lineno}: {error.message}"


def _shown(path: Path) -> str:
    return path.relative_to(FEATURES).as_posix() if path.is_relative_to(FEATURES) else path.name


Found = Iterator[tuple[int, str]]


def _line_of(source: str, position: int) -> int:
    return source.count("\n", 0, position) + 1


def forms_have_token(source: str) -> Found:
    for form in POST_FORM.finditer(source):
        if not re.search(r"""method=["']?post""", form["tag"], re.IGNORECASE):
            continue
        line = _line_of(source, form.start())
        if "csrf_input()" not in form["inside"]:
            yield line, "a form that posts needs {{ csrf_input() }}"
        if 'autocomplete="off"' not in form["tag"]:
            yield line, 'a form that posts needs autocomplete="off": Back would show what somebody else typed'


def buttons_go_their_own_way(source: str) -> Found:
    """A form's own htmx post wins over a button's bare `formaction`: the button would do what the form does. A part
    without a form may be included in such a one."""
    if FORM.search(source) and not any(HTMX_POST.search(tag[0]) for tag in FORM_TAG.finditer(source)):
        return
    scripted = NOSCRIPT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), source)
    for found in BUTTON.finditer(scripted):
        if ELSEWHERE.search(found[0]) and "hx(" not in found[0]:
            yield _line_of(source, found.start()), "formaction without hx(): the form's htmx post wins over it"


def nothing_inline(source: str) -> Found:
    for found in INLINE.finditer(source):
        yield _line_of(source, found.start()), f"{found[1]}= is refused by the content security policy"


def htmx_by_macro(source: str) -> Found:
    for found in BY_HAND.finditer(source):
        yield _line_of(source, found.start()), "write htmx attributes with hx(), which adds the nonce"


def nothing_unescaped(source: str) -> Found:
    """Values that may hold typed text must not skip escaping. What a `set` block holds was escaped already."""
    tree = environment().parse(source)
    escaped = {block.target.name for block in tree.find_all(nodes.AssignBlock) if isinstance(block.target, nodes.Name)}
    for filtered in tree.find_all(nodes.Filter):
        if filtered.name in UNESCAPED:
            yield filtered.lineno, f"the {filtered.name} filter turns escaping off"
    pairs: list[nodes.Pair | nodes.Keyword] = [*tree.find_all(nodes.Pair), *tree.find_all(nodes.Keyword)]
    for pair in pairs:
        name, value = _named(pair)
        is_block = isinstance(value, nodes.Name) and value.name in escaped
        if name.lower().endswith("html") and not isinstance(value, nodes.Const) and not is_block:
            yield pair.lineno, f"{name} is not escaped: give text, or a set block"


def _named(pair: nodes.Pair | nodes.Keyword) -> tuple[str, nodes.Expr]:
    if isinstance(pair, nodes.Keyword):
        return pair.key, pair.value
    return (str(pair.key.value) if isinstance(pair.key, nodes.Const) else ""), pair.value


RULES: tuple[Callable[[str], Found], ...] = (
    forms_have_token,
    buttons_go_their_own_way,
    nothing_inline,
    htmx_by_macro,
    nothing_unescaped,
)


@dataclass(frozen=True, slots=True)
class Source:
    """A file that holds texts, and how to read them out of it."""

    path: Path
    method: str

    def messages(self) -> Iterator[tuple[str | tuple[str, ...], list[str]]]:
        with self.path.open("rb") as file:
            # Not silent: a template that does not parse would lose its translations at the next update.
            options = {"extensions": "jinja2.ext.i18n", "silent": "false", "trimmed": "true"}
            found = extract(self.method, file, KEYWORDS, ("Translators:",), options)
            for _line, message, comments, _kind in found:
                yield message, comments


def sources() -> Iterator[Source]:
    for path in sorted(FEATURES.glob("**/*")):
        if path.suffix == ".py":
            yield Source(path, "python")
        elif path.suffix == ".html" and "templates" in path.parts:
            yield Source(path, "jinja2.ext:babel_extract")


def extracted() -> Catalog:
    """Every text in the source, with the files it stands in."""
    catalog = Catalog(project="Commonground", charset="utf-8")
    for source in sources():
        place = source.path.relative_to(FEATURES).as_posix()
        for message, comments in source.messages():
            catalog.add(message, locations=[(place, 0)], auto_comments=comments)
    return catalog


def public_places() -> set[str]:
    """Features that have a page for the public, or one before sign-in. Their every text needs Welsh."""
    return {path.relative_to(FEATURES).parts[0] for path in templates() if _is_for_everybody(path)} | {"shell"}


def _is_for_everybody(path: Path) -> bool:
    text = path.read_text(encoding="utf-8")
    return "shell" not in path.relative_to(FEATURES).parts[:1] and any(layout in text for layout in PUBLIC_LAYOUTS)


def missing_welsh() -> list[str]:
    """Public texts that have no Welsh yet."""
    welsh, public = catalogue(), public_places()
    return [
        str(message.id)
        for message in extracted()
        if message.id and _is_public(message, public) and not is_translated(welsh.get(key_of(message)))
    ]


def key_of(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple | list) else str(message.id)


def _is_public(message: Message, public: set[str]) -> bool:
    places = {place for place, _ in message.locations}
    return any(place.split("/")[0] in public and place not in STAFF_ONLY for place in places)


def is_translated(message: Message | None) -> bool:
    if message is None or message.fuzzy:
        return False
    texts: Iterable[str] = message.string if isinstance(message.string, tuple | list) else [str(message.string)]
    return all(texts)


def wrong_welsh(welsh: Catalog) -> Iterator[str]:
    """Texts whose Welsh lacks a form that the catalogue's header asks for, or a placeholder, or has one too many.

    Where there is one of something, its number may be a word. Nowhere else: the form before it is not the others'."""
    alone = c2py(welsh.plural_expr)(1)
    for message in welsh:
        if not message.id or not any(_forms(message)):
            continue
        forms, many = _forms(message), message.id[-1] if message.pluralizable else str(message.id)
        if message.pluralizable and not (len(forms) == welsh.num_plurals and all(forms)):
            yield f"Not every Welsh plural form of {key_of(message)!r}"
        for number, form in enumerate(forms):
            found, wanted = _placeholders(form), _placeholders(many)
            one = message.pluralizable and number == alone
            if form and found != wanted and not (one and found == _placeholders(message.id[0])):
                yield f"Other placeholders in form {number} of {key_of(message)!r}"


def _forms(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, tuple | list) else (str(message.string),)


def _placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def catalogue() -> Catalog:
    if not WELSH.is_file():
        return Catalog(locale="cy", charset="utf-8")
    with WELSH.open("rb") as file:
        return read_po(file, locale="cy")


def update() -> int:
    """Bring new texts into the Welsh catalogue, drop those no longer used; how many still lack Welsh."""
    welsh = catalogue()
    welsh.update(extracted(), no_fuzzy_matching=True)
    welsh.obsolete.clear()
    welsh.header_comment, welsh.fuzzy = HEADER, False
    for message in welsh:
        if message.id and REVIEW not in message.user_comments and not message.user_comments:
            message.user_comments.append(REVIEW)
    buffer = io.BytesIO()
    write_po(buffer, welsh, width=110, sort_output=True, include_lineno=False, omit_header=False)
    WELSH.parent.mkdir(parents=True, exist_ok=True)
    WELSH.write_bytes(without_idle_headers(buffer.getvalue()))
    return len(missing_welsh())


def without_idle_headers(text: bytes) -> bytes:
    """The header's dates would make every update conflict with every other, and its names are placeholders."""
    idle = b"POT-Creation-Date|PO-Revision-Date|Generated-By|Project-Id|Report-Msgid|Last-Translator|Language-Team"
    return re.sub(rb'^"(' + idle + rb')[^"]*"\n', b"", text, flags=re.MULTILINE)


if __name__ == "__main__":
    if sys.argv[1:] == ["--update"]:
        print(f"{update()} public texts have no Welsh yet. They stand in {WELSH.name} with an empty msgstr.")
    else:
        problems = check()
        print("\n".join(problems) or "Templates keep to the rules, and every public text has Welsh.")
        raise SystemExit(bool(problems))
