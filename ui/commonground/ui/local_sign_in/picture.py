"""The picture that an authenticator reads, drawn so that the content security policy has nothing to refuse."""

from __future__ import annotations

import segno
from markupsafe import Markup

_SCALE = 5


def picture_of(address: str) -> Markup:
    """An inline SVG without styles and scripts. `address` is ours: a secret and what the account is called."""
    drawn = segno.make_qr(address, error="m").svg_inline(
        scale=_SCALE, border=4, dark="#000", light="#fff", svgclass=None, lineclass=None
    )
    return Markup(drawn).replace("<svg ", Markup('<svg aria-hidden="true" focusable="false" '))  # noqa: S704  # squares and numbers
