"""The list of evidence, in the order in which it is got. A feature with a thing of its own adds its `Item` here."""

from __future__ import annotations

from typing import Final

from commonground.platform.councils.gate import Ask, Item, has_ig_lead, is_read
from commonground.tenants.going_live.found import disposal_waits, disposal_was_tried, subject_access_was_tried
from commonground.tenants.going_live.versions import of_assessment, of_public_words

GO_LIVE: Final = "/council/go-live"

AGREEMENT: Final = Item(
    "agreement",
    "Agreement signed",
    "The council is controller of what people tell it, and the platform its processor: an agreement says so.",
    asks={
        Ask.WHO: "Who signed it for the council",
        Ask.ON_DAY: "The day on which it was signed",
        Ask.VERSION: "The version that was signed",
    },
)
IG_CONTACT: Final = Item(
    "ig_contact",
    "Information-governance contact",
    "Whom people ask about what is kept of them, and whom we tell if something goes wrong.",
    asks={Ask.WHO: "Their name and post", Ask.NOTE: "How they are reached"},
)
IG_LEAD: Final = Item(
    "ig_lead",
    "Somebody is information-governance lead",
    "Who has this role reads your record of access, hears of break-glass, and answers people who ask what is held about"
    " them. Found in your staff list.",
    found=has_ig_lead,
)
CALDICOTT: Final = Item(
    "caldicott_guardian",
    "Caldicott guardian",
    "Answers for what is shared with others and why.",
    asks={Ask.WHO: "Their name and post", Ask.NOTE: "How they are reached"},
)
SUBJECT_ACCESS: Final = Item(
    "subject_access",
    "Subject access and a hold tried",
    "Somebody asked for what is kept of an invented person, and a hold kept a record from being disposed of.",
    found=subject_access_was_tried,
    tried=True,
)
DISPOSAL: Final = Item(
    "disposal",
    "Disposal tried",
    "A record whose time is over was reviewed, disposed of by a second person, and stands on a certificate.",
    found=disposal_was_tried,
    waits=disposal_waits,
    tried=True,
)
READ: Final = Item(
    "read",
    "Somebody reads what comes in",
    "A screener or a manager in the front door team who can sign in. Found in your staff list.",
    found=is_read,
)
ASSESSMENT: Final = Item(
    "dpia",
    "Data protection impact assessment",
    "A pack written from your settings as they stand. When these change, retention and partners among them, it is read"
    " anew.",
    asks={Ask.WHO: "Who read it and keeps it"},
    href=f"{GO_LIVE}/assessment",
    version=of_assessment,
)
PUBLIC_PAGE: Final = Item(
    "public_page",
    "Public page reviewed",
    "Somebody has read what the public reads, in each language. When the words change, it is read anew.",
    asks={Ask.WHO: "Who read it"},
    href=f"{GO_LIVE}/public-page",
    version=of_public_words,
)

ITEMS: Final = (
    AGREEMENT,
    IG_CONTACT,
    IG_LEAD,
    CALDICOTT,
    SUBJECT_ACCESS,
    DISPOSAL,
    READ,
    ASSESSMENT,
    PUBLIC_PAGE,
)
BY_KEY: Final = {item.key: item for item in ITEMS}
