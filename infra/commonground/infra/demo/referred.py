"""The story's referrals by professionals: their words, and the layer of them that points at people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from commonground.infra.demo.shapes import Referred, Told
from commonground.tenants.intake.receiving import masked
from commonground.tenants.intake.types import ReportSubject
from commonground.tenants.referring.models import Statement, StatementPeople

Add = Callable[..., UUID]


def add_statement(add: Add, told: Told, by: Referred, referral_id: UUID, staff_id: UUID, sent: datetime) -> UUID:
    """What a professional wrote who referred it; its id."""
    said = dict.fromkeys(Statement.free, "") | {
        "where_said": told.where or told.title, "address": told.address, "what_said": told.what,
        "when_said": told.when, "helps_said": told.helps, "first_noticed": by.first_noticed, "carried": by.carried,
        "boundary": by.boundary, "other_boroughs": by.other_boroughs, "establishment": by.establishment,
        "involved": by.involved, "untold_why": by.untold_why,
    }  # fmt: skip  # columns of a row
    hidden = masked(said, ReportSubject(told.kind), lang=told.lang)
    statement_id = add(
        Statement, referral_id=referral_id, staff_id=staff_id, lang=told.lang, subject=told.kind, postcode="",
        venue=None, group_size=None, ages=["13_15"], danger=told.danger, how_often=by.how_often, job=by.job, phone="",
        evidence=by.evidence, reliability=by.reliability, reported_to=list(by.reported_to), openness=by.openness,
        basis="public_task", shown={column: each.shown for column, each in hidden.items()},
        names_masked=sum(len(each.spans) for each in hidden.values()), sent_at=sent, **said,
    )  # fmt: skip  # a row
    if by.case_references or by.adults:
        add(
            StatementPeople, statement_id=statement_id, case_references=list(by.case_references), adults=by.adults,
            at=sent,
        )  # fmt: skip  # a row
    return statement_id
