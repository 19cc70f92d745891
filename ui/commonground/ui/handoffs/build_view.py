"""What stands beside the form: the offer and the package as the receiver will see them."""

from __future__ import annotations

from commonground.platform.crossings.types import (
    KIND_LABELS,
    OF_ONE_CHILD,
    URGENCY_LABELS,
    VERB_LABELS,
    Kind,
    Urgency,
    Verb,
)
from commonground.platform.reference import AGE_BANDS, HARMS
from commonground.tenants.disclosures.fields import fields_of
from commonground.tenants.disclosures.models import Disclosure
from commonground.tenants.disclosures.types import STATE_LABELS, DisclosureState
from commonground.ui.handoffs.showing import area_of
from commonground.ui.handoffs.views import BuildView
from commonground.ui.packages.views import Beside
from commonground.ui.shell.i18n import gettext


def heading_of(row: Disclosure, receiver: str) -> str:
    """“Work jointly: a peer group spans the border, to Hallowdene”: codes and a council, so a title may say it."""
    said = {"verb": VERB_LABELS[Verb(row.verb)], "kind": KIND_LABELS[Kind(row.kind)], "council": receiver}
    return gettext("%(verb)s: %(kind)s, to %(council)s") % said


def offer_seen(row: Disclosure) -> tuple[tuple[str, str], ...]:
    """All that they see before somebody accepts."""
    facts = (
        (gettext("What is asked"), VERB_LABELS[Verb(row.verb)]),
        (gettext("About"), KIND_LABELS[Kind(row.kind)]),
        (gettext("Urgency"), URGENCY_LABELS[Urgency(row.urgency)]),
        (gettext("Kinds of harm"), ", ".join(HARMS.label(code) for code in row.harms if code in HARMS)),
        (gettext("Ages"), ", ".join(AGE_BANDS.label(code) for code in row.ages if code in AGE_BANDS)),
        (gettext("Area"), area_of(row.area)),
    )
    return tuple((term, words) for term, words in facts if words)


def build_view(row: Disclosure, receiver: str, beside: Beside, *, agreed: bool) -> BuildView:
    kind = Kind(row.kind)
    left = [field.label for field in fields_of(kind) if field.code in row.parts and field.code not in row.chosen]
    return BuildView(
        reference=row.reference,
        href=f"/handoffs/{row.reference}",
        heading=heading_of(row, receiver),
        receiver=receiver,
        state="draft",
        state_label=STATE_LABELS[DisclosureState(row.state)],
        of_child=kind in OF_ONE_CHILD,
        agreed=agreed,
        area=area_of(row.area),
        beside=beside,
        offer=offer_seen(row),
        left_out=", ".join(left),
    )
