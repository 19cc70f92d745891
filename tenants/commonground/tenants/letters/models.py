"""Letters about referrals, each as it went; and the council's own words for those that are printed."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from commonground.platform.database.base import TenantModel, same_council
from commonground.platform.database.visibility import NONE, READ_ADD, Isolated, Own, Verb, Visibility
from commonground.platform.versions import VersionModel, numbered


class ReferralLetter(TenantModel):
    """One letter. Its id is that of its line in the referral's history.

    `contact_id`: to whom it goes by e-mail; the address is the contact's when it is sent. `mail_id` is the mail that
    carries it, once a worker has queued one. Whoever has neither was written to on paper. `words`: as it was shown
    before it went."""

    __tablename__ = "referral_letters"
    __table_args__ = (
        same_council("referral_id", "tenants.referrals"),
        same_council("contact_id", "council.ring_contacts"),
        same_council("written_by", "council.staff"),
        CheckConstraint("kind in ('refer_on', 'referrer', 'business', 'school')", name="kind"),
        CheckConstraint("(kind = 'refer_on') = (contact_id is not null)", name="mailed_to_somebody"),
        CheckConstraint("lang in ('en', 'cy')", name="lang"),
        Index("ix_referral_letters_referral", "tenant_id", "referral_id"),
        Index("ix_referral_letters_mail", "tenant_id", "mail_id", postgresql_where=text("mail_id is not null")),
        {"schema": "tenants"},
    )
    visibility: ClassVar[Visibility] = Isolated(
        staff=READ_ADD,
        jobs=(Verb.SELECT, Verb.UPDATE),
        definer=(Verb.SELECT, Verb.DELETE),
        changes={"jobs": ("mail_id",)},
        own=Own("written_by"),
    )

    referral_id: Mapped[UUID]
    kind: Mapped[str]
    contact_id: Mapped[UUID | None]
    mail_id: Mapped[UUID | None]
    lang: Mapped[str]
    words: Mapped[str]
    written_by: Mapped[UUID]
    written_at: Mapped[datetime]


class LetterWords(VersionModel):
    """The council's own words for printed letters as they stood from `saved_at` on; the highest version counts. `words`
    has them by kind and language (`referrer.cy`); what is not in it is said in ours."""

    __tablename__ = "letter_words"
    __table_args__ = (
        same_council("saved_by", "council.staff"),
        UniqueConstraint("tenant_id", "version"),
        numbered(),
        CheckConstraint("jsonb_typeof(words) = 'object'", name="by_kind"),
        {"schema": "council"},
    )
    visibility: ClassVar[Visibility] = Isolated(staff=READ_ADD, jobs=NONE, own=Own("saved_by"))

    words: Mapped[dict[str, str]] = mapped_column(JSONB())
    saved_by: Mapped[UUID]
