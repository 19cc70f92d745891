"""Of a council's public words only those that it wrote itself are kept: ours are made when a page is."""

from __future__ import annotations

import hashlib
import json

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

# The first bytes of what every council got until now; what differs from it by a letter is a council's own.
_OURS = frozenset(
    {
        "072209a009371cf0", "1d12811ca9941826", "3944274ec5fec258", "52d574863e1db588", "5446407109e6bac9",
        "608ac7e06f10db41", "67119f68c4393143", "a06623a232f54d91", "b669777747aafae1", "bb667d3724aaa48d",
        "e9ff887bad934e05", "f49face4479bd129",
    }
)  # fmt: skip  # codes


def upgrade() -> None:
    connection = op.get_bind()
    for council, texts in connection.execute(sa.text("select id, texts from commons.councils")).all():
        own = {
            lang: {which: said for which, said in words.items() if not _is_ours(said)} for lang, words in texts.items()
        }
        if own != texts:
            kept = {"texts": json.dumps(own), "id": council}
            connection.execute(
                sa.text("update commons.councils set texts = cast(:texts as jsonb) where id = :id"), kept
            )


def downgrade() -> None:
    """Words of ours are made for the page in earlier versions too, where none are kept."""


def _is_ours(said: str) -> bool:
    return hashlib.sha256(said.encode()).hexdigest()[:16] in _OURS
