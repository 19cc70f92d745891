"""The embedded server: who may reach it, and that nothing committed is lost however it ends."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from commonground.infra.postgres import Cluster, Durability, ServerError
from commonground.infra.postgres.account import server_account
from commonground.infra.postgres.lease import Lease
from commonground.infra.postgres.places import places_for
from commonground.infra.postgres.running import read_pid_file

root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root lends the server an account")


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    made = Cluster(tmp_path, durability=Durability.NONE)
    yield made
    made.destroy()


@pytest.fixture
def durable(tmp_path: Path) -> Iterator[Cluster]:
    """As `make run` starts it."""
    made = Cluster(tmp_path)
    yield made
    assert ask(made, "SHOW fsync") == "on"
    made.destroy()


def run(cluster: Cluster, statement: str) -> None:
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        connection.execute(statement.encode())


def ask(cluster: Cluster, question: str) -> object:
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        row = connection.execute(question.encode()).fetchone()
        return row[0] if row else None


def postmaster(tmp_path: Path) -> int:
    found = read_pid_file(places_for(tmp_path, server_account()).pid_file)
    assert found
    return found.pid


def family(pid: int) -> list[int]:
    told = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [pid, *map(int, told.stdout.split())]


def test_a_second_start_keeps_what_was_written(cluster: Cluster) -> None:
    cluster.start()
    run(cluster, "CREATE TABLE kept AS SELECT 'the park'::text AS place")
    cluster.stop()
    assert not cluster.is_running()

    cluster.start()
    assert ask(cluster, "SELECT place FROM kept") == "the park"


def test_only_its_owner_reaches_it(cluster: Cluster, tmp_path: Path) -> None:
    cluster.start()
    places = places_for(tmp_path, server_account())

    assert ask(cluster, "SHOW listen_addresses") == ""
    assert ask(cluster, "SELECT count(*) FROM pg_hba_file_rules WHERE auth_method <> 'scram-sha-256'") == 0
    assert stat.S_IMODE(places.socket.stat().st_mode) == 0o700
    assert stat.S_IMODE(places.cluster.stat().st_mode) == 0o700
    assert stat.S_IMODE(places.passwords.stat().st_mode) == 0o600
    assert not (places.home / "first-password").exists()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(f"postgresql://postgres:guess@/postgres?host={places.socket}")


@pytest.mark.parametrize(("kind", "rounds"), [("durable", 4096), ("cluster", 1)])
def test_passwords_are_hashed_as_often_as_usual_where_they_last(
    request: pytest.FixtureRequest, kind: str, rounds: int
) -> None:
    """Its owner's too, which is made before the server has any configuration."""
    started: Cluster = request.getfixturevalue(kind).start()
    assert ask(started, "SHOW scram_iterations") == str(rounds)
    assert str(ask(started, "SELECT rolpassword FROM pg_authid WHERE rolsuper")).startswith(f"SCRAM-SHA-256${rounds}:")


def test_text_sorts_and_folds_alike_on_every_machine(cluster: Cluster) -> None:
    cluster.start()
    assert ask(cluster, "SELECT datlocprovider FROM pg_database WHERE datname = 'postgres'") == "b"
    assert ask(cluster, "SELECT lower('ŴYN ÉIRE')") == "ŵyn éire"
    assert ask(cluster, "SHOW timezone") == "UTC"


@root_only
def test_root_never_runs_it(cluster: Cluster, tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    cluster.start()
    account = server_account()
    assert account.uid != 0
    assert all(Path(f"/proc/{pid}").stat().st_uid == account.uid for pid in family(postmaster(tmp_path)))
    assert places_for(tmp_path, account).passwords.stat().st_uid == 0


def test_a_killed_server_comes_back_with_every_committed_row(tmp_path: Path, durable: Cluster) -> None:
    cluster = durable.start()
    run(cluster, "CREATE TABLE kept AS SELECT generate_series(1, 1000)")
    # An orphan at work holds the files after its parent is gone: the new start has to wait for it.
    busy = subprocess.Popen(
        [sys.executable, "-c", "import psycopg, sys; psycopg.connect(sys.argv[1]).execute('SELECT pg_sleep(2)')",
         cluster.url()],
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    while ask(cluster, "SELECT count(*) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(2)'") == 0:
        time.sleep(0.05)

    os.kill(postmaster(tmp_path), signal.SIGKILL)
    cluster.start()

    busy.wait()
    assert ask(cluster, "SELECT count(*) FROM kept") == 1000


def test_it_comes_back_when_every_process_of_it_was_killed(tmp_path: Path, durable: Cluster) -> None:
    cluster = durable.start()
    run(cluster, "CREATE TABLE kept AS SELECT generate_series(1, 1000)")
    for pid in reversed(family(postmaster(tmp_path))):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)

    cluster.start()
    assert ask(cluster, "SELECT count(*) FROM kept") == 1000


def test_the_last_user_stops_it(cluster: Cluster, tmp_path: Path) -> None:
    second = Cluster(tmp_path)
    cluster.start()
    second.start()
    cluster.stop()
    assert ask(second, "SELECT 1") == 1
    second.stop()
    assert not second.is_running()


def test_a_killed_user_does_not_count(cluster: Cluster, tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from commonground.infra.postgres import Cluster;"
        "Cluster(Path(sys.argv[1])).start(); print('up', flush=True); time.sleep(60)"
    )
    user = subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE)
    assert user.stdout
    assert user.stdout.readline() == b"up\n"
    user.kill()
    user.communicate()
    left_behind = postmaster(tmp_path)

    cluster.start()
    assert postmaster(tmp_path) == left_behind
    cluster.stop()
    assert not cluster.is_running()


def test_a_lease_ends_with_its_process(tmp_path: Path) -> None:
    mine, other = Lease(tmp_path / "lock"), Lease(tmp_path / "lock")
    mine.take()
    other.take()
    assert not mine.give_back()
    assert other.give_back()
    assert not other.give_back()


def test_a_lock_file_naming_somebody_elses_process_does_not_hinder(cluster: Cluster, tmp_path: Path) -> None:
    cluster.start()
    cluster.stop()
    places = places_for(tmp_path, server_account())
    stranger = subprocess.Popen(["sleep", "60"], user=server_account().uid)
    lines = [str(stranger.pid), str(places.cluster), "1", "5432", str(places.socket), "", "", "ready   "]
    for file in (places.pid_file, places.socket / ".s.PGSQL.5432.lock"):
        file.write_text("\n".join(lines) + "\n")
        shutil.chown(file, server_account().uid, server_account().gid)
    try:
        cluster.start()
        assert postmaster(tmp_path) != stranger.pid
    finally:
        stranger.kill()
        stranger.wait()


def test_a_half_made_folder_is_made_again(cluster: Cluster, tmp_path: Path) -> None:
    half = places_for(tmp_path, server_account()).half_made
    (half / "base").mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    cluster.start()
    assert ask(cluster, "SELECT 1") == 1
    assert not half.exists()


def test_a_deep_folder_still_gets_a_short_socket(tmp_path: Path) -> None:
    deep = tmp_path / ("very-deep-folder/" * 8)
    deep.mkdir(parents=True)
    cluster = Cluster(deep)
    try:
        cluster.start()
        assert ask(cluster, "SELECT 1") == 1
    finally:
        cluster.destroy()


@root_only
def test_a_socket_folder_of_a_stranger_is_refused(tmp_path: Path) -> None:
    socket = places_for(tmp_path, server_account()).socket
    socket.mkdir(parents=True)
    os.chown(socket, 12345, 12345)
    try:
        with pytest.raises(ServerError, match="belongs to somebody else"):
            Cluster(tmp_path).start()
    finally:
        shutil.rmtree(socket.parent)


def test_lost_passwords_are_told(cluster: Cluster, tmp_path: Path) -> None:
    cluster.start()
    places_for(tmp_path, server_account()).passwords.unlink()
    with pytest.raises(ServerError, match="holds no password for postgres"):
        cluster.url()


def test_files_of_another_version_are_refused(cluster: Cluster, tmp_path: Path) -> None:
    cluster.start()
    cluster.stop()
    (places_for(tmp_path, server_account()).cluster / "PG_VERSION").write_text("16\n")
    with pytest.raises(ServerError, match="was made by PostgreSQL 16"):
        cluster.start()


def test_a_server_that_cannot_start_says_why(cluster: Cluster, tmp_path: Path) -> None:
    cluster.start()
    cluster.stop()
    with (places_for(tmp_path, server_account()).cluster / "postgresql.conf").open("a") as configuration:
        configuration.write("shared_buffers = 'lots'\n")
    began = time.monotonic()
    with pytest.raises(ServerError, match="shared_buffers"):
        cluster.start()
    assert time.monotonic() - began < 30


@root_only
def test_leftovers_of_killed_test_runs_are_known_and_nobody_elses(tmp_path: Path) -> None:
    gone, kept = tmp_path / "gone", tmp_path / "kept"
    clusters = [Cluster(gone, durability=Durability.NONE), Cluster(kept)]
    for cluster in clusters:
        places = cluster._places
        places.prepare(server_account())
    clusters[0]._places.scratch_mark.write_text(str(gone))
    try:
        assert gone.resolve() in Cluster.leftovers()
        assert kept.resolve() not in Cluster.leftovers()
        gone.mkdir()
        assert gone.resolve() not in Cluster.leftovers()
    finally:
        for cluster in clusters:
            cluster.destroy()


def test_leftovers_of_somebody_else_are_not_even_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where their folders were, others may not look: asking would fail, and with it everybody's tests."""
    monkeypatch.setattr("commonground.infra.postgres.cluster.ROOTS_PLACE", tmp_path)
    (tmp_path / "server").mkdir()
    (tmp_path / "server" / "scratch-of").write_text(str(tmp_path / "gone"))
    assert Cluster.leftovers() == [tmp_path / "gone"]
    someone = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: someone)
    assert Cluster.leftovers() == []
