"""The procedures tried in one go, by the same functions as the pages call: on a record that is nobody's, about a person
whom nobody is. Each must do what it is there for, a refusal included; else nothing of the trial is kept.

It ends where one person alone can't go on: the disposal waits for a second one, and the job that removes the record."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from commonground.platform.refusals import RefusedError
from commonground.platform.work import Work
from commonground.tenants.retention import holds, queue
from commonground.tenants.retention.holds import today_of
from commonground.tenants.retention.records import kept_record
from commonground.tenants.retention.rules import NotNowError
from commonground.tenants.retention.trial import TRIAL_OTHER, TRIAL_PERSON, make_trial
from commonground.tenants.retention.types import DisposalGround, HoldGround, Kept, KeptKind
from commonground.tenants.subject_access import service as access
from commonground.tenants.subject_access.models import AccessRequest
from commonground.tenants.subject_access.queries import Mention, load_mention, mentions_of
from commonground.tenants.subject_access.redaction import suggestions
from commonground.tenants.subject_access.types import AskedBy, Decided, MentionDecision, RequestInput

_WHY: Final = "Trying the procedure before the first real report"
_LOOK_AGAIN: Final = timedelta(days=30)


class TrialFailedError(RefusedError):
    """A procedure did not do what it must: somebody has to find out why before the public may report."""


async def run_trial(work: Work) -> str:
    """Ask for what is kept of the invented person, hold the record, lift the hold, propose that it goes. Returns the
    reference of the trial record.

    Raises `NotNowError` for a council in which it can't be tried yet, and `TrialFailedError`."""
    reference = await make_trial(work)
    await _answer(work, reference)
    await _hold(work, await _record(work, reference))
    await queue.propose(work, await _record(work, reference), DisposalGround.TIME_IS_UP)
    return reference


async def _record(work: Work, reference: str) -> Kept:
    await work.mine.flush()
    return await kept_record(work, KeptKind.CONTEXT, reference, lock=True)


async def _answer(work: Work, reference: str) -> None:
    """From the request to the bundle: the record is found, and what is somebody else's is left out."""
    typed = RequestInput(
        name=TRIAL_PERSON,
        aliases=(),
        asked_by=AskedBy.THEMSELVES,
        identity_words=_WHY,
        received_on=today_of(work),
    )
    request_id = await access.open_request(work, typed)
    await work.mine.flush()
    request = await access.load_request(work, request_id, lock=True)
    await access.search(work, request)
    for mention in await _trials_alone(work, request):
        await _decide(work, request, mention)
    await _check_given(work, request, reference)
    await access.take_out(work, request)
    await access.finish(work, request)


async def _trials_alone(work: Work, request: AccessRequest) -> list[Mention]:
    """What was found, on trial records. What is on another is for people to decide."""
    found = list(await mentions_of(work, request.id))
    for mention in found:
        kind = mention.record_kind
        if kind != KeptKind.CONTEXT or not (await kept_record(work, KeptKind(kind), mention.reference)).trial:
            raise NotNowError(f"{TRIAL_PERSON} is named in {mention.label}, which is no trial record. Try it by hand.")
    return found


async def _decide(work: Work, request: AccessRequest, mention: Mention) -> None:
    row, shown = await load_mention(work, request, mention.id)
    hidden = tuple(suggestions(shown.words, [TRIAL_PERSON]))
    await access.decide(work, request, row, shown.words, Decided(decision=MentionDecision.GIVE, hidden=hidden))


async def _check_given(work: Work, request: AccessRequest, reference: str) -> None:
    await work.mine.flush()
    given = [each.given for each in await mentions_of(work, request.id) if each.reference == reference]
    if not any(TRIAL_PERSON in words for words in given):
        raise TrialFailedError("The trial record names the invented person, and the search did not find it.")
    if any(part in words for words in given for part in TRIAL_OTHER.split()):
        raise TrialFailedError("The name of somebody else was not suggested for leaving out.")


async def _hold(work: Work, record: Kept) -> None:
    """A held record can't be proposed; when the hold is lifted it can."""
    hold = await holds.put_hold(work, record, HoldGround.SUBJECT_ACCESS, _WHY, today_of(work) + _LOOK_AGAIN)
    held = await _record(work, record.reference)
    try:
        await queue.propose(work, held, DisposalGround.TIME_IS_UP)
    except NotNowError:
        await holds.lift_hold(work, held, hold, _WHY)
    else:
        raise TrialFailedError("A record that is held could be proposed for disposal.")
