"""Every text of a council in which a person can be mentioned, and of which record it is.

Whoever adds a column with free words to a table of a council's says here what it is, or in `NOT_ABOUT_PEOPLE` why
nobody is mentioned in it; a test compares both with all tables."""

# Long: every place at which somebody can be mentioned, and every one at which nobody can.
from __future__ import annotations

# Long: one list of every column with words, to be read beside the tables.
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    CompoundSelect,
    Select,
    Text,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB, JSONPATH

from commonground.platform.access import Actor
from commonground.platform.drafts.models import Draft
from commonground.platform.drafts.service import MARK
from commonground.tenants.actions.models import ContextAction
from commonground.tenants.agreed.models import AgreedVersion
from commonground.tenants.around.models import ChildrenAffected, PersonLink
from commonground.tenants.attachments.models import Attachment
from commonground.tenants.break_glass.models import BreakGlassUse
from commonground.tenants.contexts.load import named_on
from commonground.tenants.contexts.models import ContextEvent, ContextMerge, ContextRow
from commonground.tenants.disclosures.models import Authorisation, Disclosure, Package, PackageFile
from commonground.tenants.flags.models import WarningFlag
from commonground.tenants.intake.models import Report, ReportMessage
from commonground.tenants.letters.models import ReferralLetter
from commonground.tenants.pathways.models import ReferralStep
from commonground.tenants.received.models import ReceivedHandoff
from commonground.tenants.referrals.models import ReferralEvent, ReferralRow
from commonground.tenants.referring.models import Statement, StatementPeople
from commonground.tenants.retention.models import Hold, KeptLonger
from commonground.tenants.sharing.models import PartnerInvitation
from commonground.tenants.tracker_import.models import ImportedRow

REFERRAL, CONTEXT = literal("referral", Text()), literal("context", Text())


@dataclass(frozen=True)
class Source:
    """One table: of which record its rows are, from when, and its columns of free words with what people call them."""

    model: Any
    record_kind: ColumnElement[str]
    record_id: ColumnElement[Any]
    at: ColumnElement[Any]
    words: Mapping[str, str]

    def place(self, column: str) -> str:
        return f"{self.model.__table__.fullname}.{column}"

    def text(self, column: str) -> ColumnElement[str]:
        """The column's words as one text."""
        found = getattr(self.model, column)
        if isinstance(found.type, ARRAY):
            return func.array_to_string(found, " / ", type_=Text())
        if self.model is Package:
            return _sealed(found)
        return _answers(found, self.model) if isinstance(found.type, JSONB) else found


def _answers(found: ColumnElement[Any], model: Any) -> ColumnElement[str]:
    """What was typed, as it was typed: as JSON a new line is “\\n”, whose letter would grow onto the next word."""
    typed = found.op("-")(cast(MARK, Text()))  # of the page, and not of anybody
    answer = func.jsonb_path_query(typed, cast("$.*[*]", JSONPATH())).column_valued("answer")
    joined = func.string_agg(answer.op("#>>")(cast([], ARRAY(Text()))), " / ", type_=Text())
    return func.coalesce(select(joined).correlate(model).scalar_subquery(), "", type_=Text())


def _sealed(found: ColumnElement[str]) -> ColumnElement[str]:
    """The words of a sealed package, wherever in it, for the same reason; nothing where they were erased."""
    every = cast('strict $.** ? (@.type() == "string")', JSONPATH())
    word = func.jsonb_path_query(cast(found, JSONB), every).column_valued("word")
    joined = func.string_agg(word.op("#>>")(cast([], ARRAY(Text()))), " / ", type_=Text())
    words = func.coalesce(select(joined).correlate(Package).scalar_subquery(), "", type_=Text())
    return case((found.like("{%"), words), else_=found)


def _crossed(model: Any, crossing: ColumnElement[Any]) -> tuple[ColumnElement[str], ColumnElement[Any]]:
    """Kind and id of the record that a crossing is about: of which it was sent, or what it became here. Of neither, it
    stands for itself."""
    sent = select(Disclosure.id).where(Disclosure.tenant_id == model.tenant_id, Disclosure.id == crossing)
    became = select(ReceivedHandoff.id).where(
        ReceivedHandoff.tenant_id == model.tenant_id, ReceivedHandoff.id == crossing,
        ReceivedHandoff.referral_id.is_not(None),
    )  # fmt: skip  # a condition to a column
    kinds = (sent.with_only_columns(Disclosure.record_kind), became.with_only_columns(REFERRAL))
    ids = (sent.with_only_columns(Disclosure.record_id), became.with_only_columns(ReceivedHandoff.referral_id))
    kind = func.coalesce(*(each.correlate(model).scalar_subquery() for each in kinds), "crossing", type_=Text())
    return kind, func.coalesce(*(each.correlate(model).scalar_subquery() for each in ids), crossing)


def _of_package(model: Any) -> ColumnElement[Any]:
    of = Package.tenant_id == model.tenant_id, Package.id == model.package_id
    return select(Package.crossing_id).where(*of).correlate(model).scalar_subquery()


_OF_MESSAGE: Final = (
    select(Report.referral_id)
    .where(Report.tenant_id == ReportMessage.tenant_id, Report.id == ReportMessage.report_id)
    .correlate(ReportMessage)  # two queries down from it, it would else read every message there is
    .scalar_subquery()
)
_OF_STATEMENT_MESSAGE: Final = (
    select(Statement.referral_id)
    .where(Statement.tenant_id == ReportMessage.tenant_id, Statement.id == ReportMessage.statement_id)
    .correlate(ReportMessage)
    .scalar_subquery()
)
_OF_PEOPLE: Final = (
    select(Statement.referral_id)
    .where(Statement.tenant_id == StatementPeople.tenant_id, Statement.id == StatementPeople.statement_id)
    .correlate(StatementPeople)
    .scalar_subquery()
)
_OF_FILE: Final = (
    select(Package.made_at)
    .where(Package.tenant_id == PackageFile.tenant_id, Package.id == PackageFile.package_id)
    .correlate(PackageFile)
    .scalar_subquery()
)
_OF_USE: Final = case((BreakGlassUse.reference.like("CR-%"), "referral"), else_="context")

SOURCES: Final[Sequence[Source]] = (
    Source(ReferralRow, REFERRAL, ReferralRow.id.expression, ReferralRow.received_at.expression, {
        "title": "What it is about", "asked_whom": "Who was asked", "rationale": "Why it was decided so",
        "response": "What was being done there already", "no_reply_words": "Why nobody was answered"}),
    Source(ReferralEvent, REFERRAL, ReferralEvent.referral_id.expression, ReferralEvent.at.expression, {
        "words": "A line of a referral’s history", "asked_whom": "Who was asked"}),
    Source(Report, REFERRAL, Report.referral_id.expression, Report.sent_at.expression, {
        "where_said": "Where, as it was reported", "address": "Address, as it was reported",
        "online_handle": "Name online, as it was reported", "what_said": "What somebody reported",
        "when_said": "When, as it was reported", "helps_said": "What helps, as it was reported",
        "contact_name": "Name of whoever reported", "contact_value": "How to reach whoever reported",
        "contact_safe": "How to reach them safely"}),
    Source(Statement, REFERRAL, Statement.referral_id.expression, Statement.sent_at.expression, {
        "where_said": "Where, as it was referred", "address": "Address, as it was referred",
        "platform": "Platform, as it was referred", "online_handle": "Name online, as it was referred",
        "what_said": "What a professional referred", "when_said": "When, as it was referred",
        "helps_said": "What helps, as it was referred", "boundary": "How far it reaches, as it was referred",
        "other_boroughs": "Areas of other councils", "opening": "When it is open, as it was referred",
        "responsible": "Who is responsible there", "common_link": "What a group has in common",
        "first_noticed": "When it was first noticed", "carried": "Weapons or vehicles",
        "involved": "Who is involved already", "untold_why": "Why somebody was not told",
        "job": "Role of whoever referred it", "organisation": "For whom whoever referred it works",
        "phone": "How to reach whoever referred it"}),
    Source(StatementPeople, REFERRAL, _OF_PEOPLE, StatementPeople.at.expression, {
        "case_references": "References of children in the case system", "adults": "Adults of concern"}),
    Source(ImportedRow, REFERRAL, ImportedRow.referral_id.expression, ImportedRow.sent_at.expression, {
        "where_said": "Where, in an earlier tracker", "address": "Address, in an earlier tracker",
        "online_handle": "Name online, in an earlier tracker", "what_said": "What stood in an earlier tracker",
        "when_said": "When, in an earlier tracker", "helps_said": "What helps, in an earlier tracker",
        "comments": "Comments in an earlier tracker", "referrer": "Who referred it, in an earlier tracker",
        "children_references": "References of children in an earlier tracker",
        "tracker_words": "Other cells of an earlier tracker"}),
    Source(ReportMessage, REFERRAL, func.coalesce(_OF_MESSAGE, _OF_STATEMENT_MESSAGE), ReportMessage.at.expression, {
        "body": "A message to or from whoever told us"}),
    Source(ReferralLetter, REFERRAL, ReferralLetter.referral_id.expression, ReferralLetter.written_at.expression, {
        "words": "A letter about a referral"}),
    Source(AgreedVersion, REFERRAL, AgreedVersion.referral_id.expression, AgreedVersion.saved_at.expression, {
        "leads_post": "Who leads at another agency", "agreed": "What was agreed with other agencies",
        "came": "What came of what was agreed"}),
    Source(ReferralStep, REFERRAL, ReferralStep.referral_id.expression, ReferralStep.decided_at.expression, {
        "words": "What came of a step that followed a decision"}),
    Source(ContextRow, CONTEXT, ContextRow.id.expression, ContextRow.created_at.expression, {
        "name": "Name of a context", "aliases": "Other names of a context", "description": "Description of a context",
        "address": "Address of a context", "platform": "Platform of an online space",
        "handle": "Name of an online space", "owner": "Owner or manager of a place",
        "owner_reach": "How to reach whoever manages a place", "opening": "When a place is open",
        "common_link": "What links a group", "dsl_post": "Safeguarding lead of a school",
        "dsl_phone": "Number of a school’s safeguarding lead"}),
    Source(ContextEvent, CONTEXT, ContextEvent.context_id.expression, ContextEvent.at.expression, {
        "words": "A line of a context’s timeline"}),
    Source(ContextAction, CONTEXT, ContextAction.context_id.expression, ContextAction.added_at.expression, {
        "what": "Something to be done about a context", "reason": "What came of it"}),
    Source(ContextMerge, CONTEXT, ContextMerge.context_id.expression, ContextMerge.merged_at.expression, {
        "reason": "Why two contexts are one", "undo_words": "Why two contexts are not one"}),
    Source(ChildrenAffected, CONTEXT, ChildrenAffected.context_id.expression, ChildrenAffected.put_at.expression, {
        "words": "How it is known how many children are affected"}),
    Source(PersonLink, CONTEXT, PersonLink.context_id.expression, PersonLink.put_at.expression, {
        "case_reference": "Reference of a person linked to a context", "reason": "Why a person is linked",
        "review_words": "Review of a person link", "end_words": "Why a person link ended"}),
    Source(WarningFlag, WarningFlag.record_kind.expression, WarningFlag.record_id.expression,
           WarningFlag.raised_at.expression, {
        "about": "With whom something is not shared", "reason": "A warning flag",
        "evidence": "Where a warning flag comes from", "fairness": "Fairness of a warning flag",
        "contested": "What is said against a warning flag", "review_words": "Review of a warning flag",
        "end_words": "Why a warning flag came off"}),
    Source(Attachment, Attachment.record_kind.expression, Attachment.record_id.expression,
           Attachment.added_at.expression, {
        "name": "Name of a file", "about": "What a file shows", "taken_off_words": "Why a file was taken off"}),
    Source(BreakGlassUse, _OF_USE, BreakGlassUse.record_id.expression, BreakGlassUse.started_at.expression, {
        "reason": "Why a record was opened by break-glass", "review_note": "Review of break-glass"}),
    Source(Hold, Hold.record_kind.expression, Hold.record_id.expression, Hold.put_at.expression, {
        "reason": "Why a record is held", "lift_words": "Why a hold was lifted"}),
    Source(KeptLonger, KeptLonger.record_kind.expression, KeptLonger.record_id.expression,
           KeptLonger.kept_at.expression, {"reason": "Why a record is kept longer"}),
    Source(PartnerInvitation, CONTEXT, PartnerInvitation.context_id.expression,
           PartnerInvitation.proposed_at.expression, {
        "purpose": "What a partner is let in for", "necessity": "Why a partner needs it",
        "untold_why": "Why not everybody was told of a partner", "advice": "Advice on letting a partner in",
        "authorise_words": "What the second person wrote about a partner",
        "end_words": "Why a partner’s access ended"}),
    Source(Disclosure, func.coalesce(Disclosure.record_kind, "crossing", type_=Text()),
           func.coalesce(Disclosure.record_id, Disclosure.id), Disclosure.made_at.expression, {
        "receiver_words": "Who was told something", "purpose": "What something is shared for",
        "necessity": "Why it has to be shared", "untold_why": "Why somebody was not told that it is shared",
        "advice": "Advice on sharing", "no_agreement_reason": "Why it is shared without an agreement",
        "parts": "What is chosen to be shared"}),
    Source(Package, *_crossed(Package, Package.crossing_id.expression), Package.made_at.expression, {
        "canonical": "What was shared with another council or organisation"}),
    Source(PackageFile, *_crossed(PackageFile, _of_package(PackageFile)), _OF_FILE, {
        "name": "Name of a file that was shared"}),
    Source(Authorisation, *_crossed(Authorisation, _of_package(Authorisation)), Authorisation.at.expression, {
        "words": "What the second person wrote about sharing"}),
    Source(Draft, literal("draft", Text()), Draft.subject_id.expression, Draft.saved_at.expression, {
        "answers": "Something typed and not yet saved"}),
)  # fmt: skip  # one table to a block

LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {source.place(column): words for source in SOURCES for column, words in source.words.items()}
)

NOT_ABOUT_PEOPLE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "tenants.outside_receivers": "somebody at work, who was told: who opened it stands in the receipt",
        "tenants.disclosures.chosen": "codes of what goes into a package",
        "tenants.disclosures.files": "ids of the record's own files",
        "tenants.outside_steps": "why something was taken back, and names of those who work",
        "tenants.reports.shown": "made of the other columns, with names masked",
        "tenants.reports.postcode": "a postcode",
        "tenants.statements.shown": "made of the other columns, with names masked",
        "tenants.statements.postcode": "a postcode",
        "tenants.statements.establishment": "a school's number",
        "tenants.statements.evidence": "a code",
        "tenants.statements.reliability": "a code",
        "tenants.statements.reported_to": "codes of agencies",
        "tenants.imported_rows.shown": "made of the other columns, once somebody has cleared them of names",
        "tenants.imported_rows.postcode": "a postcode",
        "tenants.imported_rows.external_reference": "the number of a row in an earlier tracker",
        "tenants.redacted_copies": "from where to where something is hidden: no words",
        "council.tracker_meanings": "what the headings and code words of an earlier tracker mean",
        "council.referring_policies": "the council's policy",
        "tenants.report_messages.shown": "made of the body, with names masked",
        "tenants.agreed_versions.agencies": "codes of agencies",
        "tenants.agreed_versions.leads": "a code",
        "tenants.contexts.postcode": "a postcode",
        "tenants.contexts.parts_called": "names of what has gone into it, which stand there",
        "tenants.contexts.parts_said": "made of the columns of what has gone into it, for searching",
        "tenants.contexts.said": "made of the other columns, for searching",
        "tenants.children_affected.band": "a code",
        "tenants.children_affected.age_band": "a code",
        "tenants.children_affected.source": "a code",
        "tenants.context_merges.moved": "ids, and names that stand in the contexts",
        "tenants.contexts.establishment": "a school's number",
        "tenants.contexts.size": "a code",
        "tenants.contexts.age_band": "a code",
        "tenants.contexts.audience": "a code",
        "tenants.access_requests": "the request itself, which the person made",
        "tenants.access_mentions": "decisions about what the person is given",
        "tenants.disposal_certificates": "ids and numbers of what is gone",
        "council.retention_choices": "the council's policy",
        "council.receipts": "who decided what and when, with hashes: what was shared stands in the package",
        "tenants.packages.fields": "codes",
        "tenants.disclosures.destination": "a code",
        "tenants.partner_invitations.openness": "a code",
        "tenants.disclosures.urgency": "a code",
        "tenants.disclosures.basis": "a code",
        "tenants.disclosures.openness": "a code",
        "tenants.received_handoffs.sender_name": "the name of a council",
        "tenants.heard_answers": "a code, tied to nobody",
        "tenants.joint_links": "codes",
        "tenants.joint_minutes": "minutes without names, looked through twice before anybody else reads them",
        "tenants.joint_partners": "for what an organisation is let into a joint concern, without names",
        "tenants.context_actions.playbook": "a code of ours",
        "council.own_playbooks": "the council's own words on what to do about a kind of place",
        "council.ready_replies": "the council's own words for those who told us",
        "council.ring_contacts": "desks and posts that one rings",
        "council.saved_views": "how colleagues call their lists; the form says that no person belongs in a name",
        "council.labels": "the council's own words for codes",
        "council.allocation_rules": "to whom the council's rules propose work: codes and postcodes",
        "council.pathways": "the council's own words on what can happen to a worry, and codes",
        "tenants.referral_steps.what": "the council's own words on what follows a decision",
        "tenants.referral_steps.who": "a code",
        "tenants.referral_steps.origin": "a code",
        "tenants.referrals.level": "a code",
        "tenants.referrals.pathway_kind": "a code",
        "council.letter_words": "the council's own words for letters",
        "council.adding_up_guidance": "the council's own words on how much a context needs",
        "council.evidence": "what the council stated before its form opened",
        "council.partner_organisations": "organisations, and whom of their staff one rings",
        "council.partner_agreements": "agreements with organisations",
        "council.support_grants": "why somebody of the platform was let in to settings: no case is open to them",
        "council.support_uses": "why they went in: no case is open to them",
        "council.staff": "colleagues: what they did is in the audit record",
        "council.teams": "names of teams",
        "council.invitations": "colleagues: what they did is in the audit record",
        "audit.reviews": "notes about colleagues' use: in the audit record",
        "audit.isolation_reports": "counts, and names of tables and pages",
    }
)
"""Tables and columns with words in which no child or family is mentioned, and why not."""


def texts(actor: Actor, *, matching: str = "", only: Mapping[str, Sequence[UUID]] | None = None) -> CompoundSelect[Any]:
    """One statement for every text: those that match a pattern, or those of certain rows (by place).

    Texts of a restricted record are among them for the people named on it alone."""
    return union_all(*_selects(actor, matching, only))


def hidden(actor: Actor, matching: str) -> CompoundSelect[Any]:
    """Texts of restricted records that match a pattern and are not this reader's to see, with kind and id of the
    record. For telling their people; nothing of it may reach the reader."""
    return _whose(matching, lambda source: ~_may(actor, source))


def of_records(records: Collection[UUID], matching: str) -> CompoundSelect[Any]:
    """The same of these records, whoever may see them. For telling their people too."""
    return _whose(matching, lambda source: source.record_id.in_(records))


def _whose(matching: str, which: Callable[[Source], ColumnElement[bool]]) -> CompoundSelect[Any]:
    return union_all(
        *(
            select(
                source.record_kind.label("record_kind"),
                source.record_id.label("record_id"),
                source.text(column).label("words"),
            ).where(source.text(column).op("~*")(matching), which(source))
            for source in SOURCES
            if source.model is not Draft  # one person's own: whoever typed it is told of the record itself
            for column in source.words
        )
    )


def unseen(actor: Actor, only: Mapping[str, Sequence[UUID]]) -> CompoundSelect[Any]:
    """Which of these rows (by place) there are although their words are not this reader's to see. No word of them."""
    return union_all(
        *(
            select(literal(place, Text()).label("place"), source.model.id.label("row_id")).where(
                source.model.id.in_(only[place]), ~_may(actor, source)
            )
            for source in SOURCES
            for place in (source.place(column) for column in source.words)
            if place in only
        )
    )


def _selects(actor: Actor, matching: str, only: Mapping[str, Sequence[UUID]] | None) -> Iterator[Select[Any]]:
    for source in SOURCES:
        for column in source.words:
            place = source.place(column)
            if only is None or place in only:
                words = source.text(column)
                which = words.op("~*")(matching) if only is None else source.model.id.in_(only[place])
                yield _select(actor, source, place, words).where(which)


def _select(actor: Actor, source: Source, place: str, words: ColumnElement[str]) -> Select[Any]:
    referral, context = (_of_record(model, source) for model in (ReferralRow, ContextRow))
    reference = func.coalesce(
        select(ReferralRow.reference).where(referral).correlate(source.model).scalar_subquery(),
        select(ContextRow.reference).where(context).correlate(source.model).scalar_subquery(),
        "",
    )
    if source.model in (ReferralRow, ContextRow):
        reference = source.model.reference
    return select(
        literal(place, Text()).label("place"), source.model.id.label("row_id"),
        source.record_kind.label("record_kind"), source.record_id.label("record_id"), reference.label("reference"),
        source.at.label("at"), words.label("words"),
    ).where(_may(actor, source))  # fmt: skip  # one text's facts


def _of_record(model: Any, source: Source) -> ColumnElement[bool]:
    return and_(model.tenant_id == source.model.tenant_id, model.id == source.record_id)


def _may(actor: Actor, source: Source) -> ColumnElement[bool]:
    """Not of a restricted record, or named on it."""
    if source.model in (ReferralRow, ContextRow):
        return or_(~source.model.restricted, named_on(actor, source.model.id.expression))
    hidden = [
        exists().where(_of_record(model, source), model.restricted).correlate(source.model)
        for model in (ReferralRow, ContextRow)
    ]
    return or_(~or_(*hidden), named_on(actor, source.record_id))
