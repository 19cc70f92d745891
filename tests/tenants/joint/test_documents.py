"""Documents that go along with a part of a joint concern: which may, what is looked through first, who reads them, and
what is left of one that was taken back."""

from __future__ import annotations

import asyncio
import hashlib
import json
from pathlib import Path

import pytest

from casework import acting
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.files.kinds import FileKind
from commonground.platform.files.store import FileStore, StoreAwayError, store_of
from commonground.platform.joint import queries
from commonground.platform.joint.types import NewPart, Part, PartKind, PartState
from commonground.platform.refusals import IncompleteError
from commonground.platform.settings import Settings
from commonground.tenants.attachments.service import FileAwayError
from commonground.tenants.joint import service
from commonground.tenants.joint.documents import LONGEST_TEXT, add_document, look_in, open_document, own_files
from commonground.tenants.joint.load import load_joint
from commonground.tenants.joint.partner import load_shared_joint
from councils import TestCouncil, World
from joint_files import BOSS, CONTENT, NAME, add_file, file_on, object_of, offered
from jointly import Begun, joined, let_in, parts, third_council
from told import ask, rows, tell


@pytest.fixture(scope="module")
def third(world: World) -> TestCouncil:
    return asyncio.run(third_council(world))


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return store_of(Settings(files_path=str(tmp_path / "files")))


async def bytes_of(part: Part, store: FileStore) -> bytes:
    _, given = await open_document(part, store)
    return b"".join([each async for each in given])


async def refused(world: World, store: FileStore, begun: Begun, file: object) -> str:
    """What is said at the question about the file; and that nothing of it stands anywhere."""
    before = {each.id for each in await store.lying(world.larkmere.id)}
    with pytest.raises(IncompleteError) as lacking:
        await add_file(world, store, begun, file, world.hallowdene)  # type: ignore[arg-type]  # an id
    assert await parts(world, begun, world.larkmere) == []
    assert await rows(world, "select id from council.receipts where crossing_id = :id", id=begun.id) == []
    assert {each.id for each in await store.lying(world.larkmere.id)} - before == set()
    [problem] = lacking.value.problems
    assert problem.field == "file"
    return problem.sentence


async def test_only_files_of_ones_own_context_that_can_be_opened_are_offered(world: World, store: FileStore) -> None:
    begun, other = await joined(world, world.hallowdene), await joined(world, world.hallowdene)
    clean, _ = await file_on(world, store, begun)
    unscanned, _ = await file_on(world, store, begun, state="unscanned")
    for state in ("waiting", "refused"):
        await file_on(world, store, begun, state=state)
    now = (await ask(world, "select now() as now")).now
    await file_on(world, store, begun, taken_off_at=now)
    await file_on(world, store, other)
    assert {each.id for each in await offered(world, begun)} == {clean, unscanned}
    assert await offered(world, begun, council=world.hallowdene) == [], "it has named no context"
    looked = "select count(*) as n from audit.entries where action = 'read_context' and subject_id = :id"
    link = await ask(world, "select our_context_id as id from tenants.joint_links where id = :id and our_context_id"
                     " is not null", id=begun.id)  # fmt: skip
    before = (await ask(world, looked, id=link.id)).n
    await offered(world, begun)
    assert (await ask(world, looked, id=link.id)).n == before + 1


async def test_whoever_may_not_open_the_context_is_offered_none_of_its_files(world: World, store: FileStore) -> None:
    begun = await joined(world, world.hallowdene)
    await file_on(world, store, begun)
    assert len(await offered(world, begun)) == 1
    await tell(world, "update tenants.contexts set team_id = :team, kind = 'group' where id ="
               " (select our_context_id from tenants.joint_links where tenant_id = :council and id = :id)",
               team=world.larkmere.teams["front_door"], council=world.larkmere.id, id=begun.id)  # fmt: skip
    assert await offered(world, begun) == []


async def test_others_read_a_copy_out_of_its_owners_place_and_no_name(
    world: World, store: FileStore, third: TestCouncil
) -> None:
    begun = await joined(world, world.hallowdene, third)
    file, object_id = await file_on(world, store, begun)
    made = await add_file(world, store, begun, file, world.hallowdene)
    [seen] = await parts(world, begun, world.hallowdene)
    assert seen.id == made
    assert (seen.file.kind, seen.file.size) == (FileKind.PDF, len(CONTENT))
    assert seen.file.digest == hashlib.sha256(CONTENT).hexdigest()
    assert seen.file.object_id != object_id, "nothing else names it"
    assert await bytes_of(seen, store) == CONTENT
    assert await store.lying(world.hallowdene.id) == []
    assert await parts(world, begun, third) == []
    await tell(world, "update tenants.attachments set taken_off_at = now() where id = :id", id=file)
    await store.delete(world.larkmere.id, [object_id])
    assert await bytes_of(seen, store) == CONTENT, "what becomes of the record’s own changes nothing"
    for table in ("crossing.contributions", "crossing.joint_steps", "council.receipts", "system.outbox"):
        left = f"select count(*) as n from {table} t where t::text like '%Jayden%' or t::text like '%{NAME}%'"
        assert (await ask(world, left)).n == 0, table


async def test_its_hash_stands_in_the_receipt_and_in_the_hash_of_the_part(world: World, store: FileStore) -> None:
    begun = await joined(world, world.hallowdene)
    file, _ = await file_on(world, store, begun)
    made = await add_file(world, store, begun, file, world.hallowdene)
    described = await _described(world, begun)
    manifests = [
        json.loads(row.manifest)["part"]
        for row in await rows(world, "select manifest from council.receipts where crossing_id = :id"
                              " and tenant_id = :council order by no", id=begun.id, council=world.larkmere.id)
    ]  # fmt: skip
    digest = hashlib.sha256(CONTENT).hexdigest()
    assert [each["file"] for each in manifests] == [digest, None]

    def hashed(part: object, **more: str) -> str:
        said = {"codes": [], **more, "id": str(part), "kind": "document", "words": "A map of the stops."}
        return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()

    assert manifests[0]["hash"] == hashed(made, file=digest)
    assert manifests[1]["hash"] == hashed(described), "of one without a file as it always was"


async def _described(world: World, begun: Begun) -> object:
    async with acting(world, world.larkmere, BOSS) as work:
        joint = await load_joint(work, begun.reference, to=Action.WORK_JOINT)
        return await service.add(work, joint, NewPart(PartKind.DOCUMENT, "A map of the stops."))


async def test_a_partner_reads_one_that_is_marked_for_them_and_no_other(world: World, store: FileStore) -> None:
    begun = await joined(world, world.hallowdene)
    guest = await let_in(world, begun, world.hallowdene)
    file, _ = await file_on(world, store, begun)
    marked = await add_file(world, store, begun, file, guests=(guest,))
    await add_file(world, store, begun, file, world.hallowdene)
    async with acting(world, world.hallowdene, "partner") as work:
        _, seen = await load_shared_joint(work, begun.reference)
        [mine] = seen
        assert mine.id == marked
        _, given = await open_document(mine, store)
        assert b"".join([each async for each in given]) == CONTENT
    await _withdraw(world, begun, marked)
    async with acting(world, world.hallowdene, "partner") as work:
        _, [stub] = await load_shared_joint(work, begun.reference)
        assert stub.file is None
        with pytest.raises(NotFoundHereError):
            await open_document(stub, store)


async def _withdraw(world: World, begun: Begun, part: object) -> None:
    async with acting(world, world.larkmere, BOSS) as work:
        found = next(each for each in await queries.parts_of(work, begun.id) if each.id == part)
        await service.withdraw(work, found, "")


async def test_taken_back_its_hash_is_left_and_nothing_else_of_it(world: World, store: FileStore) -> None:
    begun = await joined(world, world.hallowdene)
    file, _ = await file_on(world, store, begun)
    made = await add_file(world, store, begun, file, world.hallowdene)
    await _withdraw(world, begun, made)
    [stub] = await parts(world, begun, world.hallowdene)
    assert (stub.state, stub.file) == (PartState.WITHDRAWN, None)
    with pytest.raises(NotFoundHereError):
        await open_document(stub, store)
    left = await ask(world, "select num_nonnulls(file_object_id, file_kind, file_size) as n, file_digest"
                     " from crossing.contributions where id = :id", id=made)  # fmt: skip
    assert (left.n, bytes(left.file_digest)) == (0, hashlib.sha256(CONTENT).digest())
    [proof, _] = await rows(world, "select manifest from council.receipts where what = 'joint_withdrawn'"
                            " and crossing_id = :id", id=begun.id)  # fmt: skip
    assert json.loads(proof.manifest)["part"]["file"] == hashlib.sha256(CONTENT).hexdigest()


async def test_a_file_that_is_another_by_now_is_refused_and_nothing_is_half_written(
    world: World, store: FileStore
) -> None:
    begun = await joined(world, world.hallowdene)
    for changed in ({"digest": b"another"}, {"size": 7}):
        file, _ = await file_on(world, store, begun, **changed)
        with pytest.raises(IncompleteError):
            await add_file(world, store, begun, file, world.hallowdene)
        assert await parts(world, begun, world.larkmere) == []
    file, object_id = await file_on(world, store, begun)
    await store.delete(world.larkmere.id, [object_id])
    assert "can’t be read any more" in await refused(world, store, begun, file)


async def test_while_the_store_is_away_nothing_is_added(
    world: World, store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = await joined(world, world.hallowdene)
    file, _ = await file_on(world, store, begun)

    async def away(*_: object) -> None:
        raise StoreAwayError

    monkeypatch.setattr(store, "copy", away)
    assert "Try again in a few minutes" in await refused(world, store, begun, file)


@pytest.mark.parametrize("words", ["Ring 07700 900123.", "Her NHS number is 943 476 5919.", "See CR-7K3F-29M."])
async def test_what_tells_who_somebody_is_in_a_text_is_refused(world: World, store: FileStore, words: str) -> None:
    begun = await joined(world, world.hallowdene)
    file, _ = await file_on(world, store, begun, words.encode(), kind="txt", name="a.txt")
    assert "can tell who somebody is" in await refused(world, store, begun, file)


async def test_what_may_be_a_name_in_a_text_is_found(world: World, store: FileStore) -> None:
    begun = await joined(world, world.hallowdene)
    said = b"We saw Ayesha Khan there after school."
    await file_on(world, store, begun, said, kind="txt", name="a.txt")
    await file_on(world, store, begun, said)
    looked = {}
    async with acting(world, world.larkmere, BOSS) as work:
        joint = await load_joint(work, begun.reference, to=Action.WORK_JOINT)
        for each in await own_files(work, joint.link):
            looked[each.kind] = await look_in(work, each, store)
    assert looked[FileKind.TXT].maybe == ("Ayesha Khan",)
    assert looked[FileKind.PDF].maybe == (), "nobody reads that here: that is what the tick is for"


async def test_a_text_that_nobody_could_look_through_is_refused(world: World, store: FileStore) -> None:
    begun = await joined(world, world.hallowdene)
    file, _ = await file_on(world, store, begun, b"x " * (LONGEST_TEXT // 2 + 1), kind="txt", name="a.txt")
    assert "too long" in await refused(world, store, begun, file)


async def test_a_file_goes_along_with_a_document_alone(world: World, store: FileStore) -> None:
    begun = await joined(world, world.hallowdene)
    await file_on(world, store, begun)
    async with acting(world, world.larkmere, BOSS, keep=False) as work:
        joint = await load_joint(work, begun.reference, to=Action.WORK_JOINT)
        [found] = await own_files(work, joint.link)
        with pytest.raises(NotFoundHereError):
            await add_document(work, joint, NewPart(PartKind.TEXT, "Words"), found, store)
        await tell(world, "update tenants.attachments set state = 'waiting' where id = :id", id=found.id)
    assert await offered(world, begun) == []


async def test_bytes_that_are_gone_say_so(world: World, store: FileStore) -> None:
    begun = await joined(world, world.hallowdene)
    file, _ = await file_on(world, store, begun)
    made = await add_file(world, store, begun, file, world.hallowdene)
    [part] = await parts(world, begun, world.hallowdene)
    kept = await object_of(world, made)
    assert kept is not None
    await store.delete(world.larkmere.id, [kept])
    with pytest.raises(FileAwayError):
        await open_document(part, store)
