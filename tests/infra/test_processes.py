"""The machine's processes: which there are, what each may know, and that they live and end together."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from commonground.infra.processes.environment import environment_for
from commonground.infra.processes.procfile import read_procfile
from commonground.infra.processes.supervise import Supervisor, Task
from commonground.platform.settings import Settings

ROOT = Path(__file__).parents[2]
URLS = {f"database_{role}_url": f"postgresql://{role}@/x" for role in ("app", "login", "worker", "relay")}
ALL = Settings(
    database_url="postgresql://owner@/x",
    secret_key="s" * 32,
    audit_key="a",
    smtp_url="smtp://x",
    broker_url="b",
    **URLS,
)


def test_the_procfile_names_the_processes() -> None:
    names = [entry.name for entry in read_procfile(ROOT / "Procfile")]
    assert names == ["web", "relay", "worker", "provider", "mail"]


def test_a_line_that_is_no_process_is_told(tmp_path: Path) -> None:
    (tmp_path / "Procfile").write_text("# a comment\n\nweb: commonground web --address '::1'\nnonsense\n")
    with pytest.raises(ValueError, match=r"line 4: .* 'nonsense'"):
        read_procfile(tmp_path / "Procfile")
    (tmp_path / "Procfile").write_text("web: commonground web --address '::1'\n")
    assert read_procfile(tmp_path / "Procfile")[0].words == ("commonground", "web", "--address", "::1")


@pytest.mark.parametrize(
    ("process", "knows"),
    [
        ("web", {"DATABASE_APP_URL", "DATABASE_LOGIN_URL", "SECRET_KEY"}),
        ("worker", {"DATABASE_WORKER_URL", "SMTP_URL", "BROKER_URL", "SECRET_KEY"}),
        ("relay", {"DATABASE_RELAY_URL", "BROKER_URL", "AUDIT_KEY"}),
        ("provider", set()),
        ("mail", set()),
        ("something-new", set()),
    ],
)
def test_each_process_knows_only_its_own_addresses(process: str, knows: set[str]) -> None:
    inherited = {"PATH": "/bin", "COMMONGROUND_DATABASE_URL": "postgresql://owner@/x", "LANG": "cy_GB.UTF-8"}
    environment = environment_for(process, ALL, inherited)
    secrets = re.compile(r"COMMONGROUND_((?:DATABASE|SMTP|BROKER)_.*URL|DATABASE_URL|SECRET_KEY|AUDIT_KEY)$")
    assert {found[1] for name in environment if (found := secrets.match(name))} == knows
    assert environment["COMMONGROUND_MODE"] == "demo"
    assert environment["LANG"] == "cy_GB.UTF-8"


def alive(pid: int) -> bool:
    """Whether it runs; one that has ended and that nobody has asked about yet does not."""
    told = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(told.strip()) and not told.startswith("Z")


def task(name: str, program: str) -> Task:
    return Task(name, (sys.executable, "-c", program), dict(os.environ))


NOTE = "import os, pathlib, time; pathlib.Path({file!r}).open('a').write(f'{{os.getpid()}} '); "


@pytest.fixture
def stop_soon() -> Iterator[None]:
    """Nothing here may hang the suite."""
    before = signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    signal.alarm(20)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def stop_when(condition: str, *tasks: Task) -> tuple[int, float]:
    """Run a supervisor until its extra duty sees `condition`, a file's number of words, come true."""
    file, _, words = condition.rpartition(":")

    def look() -> None:
        if Path(file).exists() and len(Path(file).read_text().split()) >= int(words):
            os.kill(os.getpid(), signal.SIGINT)

    began = time.monotonic()
    return Supervisor(tasks, also=look).run(), time.monotonic() - began


@pytest.mark.usefixtures("stop_soon")
def test_one_that_falls_is_started_again(tmp_path: Path) -> None:
    file = tmp_path / "pids"
    falls = task("falls", NOTE.format(file=str(file)) + "os.kill(os.getpid(), 9)")
    code, _ = stop_when(f"{file}:2", falls)
    assert code == 0
    assert len(set(file.read_text().split())) >= 2


@pytest.mark.usefixtures("stop_soon")
def test_what_keeps_falling_stops_everything(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "pids"
    steady = task("steady", NOTE.format(file=str(file)) + "time.sleep(60)")
    code, _ = stop_when(f"{file}:99", steady, task("falls", "raise SystemExit('no settings')"))
    assert code == 1
    assert not alive(int(file.read_text()))
    told = capfd.readouterr().out
    assert "falls  | no settings" in told
    assert "falls  | ended 5 times within a minute; stopping everything" in told


@pytest.mark.usefixtures("stop_soon")
def test_all_end_together_with_their_children(tmp_path: Path) -> None:
    file = tmp_path / "pids"
    note = NOTE.format(file=str(file))
    child = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {note + 'time.sleep(60)'!r}])"
    code, took = stop_when(
        f"{file}:3", task("one", f"{note}{child}; time.sleep(60)"), task("two", note + "time.sleep(60)")
    )
    assert code == 0
    assert took < 10
    time.sleep(0.2)
    assert [pid for pid in map(int, file.read_text().split()) if alive(pid)] == []


@pytest.mark.usefixtures("stop_soon")
def test_children_of_a_killed_process_do_not_linger(tmp_path: Path) -> None:
    """An orphan would hold the port that the next one needs."""
    file = tmp_path / "pids"
    note = NOTE.format(file=str(file))
    child = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {note + 'time.sleep(60)'!r}])"
    wait = f"while not pathlib.Path({str(file)!r}).exists(): time.sleep(0.01)"
    falls = f"{child}; import os, pathlib, time\n{wait}\nos._exit(9)"
    stop_when(f"{file}:2", task("falls", falls))
    first = int(file.read_text().split()[0])
    assert not alive(first)


def test_nothing_outlives_a_killed_supervisor(tmp_path: Path) -> None:
    file = tmp_path / "pid"
    child = (
        "from commonground.infra.processes.watch import end_with_the_supervisor as watch; watch();"
        + NOTE.format(file=str(file)) + "time.sleep(60)"
    )  # fmt: skip
    program = (
        "import os, sys; from commonground.infra.processes.supervise import Supervisor, Task;"
        f"Supervisor([Task('x', (sys.executable, '-c', {child!r}), dict(os.environ))]).run()"
    )
    supervisor = subprocess.Popen([sys.executable, "-c", program])
    until = time.monotonic() + 10
    while not file.exists() or not file.read_text():
        assert time.monotonic() < until
        time.sleep(0.05)
    supervisor.kill()
    supervisor.wait()
    orphan = int(file.read_text())
    while alive(orphan):
        assert time.monotonic() < until
        time.sleep(0.05)


def test_being_asked_many_times_in_a_moment_is_being_asked_once(tmp_path: Path) -> None:
    """As when a whole group is asked and make passes it on: each process ends in its own time, none is killed."""
    file, began = tmp_path / "ended", tmp_path / "began"
    child = (
        "import pathlib, signal, sys, time\n"
        f"def end(*_):\n    time.sleep(0.3); pathlib.Path({str(file)!r}).write_text('in order'); sys.exit()\n"
        f"signal.signal(signal.SIGTERM, end); pathlib.Path({str(began)!r}).write_text('yes'); time.sleep(60)"
    )
    program = (
        "import os, sys; from commonground.infra.processes.supervise import Supervisor, Task;"
        f"sys.exit(Supervisor([Task('x', (sys.executable, '-c', {child!r}), dict(os.environ))]).run())"
    )
    with subprocess.Popen([sys.executable, "-c", program]) as supervisor:
        until = time.monotonic() + 20
        while not began.exists():
            assert time.monotonic() < until
            time.sleep(0.05)
        for _ in range(50):
            supervisor.send_signal(signal.SIGTERM)
            time.sleep(0.002)  # or they are told as one
        assert supervisor.wait(20) == 0
    assert file.read_text() == "in order"
