"""`commonground receipt …` as somebody types it: what both councils hold is verified by anybody, and no tamper is."""

from __future__ import annotations

import asyncio
import base64
import json
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commonground.infra.cli import main
from commonground.infra.cli.receipt import SECOND
from commonground.platform.audit.heads import HeadFiles
from commonground.platform.crossings.receipts import Fault, NoReceiptError, SignedReceipt, fault
from commonground.platform.crossings.types import Act, Verb
from commonground.platform.settings import settings
from councils import make_world
from crossing_looks import Crossing
from crossing_scene import AUTHOR, Crossings
from jointly import Begun, add, joined, withdraw
from npm import node
from postgres import Database
from receipt_tampers import FORGER, tampers
from receipts_signed import sign_receipts
from trails import KEY, KEYS


@dataclass
class Files:
    crossings: Crossings
    crossing: Crossing
    folder: Path

    def out(self, council: str, number: int | None = None) -> Path:
        """The receipt of this number as that council exports it."""
        file = self.folder / f"{council}-{number}.json"
        which = ("--no", str(number)) if number else ()
        asked = ("--tenant", council, "--reference", self.crossing.reference, "--out", str(file))
        said = receipt("export", *asked, *which)
        assert said.exit_code == 0, said.output
        return file


def receipt(*words: str) -> Result:
    return CliRunner().invoke(main, ["receipt", *words])


@pytest.fixture
def files(own_database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Files]:
    monkeypatch.setenv("COMMONGROUND_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("COMMONGROUND_DATABASE_URL", own_database.owner_url)
    monkeypatch.setenv("COMMONGROUND_AUDIT_KEY", base64.b64encode(KEY.seed).decode())
    monkeypatch.setenv("COMMONGROUND_AUDIT_EXPORT", str(tmp_path / "heads"))
    settings.cache_clear()
    yield asyncio.run(_handed_over(own_database, tmp_path))
    settings.cache_clear()


async def _handed_over(database: Database, folder: Path) -> Files:
    """A crossing with a receipt of each sort, signed as the relay does."""
    crossings = Crossings(await make_world(database))
    world = crossings.world
    crossing = await crossings.sent(world.larkmere, world.hallowdene)
    for what in (Act.ACCEPT, Act.HOLD_CONFERENCE, Act.TAKE_RESPONSIBILITY):
        await crossings.act(world.hallowdene, crossing, what)
    await crossings.act(world.larkmere, crossing, Act.ASK_PURGE, AUTHOR)
    await crossings.act(world.hallowdene, crossing, Act.ANSWER_PURGE)
    other = await crossings.sent(world.hallowdene, world.larkmere, verb=Verb.INFORM)
    await crossings.act(world.larkmere, other, Act.ACKNOWLEDGE)
    assert await sign_receipts(world, HeadFiles(folder / "heads")) == 5
    return Files(crossings, crossing, folder)


def second(file: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(node()), str(SECOND), str(file), *words], capture_output=True, text=True, check=False)


def test_both_councils_hold_the_same_file(files: Files) -> None:
    for number in (1, 2, 3, 4):
        mine, theirs = files.out("larkmere", number), files.out("hallowdene", number)
        assert mine.read_bytes() == theirs.read_bytes()
        said = receipt("verify", str(mine))
        assert said.exit_code == 0, said.output
        assert f"genuine. receipt {number} of {files.crossing.reference} (" in said.output
        assert "Larkmere Council to Hallowdene County Council" in said.output
        assert second(mine, "--key", KEY.public.text).returncode == 0
    assert files.out("larkmere").read_bytes() == files.out("larkmere", 4).read_bytes(), "the last one"


async def _worked_jointly(files: Files) -> Begun:
    world = files.crossings.world
    begun = await joined(world, world.hallowdene)
    await withdraw(world, begun, await add(world, begun, world.larkmere, world.hallowdene))
    assert await sign_receipts(world, HeadFiles(files.folder / "heads")) == 2
    return begun


def test_one_of_a_joint_concern_is_verified_like_any_other(files: Files) -> None:
    """It has no number: whoever sees little of it can't count what they don't see."""
    begun = asyncio.run(_worked_jointly(files))
    files.crossing = replace(files.crossing, reference=begun.reference)
    mine, theirs = files.out("larkmere"), files.out("hallowdene")
    assert mine.read_bytes() == theirs.read_bytes()
    said = receipt("verify", str(mine))
    assert said.exit_code == 0, said.output
    about = (
        f"genuine. receipt of {begun.reference} (joint_withdrawn), held by Hallowdene County Council, Larkmere Council"
    )
    assert about in said.output
    told = json.loads(receipt("verify", str(mine), "--json").output)
    assert (told["fits"], told["parties"]) == (True, ["Hallowdene County Council", "Larkmere Council"])
    assert second(mine, "--key", KEY.public.text).returncode == 0
    mine.write_text(mine.read_text().replace("withdrawn", "withdrewn"))
    assert receipt("verify", str(mine)).exit_code == 1


def test_for_machines_it_is_json(files: Files) -> None:
    said = json.loads(receipt("verify", str(files.out("larkmere", 1)), "--json").output)
    assert (said["fits"], said["fault"], said["what"], said["no"]) == (True, None, "opened", 1)
    assert (said["reference"], said["key"], said["remark"]) == (files.crossing.reference, KEY.public.id, "")
    broken = files.folder / "broken.json"
    broken.write_text("{}")
    said = json.loads(receipt("verify", str(broken), "--json").output)
    assert (said["fits"], said["fault"]) == (False, "unreadable")


def test_it_needs_no_database_and_no_key_of_ours(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    file = files.out("larkmere", 1)
    for name in ("DATABASE_URL", "AUDIT_KEY"):
        monkeypatch.delenv(f"COMMONGROUND_{name}")
    monkeypatch.setenv("COMMONGROUND_AUDIT_EXPORT", str(files.folder / "none"))
    settings.cache_clear()
    named = receipt("verify", str(file), "--key", KEY.public.text)
    assert (named.exit_code, "believed" in named.output) == (0, False)
    alone = receipt("verify", str(file))
    assert alone.exit_code == 0
    assert f"the file's own was believed. Compare it with the one that was published: {KEY.public.text}" in alone.output
    assert receipt("verify", str(file), "--key", FORGER.public.text).exit_code == 1


@pytest.mark.parametrize("gone", ["larkmere", "hallowdene"])
def test_it_is_verified_after_the_other_council_has_left(files: Files, gone: str) -> None:
    stays = "hallowdene" if gone == "larkmere" else "larkmere"
    before = files.out(stays, 1).read_bytes()
    asyncio.run(files.crossings.remove_council(getattr(files.crossings.world, gone)))
    file = files.out(stays, 1)
    assert file.read_bytes() == before
    assert receipt("verify", str(file)).exit_code == 0
    asked = ("--tenant", gone, "--reference", files.crossing.reference, "--out", str(files.folder / "x"))
    assert receipt("export", *asked).exit_code == 2


def test_no_tamper_is_genuine(files: Files) -> None:
    """Five hundred, each of the file alone: by the command's own parts, a sample by the command itself and by the
    second verifier, which need a process each."""
    texts = [files.out("larkmere", number).read_text() for number in (1, 2, 3, 4)]
    assert [fault(SignedReceipt.from_text(text), KEYS) for text in texts] == [None] * 4
    found: Counter[str] = Counter()
    taken: list[str] = []
    file = files.folder / "tampered.json"
    for number, tamper in enumerate(tampers(20261130, 500, texts)):
        wrong = _fault(tamper.text)
        found[str(wrong)] += 1
        taken += [tamper.what] if wrong is None else []
        if number % 20 == 0:
            file.write_text(tamper.text)
            said = receipt("verify", str(file))
            assert said.exit_code == 1, tamper
            assert "not genuine. " in said.output
            assert second(file, "--key", KEY.public.text).returncode == 1, tamper
    assert taken == []
    assert set(found) == set(Fault), found


def _fault(text: str) -> Fault | None:
    try:
        return fault(SignedReceipt.from_text(text), KEYS)
    except NoReceiptError:
        return Fault.UNREADABLE


def test_each_fault_is_said_in_a_sentence(files: Files) -> None:
    genuine = json.loads(files.out("larkmere", 1).read_text())
    file = files.folder / "wrong.json"
    for changed, sentence in (
        ({"manifest": genuine["manifest"].replace("public_task", "consent")}, "What the receipt says was changed"),
        ({"signed_at": "2026-01-01T00:00:00.000000Z"}, "The signature is not of this receipt"),
        ({"key": FORGER.public.id, "public_key": FORGER.public.text}, "signed with a key that is not believed here"),
        ({"key": FORGER.public.id}, "The key in the file is not the one"),
        ({"form": "commonground receipt file 2"}, "This is no receipt"),
        ({"manifest": genuine["manifest"] + "\ud800"}, "What the receipt says was changed"),
    ):
        file.write_text(json.dumps(genuine | changed))
        said = receipt("verify", str(file))
        assert (said.exit_code, sentence in said.output) == (1, True), said.output
    for none in (b"", b"[]", b"\xff\xfe", b'"text"', b"[" * 100_000, b'{"form": "a", "form": "b"}'):
        file.write_bytes(none)
        assert receipt("verify", str(file)).exit_code == 1


def test_what_cannot_be_looked_at_is_told(files: Files) -> None:
    file = files.out("larkmere", 1)
    out = str(files.folder / "x")
    known = ("--reference", files.crossing.reference, "--out", out)
    for words in (
        ("verify", str(files.folder / "nowhere.json")),
        ("verify", str(file), "--key", "x"),
        ("export", "--tenant", "nowhere", *known),
        ("export", "--tenant", "larkmere", "--reference", "CR-7K3F-29M", "--out", out),
        ("export", "--tenant", "larkmere", *known, "--no", "9"),
    ):
        said = receipt(*words)
        assert said.exit_code == 2, words
        assert "Error: " in said.output
    asyncio.run(files.crossings.run("update council.receipts set signature = null"))
    said = receipt("export", "--tenant", "larkmere", *known)
    assert (said.exit_code, "Nobody has signed it yet" in said.output) == (2, True)


def test_the_second_verifier_is_named(files: Files) -> None:
    assert receipt("verifier").output == f"node {SECOND} RECEIPT.json --key PUBLIC-KEY\n"
    assert second(files.out("larkmere", 1)).stdout.splitlines()[0] == "genuine"
    assert second(files.folder / "nowhere.json").returncode == 2
