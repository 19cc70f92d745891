"""What an agreement must say, where it stands and what it allows. No database, no web."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from commonground.platform.agreements.types import (
    JOB_LIMIT,
    LONGEST_YEARS,
    NAME_LIMIT,
    WORDS_LIMIT,
    AgreementInput,
    AgreementView,
    Allowed,
    Standing,
)
from commonground.platform.calendar import LONDON
from commonground.platform.crossings.types import Kind, Verb
from commonground.platform.refusals import IncompleteError, Problem

ENDS_SOON: Final = timedelta(days=30)
_MOST: Final = {"name": NAME_LIMIT, "region": NAME_LIMIT, "words": WORDS_LIMIT, "job": JOB_LIMIT}


def check_agreement(typed: AgreementInput, today: date) -> AgreementInput:
    """The agreement as it may be proposed. Raises `IncompleteError` with every problem."""
    tidy = replace(
        typed,
        name=" ".join(typed.name.split()),
        region=" ".join(typed.region.split()),
        job=" ".join(typed.job.split()),
        words=typed.words.strip(),
    )
    if problems := (*_of_words(tidy), *_of_codes(tidy), *_of_days(tidy, today)):
        raise IncompleteError(problems)
    return tidy


def check_job(job: str) -> str:
    """What stands under a signature. Raises `IncompleteError`."""
    tidy = " ".join(job.split())
    if not tidy:
        raise IncompleteError((Problem("job", "Say as what you sign: your job or office."),))
    if len(tidy) > JOB_LIMIT:
        raise IncompleteError((_too_long("job", JOB_LIMIT),))
    return tidy


def check_reason(words: str) -> str:
    """Why a signature is withdrawn. Raises `IncompleteError`."""
    tidy = words.strip()
    if not tidy:
        raise IncompleteError((Problem("words", "Say why: the other councils read it."),))
    if len(tidy) > WORDS_LIMIT:
        raise IncompleteError((_too_long("words", WORDS_LIMIT),))
    return tidy


def _too_long(field: str, most: int) -> Problem:
    return Problem(field, f"Keep this to {most:,} characters.")


def _of_words(typed: AgreementInput) -> Iterator[Problem]:
    if not typed.name:
        yield Problem("name", "Say how the agreement is called.")
    if not typed.job:
        yield Problem("job", "Say as what you sign: your job or office.")
    for field, most in _MOST.items():
        if len(getattr(typed, field)) > most:
            yield _too_long(field, most)


def _of_codes(typed: AgreementInput) -> Iterator[Problem]:
    if not typed.councils:
        yield Problem("councils", "Choose at least one other council.")
    if not typed.verbs or not set(typed.verbs) <= set(Verb):
        yield Problem("verbs", "Choose what may be done under it.")
    if not set(typed.kinds) <= set(Kind):
        yield Problem("kinds", "Choose kinds that are offered.")


def _of_days(typed: AgreementInput, today: date) -> Iterator[Problem]:
    if typed.from_on is None:
        yield Problem("from_on", "Say from which day on it is in force.")
    if typed.until_on is None:
        return
    if typed.until_on < today:
        yield Problem("until_on", "That day is over.")
    elif typed.from_on and typed.until_on < typed.from_on:
        yield Problem("until_on", "It ends before it begins.")
    elif typed.from_on and (typed.until_on - typed.from_on).days > LONGEST_YEARS * 366:
        yield Problem("until_on", f"An agreement is looked at again within {LONGEST_YEARS} years.")


def today_of(now: datetime) -> date:
    return now.astimezone(LONDON).date()


def is_over(agreement: AgreementView, now: datetime) -> bool:
    """Whether its time is up, a newer version has taken its place, or nobody holds themselves to it."""
    ended = agreement.ended_at is not None and agreement.ended_at <= now
    passed = agreement.until_on is not None and agreement.until_on < today_of(now)
    return ended or passed or not agreement.signers()


def standing(agreement: AgreementView, us: UUID, now: datetime) -> Standing:
    """Where it stands for us. One that we have withdrawn from is over for us, whoever else holds themselves to it."""
    signers = agreement.signers()
    if is_over(agreement, now):
        return Standing.OVER
    if us not in signers:
        signed_once = any(each.council_id == us for each in agreement.signatures)
        return Standing.OVER if signed_once or agreement.ended_at else Standing.OURS
    if len(signers) == 1:
        return Standing.OTHERS
    return Standing.TO_COME if agreement.from_on > today_of(now) else Standing.IN_FORCE


def may_sign(agreement: AgreementView, us: UUID, now: datetime) -> bool:
    """Also again, where we have withdrawn; not what a newer version replaces."""
    passed = agreement.until_on is not None and agreement.until_on < today_of(now)
    return us in agreement.councils and us not in agreement.signers() and agreement.ended_at is None and not passed


def may_renew(agreement: AgreementView, newer: Iterable[AgreementView]) -> bool:
    """Whether a newer version can be proposed: none waits that anybody holds themselves to."""
    waits = any(each.replaces_id == agreement.id and each.signers() for each in newer)
    return agreement.ended_at is None and not waits


def ends_soon(agreement: AgreementView, now: datetime) -> bool:
    """Whether it ends by itself within thirty days."""
    return agreement.until_on is not None and agreement.until_on <= today_of(now) + ENDS_SOON


def allowed(agreements: Iterable[AgreementView], us: UUID, other: UUID, now: datetime) -> Allowed:
    """What we may do with them today under any of these agreements; `agreement_for` in the database decides."""
    found: dict[Verb, frozenset[Kind]] = {}
    for agreement in agreements:
        if other in agreement.signers() and standing(agreement, us, now) is Standing.IN_FORCE:
            for verb in agreement.verbs:
                found[verb] = found.get(verb, frozenset()) | (agreement.kinds or frozenset(Kind))
    return {verb: found[verb] for verb in Verb if verb in found}
