"""The pack for the data protection impact assessment: from the real settings, the same on its page and without one."""

from __future__ import annotations

import html
import re

from casework import acting
from coming_on import GATE, Form, brought_on, read
from commonground.tenants.going_live.service import gate_of
from commonground.ui.setting_up.assessment import assessment_view
from commonground.ui.setting_up.assessment_facts import Facts, Points, Table, pack_of
from councils import World
from pages import counting
from told import ask, tell
from web import Site

PAGE = f"{GATE}/assessment"


async def test_the_pack_is_written_from_the_real_settings(site: Site) -> None:
    council = await brought_on(site, "assessed", kind="district")
    await council.invites_a_reader(site)
    await council.admin.submit(
        GATE, {"ig_contact_who": "Noor Ash, IG manager", "ig_contact_note": "ig@assessed.example"}
    )
    pack = (await council.admin.get(PAGE)).text
    for words in ("Noor Ash, IG manager", "District or borough", "Crime and Disorder Act 1998, section 17",
                  "can’t pass to it", "2 people with an account of Commonground", "Front door: 1",
                  "No partner organisation is on the register.", "1 year after", "Our suggestion",
                  "8:30am to 5pm on working days"):  # fmt: skip
        assert words in pack, words
    assert switched_on(pack) == {
        "Break-glass": "Yes", "Warning flags": "No", "The tracker as a file": "No", "A clock for consultations": "No",
    }  # fmt: skip  # one to each


def switched_on(pack: str) -> dict[str, str]:
    part = pack.split('id="features"')[1].split("</table>", maxsplit=1)[0]
    return dict(re.findall(r'<th scope="row">([^<]+)<.*?<td data-label="Switched on">(\w+)</td>', part))


async def test_the_pack_names_partners_choices_and_closures(site: Site, world: World) -> None:
    own = world.larkmere
    await tell(world, "update commons.councils set closures = '{2026-12-28}' where id = :id", id=own.id)
    chosen: Form = {
        "record_type": "context", "years": "2", "months": "0", "counted_from": "ended", "reason": "Ours",
    }  # fmt: skip  # one form
    assert (await (await site.signed_in(own, "ig_lead")).submit("/retention/schedule", chosen)).status_code == 303
    pack = (await (await site.signed_in(own, "admin")).get(PAGE)).text
    (name,) = await ask(world, "select name from council.partner_organisations where id = :id", id=own.organisation)
    (theirs,) = await ask(world, "select name from council.partner_organisations where id = :id",
                          id=world.hallowdene.organisation)  # fmt: skip
    assert f'<th scope="row">{html.escape(name)}' in pack
    assert html.escape(theirs) not in pack
    assert "2 years after" in pack
    assert "The council chose this" in pack
    assert "Closed besides: 28 December 2026" in pack


async def test_the_pack_says_what_goes_by_itself_and_what_comes(site: Site, world: World) -> None:
    lead, admin = [await site.signed_in(world.hallowdene, each) for each in ("ig_lead", "admin")]
    version = re.compile(r'name="version" value="([^"]+)"')
    before = (await admin.get(PAGE)).text
    shorter: Form = {
        "record_type": "notice", "years": "0", "months": "1", "counted_from": "given", "reason": "Ours",
    }  # fmt: skip  # one form
    assert (await lead.submit("/retention/schedule", shorter)).status_code == 303
    pack = (await admin.get(PAGE)).text
    assert re.search(r"1 year after it was given\. From \d+ \w+ \d+ on: 1 month after it was given", pack)
    assert "notices go by themselves" in pack
    assert "disposal with a second person, as your retention choices say" not in pack
    assert version.findall(pack)
    assert version.findall(pack) != version.findall(before), "to be read again"


async def test_every_word_that_stands_without_a_page_stands_on_it(site: Site, world: World) -> None:
    page = (await (await site.signed_in(world.larkmere, "admin")).get(PAGE)).text
    async with acting(world, world.larkmere, "admin", keep=False) as work:
        pack = pack_of(await assessment_view(work, await gate_of(work)))
    assert [section.title[:2] for section in pack.sections] == [f"{number}." for number in range(1, 10)]
    for section in pack.sections:
        shown = html.unescape(page.split(f'id="{section.id}"')[1].split("</section>")[0])
        for words in (each for part in section.parts for each in _words(part)):
            assert words in shown, section.title
        assert section.title in shown
        assert all("".join(part.lines()) for part in section.parts)


def _words(part: object) -> list[str]:
    match part:
        case Points():
            return list(part.points)
        case Facts():
            return [words for row in part.rows for words in row]
        case Table():
            return [
                part.caption,
                *part.heads,
                *(each for row in part.rows for each in (row.name, row.about, *row.cells)),
            ]
        case _:
            return [str(part.text)]  # type: ignore[attr-defined]  # words


async def test_its_version_is_made_once(site: Site, world: World) -> None:
    """Whether there is evidence of an earlier one or not."""
    council = await brought_on(site, "onceread")
    for _ in range(2):
        with counting(site) as statements:
            assert (await council.admin.get(PAGE)).status_code == 200
        agreed = [each for each in statements.sent if "partner_agreements.edition" in each and "LEFT OUTER" in each]
        assert len(agreed) == 1, agreed
        await read(council.admin, "assessment")
