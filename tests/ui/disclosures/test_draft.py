"""What is typed for somebody outside is kept while it is typed, and counts for nothing before it is saved."""

from __future__ import annotations

from councils import World
from outside import WORRY, Outside, drafted, proposed, typed
from told import ask, rows, tell
from web import Site, hidden_in

_DRAFTS = (
    "select t.answers::text from council.drafts t join tenants.disclosures d on d.id = t.subject_id"
    " where t.form = 'outside' and d.reference = :ref"
)
_SAVED = (
    "select d.parts::text, r.person || r.email || r.phone from tenants.disclosures d"
    " join tenants.outside_receivers r on r.disclosure_id = d.id where d.reference = :ref"
)
_PEOPLE = ("Ada Typed-61", "a.typed-61@hospital.example", "020 7946 0161")


def half(mark: str) -> dict[str, str | list[str]]:
    person, email, phone = _PEOPLE
    return typed(person=person, email=email, phone=phone, f_worry=mark, expires_days="28", lang="cy")


async def test_what_is_typed_outlives_the_session_and_is_nobody_elses(site: Site, world: World) -> None:
    made = await drafted(site, world.larkmere)
    here, there = f"{made.href}/build", f"{made.href}/draft"
    assert f'data-autosave="{there}"' in (await made.author.get(here)).text
    kept = await made.author.submit(here, half("typed-kept-62"), to=there, htmx=True)
    assert kept.status_code == 204
    row, whom = await ask(world, _SAVED, ref=made.reference)
    assert "typed-kept-62" not in row, "nothing of it counts before it is saved"
    assert whom == ""
    await tell(world, "update identity.sessions set ended_at = now() where ended_at is null")
    author = await site.signed_in(world.larkmere, "practitioner")
    again = (await author.get(here)).text
    for said in ("typed-kept-62", "Your draft, kept ", *_PEOPLE, '<option value="28" selected>'):
        assert said in again, said
    for person in ("consultant", "specialist_manager"):
        page = await (await site.signed_in(world.larkmere, person)).get(here)
        assert "typed-kept-62" not in page.text, person
        assert _PEOPLE[1] not in page.text, person
    neighbour = await site.signed_in(world.hallowdene, "practitioner")
    assert (await neighbour.get(here)).status_code == 404
    assert (await neighbour.submit("/disclosures", half("typed-kept-62"), to=there)).status_code == 404


async def test_a_refused_form_and_a_quicker_colleague_lose_nothing(site: Site, world: World) -> None:
    made = await drafted(site, world.larkmere)
    here = f"{made.href}/build"
    refused = await made.author.submit(here, half("typed-kept-63") | {"purpose": "", "go": "propose"})
    assert refused.status_code == 422
    page = (await made.author.get(here)).text
    assert "typed-kept-63" in page, "without the answer that was refused"
    assert "Your draft, kept " in page
    colleague = await site.signed_in(world.larkmere, "specialist_manager")
    assert (await colleague.submit(here, typed(f_worry="quicker-64") | {"go": "save"})).status_code == 303
    page = (await made.author.get(here)).text
    assert "typed-kept-63" in page
    assert 'id="conflict"' in page, "never a silent overwrite"
    quicker = await made.author.submit(here, half("typed-kept-65") | {"go": "save"})
    assert quicker.status_code == 409
    assert "typed-kept-65" in quicker.text
    assert 'id="conflict"' in quicker.text
    assert hidden_in(quicker.text)["version"] == "2"
    seen = await made.author.submit(here, half("typed-kept-65") | {"version": "2", "go": "save"})
    assert seen.status_code == 303, "seen, it counts"
    page = (await made.author.get(here)).text
    assert "Your draft, kept " not in page, "saved, the draft is gone"
    assert "typed-kept-65" in page
    assert '<option value="28" selected>' in page, "for how long, too"
    assert not await rows(world, _DRAFTS, ref=made.reference)


async def test_without_a_script_a_draft_is_kept_and_thrown_away_by_buttons(site: Site, world: World) -> None:
    made = await drafted(site, world.larkmere)
    here, there = f"{made.href}/build", f"{made.href}/draft"
    kept = await made.author.submit(here, half("typed-kept-66"), to=there, follow=True)
    assert "typed-kept-66" in kept.text
    assert "Your draft is kept." in kept.text
    gone = await made.author.submit(here, {"_drop": "1"}, to=there, follow=True)
    assert "The draft is gone." in gone.text
    assert "typed-kept-66" not in gone.text


async def test_what_is_proposed_or_thrown_away_leaves_no_draft(site: Site, world: World) -> None:
    made = await proposed(site, world.larkmere)
    assert not await rows(world, _DRAFTS, ref=made.reference)
    await _keep(made, "typed-kept-67")
    (page,) = await ask(world, _DRAFTS, ref=made.reference)
    assert "typed-kept-67" in page
    assert (await made.author.submit(made.href, {}, to=f"{made.href}/discard")).status_code == 303
    assert not await rows(world, _DRAFTS, ref=made.reference)
    await _keep(made, "typed-kept-68")
    assert not await rows(world, _DRAFTS, ref=made.reference), "of what is over, nothing is kept"


async def test_nothing_is_kept_of_what_has_gone(site: Site, world: World) -> None:
    made = await proposed(site, world.larkmere)
    assert await made.second() == 303
    await made.send()
    assert (await made.author.submit(made.href, {}, to=f"{made.href}/discard")).status_code == 303
    assert WORRY in (await made.author.get(made.href)).text, "sent, it is not thrown away"
    await _keep(made, "typed-kept-69")
    assert not await rows(world, _DRAFTS, ref=made.reference)


async def _keep(made: Outside, mark: str) -> None:
    kept = await made.author.submit("/disclosures", half(mark), to=f"{made.href}/draft", htmx=True)
    assert kept.status_code == 204
