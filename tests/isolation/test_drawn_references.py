"""References of public reports are drawn in the database: whoever could choose one would learn from the refusal which
references a council has already."""

from __future__ import annotations

from uuid import uuid4

import asyncpg
import pytest

from commonground.platform.database.visibility import Verb
from commonground.platform.references import ALPHABET, ReferenceKind, parse_reference
from public_arms import allowed_row, arms, insertion, open_pass
from stands import MEMBER, WEB, Scene, Stand, as_superuser, standing

REFERRALS, ARM = next((t, a) for t, a in arms(Verb.INSERT) if t.fullname == "tenants.referrals")
DRAWN = "select identity.draw_reference() from generate_series(1, 3000)"


async def _drawn(scene: Scene) -> list[str]:
    connection = await asyncpg.connect(scene.database.owner_url)
    try:
        return [row[0] for row in await connection.fetch(DRAWN)]
    finally:
        await connection.close()


async def test_they_are_written_as_ours_are(scene: Scene) -> None:
    drawn = await _drawn(scene)
    assert [parse_reference(each, ReferenceKind.REFERRAL) for each in drawn] == drawn
    assert len(set(drawn)) == len(drawn)


async def test_every_character_comes_everywhere(scene: Scene) -> None:
    for place in (3, 4, 5, 6, 8, 9, 10):
        assert {each[place] for each in await _drawn(scene)} == set(ALPHABET)


async def _answer_to(scene: Scene, reference: str) -> str:
    """What the database says to a public referral under this reference."""
    async with standing(WEB, scene) as web:
        opened = await open_pass(web, scene, "sending")
        row = allowed_row(REFERRALS, ARM, scene, opened) | {"reference": reference}
        try:
            said: str = await web.execute(insertion(REFERRALS, row))
        except asyncpg.PostgresError as error:
            said = str(error.as_dict())
    return said


async def test_a_taken_reference_and_a_free_one_get_one_answer(own_scene: Scene) -> None:
    """Put back: a public pass that chooses its reference."""
    taken = str(own_scene.row(own_scene.own, "tenants.referrals")["reference"])
    assert await _answer_to(own_scene, taken) == await _answer_to(own_scene, "CR-0000-000")
    await as_superuser(
        own_scene,
        "alter policy public_sending_insert on tenants.referrals"
        " with check (tenant_id = (select identity.council_as('sending')))",
    )
    assert await _answer_to(own_scene, taken) != await _answer_to(own_scene, "CR-0000-000"), "the probe cannot fail"


_DRAWS = """
    create or replace function identity.draw_reference() returns text language plpgsql as $$
    declare already integer := coalesce(nullif(current_setting('test.draws', true), ''), '0')::integer;
    begin
      perform set_config('test.draws', (already + 1)::text, true);
      return case when already < {taken} then '{reference}' else 'CR-0000-000' end;
    end $$
"""


async def test_a_taken_one_is_drawn_again(own_scene: Scene) -> None:
    reference = own_scene.row(own_scene.own, "tenants.referrals")["reference"]
    await as_superuser(own_scene, _DRAWS.format(taken=3, reference=reference))
    async with standing(WEB, own_scene) as web:
        assert (await open_pass(web, own_scene, "sending")).about == "CR-0000-000"


async def test_another_councils_reference_is_free(own_scene: Scene) -> None:
    reference = own_scene.row(own_scene.other, "tenants.referrals")["reference"]
    await as_superuser(own_scene, _DRAWS.format(taken=1, reference=reference))
    async with standing(WEB, own_scene) as web:
        assert (await open_pass(web, own_scene, "sending")).about == reference


async def test_a_broken_generator_is_an_error_and_no_endless_loop(own_scene: Scene) -> None:
    reference = own_scene.row(own_scene.own, "tenants.referrals")["reference"]
    await as_superuser(own_scene, _DRAWS.format(taken=1000, reference=reference))
    async with standing(WEB, own_scene) as web:
        with pytest.raises(asyncpg.RaiseError, match="no reference is free"):
            await open_pass(web, own_scene, "sending")


@pytest.mark.parametrize("stand", [WEB, MEMBER], ids=str)
async def test_only_the_form_begins_a_report(scene: Scene, stand: Stand) -> None:
    async with standing(stand, scene) as web:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await web.fetch("select identity.begin_report($1)", uuid4())
