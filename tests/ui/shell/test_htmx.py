"""What htmx 4 says and what its elements carry."""

from __future__ import annotations

from typing import Any

import pytest
from litestar import get
from litestar.testing import create_test_client

from commonground.ui.shell.htmx import CONFIG, Htmx4Request, hx
from commonground.ui.shell.rendering import rendering
from commonground.ui.shell.view import Shell


@get("/")
async def said(request: Htmx4Request) -> dict[str, Any]:
    details = request.htmx
    return {"htmx": bool(details), "partial": details.partial, "source": details.source, "target": details.target}


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, {"htmx": False, "partial": False, "source": None, "target": None}),
        (
            {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Source": "button#go", "HX-Target": "div#results"},
            {"htmx": True, "partial": True, "source": "go", "target": "results"},
        ),
        (
            {"HX-Request": "true", "HX-Request-Type": "full", "HX-Source": "a", "HX-Target": "body"},
            {"htmx": True, "partial": False, "source": None, "target": None},
        ),
        ({"HX-Request-Type": "partial"}, {"htmx": False, "partial": False, "source": None, "target": None}),
    ],
)
def test_the_headers_of_version_4_are_understood(headers: dict[str, str], expected: dict[str, Any]) -> None:
    with create_test_client([said], request_class=Htmx4Request) as client:
        assert client.get("/", headers=headers).json() == expected


def test_elements_carry_the_nonce() -> None:
    with rendering(Shell(csp_nonce="abc")):
        assert hx(get="/x", push_url="true") == 'data-hx-get="/x" data-hx-push-url="true" data-hx-nonce="abc"'


def test_a_posting_form_takes_its_errors_in() -> None:
    with rendering(Shell(csp_nonce="abc")):
        assert 'data-hx-status.422="swap:outerHTML"' in hx(post="/x", swap="outerHTML")


def test_values_are_escaped() -> None:
    assert 'hx-get="/x?a=&#34;&gt;"' in hx(get='/x?a=">')


@pytest.mark.parametrize("attribute", ["on", "on_click", "vals_js"])
def test_script_in_markup_is_refused(attribute: str) -> None:
    with pytest.raises(ValueError, match="script in markup"):
        hx(**{attribute: "alert(1)"})


@pytest.mark.parametrize("value", ["js:alert(1)", "javascript:alert(1)"])
def test_computed_values_are_refused(value: str) -> None:
    with pytest.raises(ValueError, match="script in markup"):
        hx(vals=value)


def test_nothing_of_a_page_is_kept_in_the_browser() -> None:
    assert '"history":"reload"' in CONFIG
    assert "safeEval" not in CONFIG
