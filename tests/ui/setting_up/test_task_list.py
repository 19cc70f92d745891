"""The list of tasks: each is done or to do by what really stands."""

from __future__ import annotations

import re

from coming_on import Form, brought_on
from councils import World
from told import ask, tell
from web import Browser, Site

HOME = "/council/set-up"
_TAGS = re.compile(r"<[^>]+>")


async def states(browser: Browser) -> dict[str, tuple[str, str]]:
    """By its title: done or to do, and how each task stands."""
    page = (await browser.get(HOME)).text.split('id="tasks"')[1].split("</table>")[0]
    found = re.findall(r'scope="row">(.*?)<span.*?data-label="State">(.*?)<span class="cg-sub">(.*?)</span>', page)
    return {_TAGS.sub("", title): (_TAGS.sub("", done), state) for title, done, state in found}


async def test_each_task_is_done_or_to_do_by_what_really_stands(site: Site, world: World) -> None:
    council = await brought_on(site, "tasked")
    fresh = await states(council.admin)
    assert len(fresh) == 14
    optional = {"How your people sign in", "Groups, roles and teams", "Teams and cover", "Notices by e-mail",
                "How long records are kept"}  # fmt: skip  # a set
    assert {title for title, (done, _) in fresh.items() if done == "Optional"} == optional, "ours does as it came"
    assert {done for title, (done, _) in fresh.items() if title not in optional} == {"To do"}
    assert fresh["People"] == ("To do", "1 person")
    assert (await council.admin.submit(f"{HOME}/brand", {"colour": "#24478f", "logo_alt": ""})).status_code == 303
    await council.admin.submit("/council/notices", {"unread_hours": "2", "most_at_once": "5"})
    await council.invites_a_reader(site)
    after = await states(council.admin)
    assert {title for title, (done, _) in after.items() if done == "Done"} == {"Brand", "Notices by e-mail", "People"}
    assert after["People"] == ("Done", "2 people")


async def test_people_are_the_councils_own_and_what_is_taken_away_is_to_do_again(site: Site, world: World) -> None:
    own = world.larkmere
    admin, lead = await site.signed_in(own, "admin"), await site.signed_in(own, "ig_lead")
    staff = "select count(*) from council.staff where tenant_id = :id and ended_at is null and organisation_id is null"
    people = (await ask(world, staff, id=own.id))[0]
    for table, column in (("identity.group_roles", "council_id"), ("council.retention_choices", "tenant_id")):
        await tell(world, f"delete from {table} where {column} = :id", id=own.id)
    before = await states(admin)
    assert before["People"] == ("Done", f"{people} people")
    assert before["How your people sign in"][0] == "Done"
    assert before["Groups, roles and teams"][0] == before["How long records are kept"][0] == "Optional"
    form: Form = {"group": "cg-tasks", "role": "practitioner", "team": ""}
    assert (await admin.submit(f"{HOME}/groups", form)).status_code == 303
    assert (await states(admin))["Groups, roles and teams"][0] == "Done"
    which = (await ask(world, "select id from identity.group_roles where provider_group = 'cg-tasks'")).id
    assert (await admin.submit(f"{HOME}/groups", {}, to=f"{HOME}/groups/{which}/remove")).status_code == 303
    assert (await states(admin))["Groups, roles and teams"][0] == "Optional"
    chosen: Form = {
        "record_type": "context", "years": "2", "months": "0", "counted_from": "ended", "reason": "Our policy",
    }  # fmt: skip  # one form
    assert (await lead.submit("/retention/schedule", chosen)).status_code == 303
    assert (await states(admin))["How long records are kept"][0] == "Done"
