"""What a screener weighs (domain notes, section 2, a): how bad, whither, and who looks out for young people there."""

from __future__ import annotations

from typing import Final

from commonground.platform.reference.types import Entry, Table, Words

SEVERITIES: Final = Table(
    "severities",
    Entry(code="unease", words=Words("Unease: nobody is hurt yet", "Anesmwythyd: does neb wedi’i frifo eto")),
    Entry(code="some_harm", words=Words("Some harm", "Rhywfaint o niwed")),
    Entry(code="serious_harm", words=Words("Serious harm", "Niwed difrifol")),
    Entry(code="danger_to_life", words=Words("Danger to life", "Perygl i fywyd")),
    Entry(code="not_known", words=Words("Not known", "Ddim yn hysbys")),
)

TRAJECTORIES: Final = Table(
    "trajectories",
    Entry(code="worse", words=Words("Getting worse", "Yn gwaethygu")),
    Entry(code="same", words=Words("Much the same", "Fwy neu lai yr un fath")),
    Entry(code="better", words=Words("Getting better", "Yn gwella")),
    Entry(code="not_known", words=Words("Not known", "Ddim yn hysbys")),
)

LEVELS: Final = Table(
    "levels of need",
    Entry(code="universal", words=Words("Universal", "Cyffredinol")),
    Entry(code="targeted", words=Words("Targeted", "Wedi’i dargedu")),
    Entry(code="statutory", words=Words("Statutory type", "Math statudol")),
)
"""How much a context needs, as a council's guidance sets it out; from the least to the most."""

GUARDIANSHIPS: Final = Table(
    "guardianship",
    Entry(code="able", words=Words("Yes, and they can act", "Oes, ac maen nhw’n gallu gweithredu")),
    Entry(code="partly", words=Words("Some, not always able to act", "Rhai, ddim bob amser yn gallu gweithredu")),
    Entry(code="nobody", words=Words("Nobody", "Neb")),
    Entry(code="not_known", words=Words("Not known", "Ddim yn hysbys")),
)
