"""The tasks, each by its form, whoever fills it in: on a page, or on a command line."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from commonground.platform.access import Action
from commonground.platform.councils import invitations, own_sign_in, settling, standing
from commonground.platform.identity.local.sealing import Seals
from commonground.platform.labels.service import labels_of, save_labels
from commonground.platform.notifications.choosing import council_rules, set_rules
from commonground.platform.settings import Settings
from commonground.platform.work import Work
from commonground.tenants.retention.schedule import choose
from commonground.ui.notices.forms import RulesForm
from commonground.ui.people.forms import InviteForm
from commonground.ui.retention.forms import ScheduleForm
from commonground.ui.setting_up.forms import TeamForm
from commonground.ui.setting_up.label_pages import LabelsForm
from commonground.ui.setting_up.settled import SETTLED, Settled
from commonground.ui.setting_up.sign_in_forms import GroupForm, ProviderForm
from commonground.ui.shell.forms import Form
from commonground.ui.shell.forms.base import Sent


@dataclass(frozen=True, slots=True)
class ByForm:
    """`begin` makes the form of what was sent, or with what stands where nothing was; `save` gets it once it is valid.
    `confirm`: only for whoever has shown lately that it is still they, as on its page."""

    key: str
    begin: Callable[[Work, Sent | None], Awaitable[Form]]
    save: Callable[[Work, Any], Awaitable[object]]
    needs: Action = Action.SET_UP_COUNCIL
    confirm: bool = False


def by_form(settings: Callable[[], Settings]) -> Sequence[ByForm]:
    """`settings` are asked for when a link is sealed or a provider is looked at."""

    async def invite(work: Work, form: InviteForm) -> None:
        await invitations.invite(work, Seals.of(settings()), form.asked())

    async def provide(work: Work, form: ProviderForm) -> None:
        new, secret = form.provider(), form.secret.data or ""
        plain = settings().is_demo
        await own_sign_in.set_provider(work, new, secret, plain_loopback=plain, known=form.is_known)

    return (
        *(_of_row(settled) for settled in SETTLED),
        ByForm("sign-in", _provider, provide, confirm=True),
        ByForm("groups", _group, _map_group, confirm=True),
        ByForm("labels", _labels, _save_labels),
        ByForm("teams", _team, _add_team),
        ByForm("people", _invitation, invite, Action.MANAGE_PEOPLE, confirm=True),
        ByForm("notices", _notices, _set_notices, Action.SET_NOTICES),
        ByForm("retention", _schedule, _choose, Action.SET_RETENTION, confirm=True),
    )


def _of_row(settled: Settled) -> ByForm:
    async def begin(work: Work, sent: Sent | None) -> Form:
        council = await settling.own_council(work)
        return settled.form.of(council) if sent is None else settled.form(sent).offer(council)

    async def save(work: Work, form: Any) -> None:
        await settled.save(work, await settling.own_council(work), form)

    return ByForm(settled.key, begin, save)


async def _provider(work: Work, sent: Sent | None) -> Form:
    return ProviderForm.of(await own_sign_in.own_provider(work)) if sent is None else ProviderForm(sent)


async def _group(work: Work, sent: Sent | None) -> Form:
    return GroupForm(sent).offer(await standing.team_choices(work))


async def _map_group(work: Work, form: GroupForm) -> None:
    await own_sign_in.map_group(work, form.group.data or "", *form.given)


async def _labels(work: Work, sent: Sent | None) -> Form:
    return LabelsForm.of(await labels_of(work)) if sent is None else LabelsForm(sent)


async def _save_labels(work: Work, form: LabelsForm) -> None:
    await save_labels(work, form.typed(), version=form.seen_version)


async def _team(_: Work, sent: Sent | None) -> Form:
    return TeamForm(sent)


async def _add_team(work: Work, form: TeamForm) -> None:
    await settling.add_team(work, **form.asked())


async def _invitation(work: Work, sent: Sent | None) -> Form:
    form = InviteForm(sent)
    form.offer(await standing.team_choices(work))
    return form


async def _notices(work: Work, sent: Sent | None) -> Form:
    return RulesForm.of(await council_rules(work)) if sent is None else RulesForm(sent)


async def _set_notices(work: Work, form: RulesForm) -> None:
    await set_rules(work, form.rules())


async def _schedule(_: Work, sent: Sent | None) -> Form:
    return ScheduleForm(sent)


async def _choose(work: Work, form: ScheduleForm) -> None:
    record_type, counted_from = form.chosen
    await choose(work, record_type, form.period, counted_from, form.reason.data or "")
