"""One embedded server: made once, started when somebody needs it, stopped by the last who did."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterable
from enum import Enum
from pathlib import Path
from urllib.parse import quote

from commonground.infra.postgres.account import Account, server_account
from commonground.infra.postgres.engine import Engine, find_engine
from commonground.infra.postgres.errors import ServerError
from commonground.infra.postgres.lease import Lease
from commonground.infra.postgres.passwords import SUPERUSER, Passwords
from commonground.infra.postgres.places import ROOTS_PLACE, places_for
from commonground.infra.postgres.running import answers, forget_stale, is_server, read_pid_file

# After a crash, orphaned server processes hold the files for a while; recovery itself takes seconds.
_START_WITHIN = 90.0
_PASSING = ("pre-existing shared memory block", "is another postmaster", "lock file", "starting up", "shutting down")


class Durability(Enum):
    """Whether a commit survives a power cut. `NONE` is for tests: a killed process loses nothing even then.

    Its passwords are hashed once: they are random and last as long as the server, and the usual thousands of rounds are
    half of what it costs to connect, which tests do all the time."""

    FULL = ("on", "128MB", 4096)
    NONE = ("off", "64MB", 1)

    def __init__(self, sync: str, shared_buffers: str, rounds: int) -> None:
        self.sync = sync
        self.shared_buffers = shared_buffers
        self.rounds = rounds


class Cluster:
    """An embedded server whose files belong to `state_dir`.

    Several processes may use it at once: each calls `start()` and `stop()`, and the last `stop()` ends the server.
    A server left behind by killed processes is taken over by the next `start()`."""

    def __init__(self, state_dir: Path, *, pg_bin: str = "", durability: Durability = Durability.FULL) -> None:
        self._account: Account = server_account()
        self._places = places_for(state_dir, self._account)
        self._lease = Lease(self._places.lease)
        self._pg_bin = pg_bin
        self._durability = durability
        self._passwords = Passwords(self._places.passwords)

    def start(self) -> Cluster:
        """Start the server, or join it. Raises `ServerError`."""
        self._places.prepare(self._account)
        if self._durability is Durability.NONE:
            self._places.scratch_mark.write_text(str(self._places.state_dir))
        with self._lease.alone():
            self._lease.take()
            if not self.is_running():
                engine = find_engine(self._account, chosen=self._pg_bin, readable=ROOTS_PLACE)
                self._make_once(engine)
                self._start_server(engine)
        return self

    def stop(self) -> None:
        """Give the server back; stop it if nobody else uses it."""
        if not self._places.home.exists():
            return
        with self._lease.alone():
            if self._lease.give_back() and self.is_running():
                self._stop_server()

    def destroy(self) -> None:
        """Stop the server and remove every file of it. For tests."""
        if self._places.home.exists():
            with self._lease.alone():
                self._lease.give_back()
                if self.is_running():
                    self._stop_server()
            shutil.rmtree(self._places.socket, ignore_errors=True)
            shutil.rmtree(self._places.home, ignore_errors=True)

    @staticmethod
    def leftovers() -> list[Path]:
        """State folders that are gone while the files of their scratch server are still there: root's only. For
        anybody else none: where those folders were they may not even look."""
        own = (mark for mark in ROOTS_PLACE.glob("*/scratch-of") if mark.stat().st_uid == os.geteuid())
        return [state_dir for mark in own if not (state_dir := Path(mark.read_text())).exists()]

    def is_running(self) -> bool:
        """Whether the server accepts connections now."""
        found = read_pid_file(self._places.pid_file)
        return found is not None and found.ready and is_server(found.pid) and answers(found.socket)

    @property
    def log(self) -> Path:
        """What the server wrote."""
        return self._places.log

    def passwords_for(self, roles: Iterable[str]) -> dict[str, str]:
        """Role → password, made the first time a role is asked for. Giving it to the role is the caller's part."""
        return self._passwords.made_for(tuple(roles))

    def url(self, role: str = SUPERUSER, database: str = "postgres") -> str:
        """The address for `role`, with its password: never for a log. The role must have a password by now."""
        password = quote(self._passwords.of(role), safe="")
        return f"postgresql://{role}:{password}@/{quote(database)}?host={quote(str(self._places.socket), safe='')}"

    def _make_once(self, engine: Engine) -> None:
        """Make the files if there are none. A half-made folder of a killed attempt is thrown away."""
        made, part = self._places.cluster, self._places.half_made
        if made.exists():
            return self._check_version(engine)
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        self._account.own(part, 0o700)
        password = self._passwords.made_for([SUPERUSER])[SUPERUSER]
        secret = self._places.home / "first-password"
        secret.unlink(missing_ok=True)
        secret.touch(0o600)
        secret.write_text(password)
        self._account.own(secret, 0o600)
        try:
            self._initdb(engine, part, secret)
        finally:
            secret.unlink()
        with (part / "postgresql.conf").open("a") as configuration:
            configuration.write(f"\ninclude '../{self._places.configuration.name}'\n")
        part.rename(made)
        return None

    def _initdb(self, engine: Engine, folder: Path, secret: Path) -> None:
        sync = [] if self._durability is Durability.FULL else ["--no-sync"]
        done = self._account.run([
            engine.program("initdb"), "--pgdata", folder, "--username", SUPERUSER, "--pwfile", secret,
            "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8", "--data-checksums", "--no-instructions", *sync,
            "--set", f"scram_iterations={self._durability.rounds}",
        ])  # fmt: skip
        if done.code:
            raise ServerError(f"PostgreSQL could not make its files in {folder}:\n{done.said}")

    def _check_version(self, engine: Engine) -> None:
        made_by = int((self._places.cluster / "PG_VERSION").read_text().strip())
        if made_by != engine.major:
            raise ServerError(
                f"{self._places.home} was made by PostgreSQL {made_by}, but {engine.bin} is {engine.major}. Name the "
                f"programs of {made_by} in COMMONGROUND_PG_BIN, or remove the folder to begin anew."
            )

    def _start_server(self, engine: Engine) -> None:
        """Start, and start again while what a crash left behind goes away."""
        self._configure()
        until = time.monotonic() + _START_WITHIN
        while True:
            forget_stale(self._places.pid_file, self._places.socket)
            begun = self._places.log.stat().st_size if self._places.log.exists() else 0
            done = self._account.run([
                engine.program("pg_ctl"), "start", "--wait", "--timeout", f"{_START_WITHIN:.0f}", "--silent",
                "--pgdata", self._places.cluster, "--log", self._places.log,
            ])  # fmt: skip
            if done.code == 0 or self.is_running():
                return
            wrote = self._log_since(begun)
            if time.monotonic() > until or not any(sign in wrote for sign in _PASSING):
                raise ServerError(f"PostgreSQL did not start:\n{wrote or done.said}\nIts log: {self._places.log}")
            time.sleep(0.25)

    def _stop_server(self) -> None:
        engine = find_engine(self._account, chosen=self._pg_bin, readable=ROOTS_PLACE)
        pg_ctl, files = engine.program("pg_ctl"), self._places.cluster
        for how in ("fast", "immediate"):
            self._account.run(
                [pg_ctl, "stop", "--wait", "--timeout=30", "--silent", f"--mode={how}", "--pgdata", files]
            )
            if not self.is_running():
                return
        raise ServerError(f"PostgreSQL did not stop. Its log: {self._places.log}")

    def _configure(self) -> None:
        """Ours, not the server account's: it may read its configuration and never change it."""
        socket = str(self._places.socket).replace("'", "''")
        text = "\n".join(
            [
                "# Written at every start.",
                "listen_addresses = ''",
                f"unix_socket_directories = '{socket}'",
                "unix_socket_permissions = 0700",
                "password_encryption = 'scram-sha-256'",
                f"scram_iterations = {self._durability.rounds}",
                "max_connections = 200",
                f"shared_buffers = '{self._durability.shared_buffers}'",
                f"fsync = {self._durability.sync}",
                f"full_page_writes = {self._durability.sync}",
                # In tests nothing lives long enough to be cleaned up after, and the cleaner, coming by between a grant
                # and a change of the same table, stands in a deadlock with the test.
                f"autovacuum = {self._durability.sync}",
                "timezone = 'UTC'",
                "log_timezone = 'UTC'",
                # Statements carry what people wrote: they stay out of the log even when they fail.
                "log_min_error_statement = panic",
                "log_parameter_max_length_on_error = 0",
                "",
            ]
        )
        part = self._places.configuration.with_suffix(".part")
        part.write_text(text)
        part.chmod(0o644)
        part.rename(self._places.configuration)

    def _log_since(self, offset: int) -> str:
        if not self._places.log.exists():
            return ""
        with self._places.log.open("rb") as log:
            log.seek(max(offset, os.fstat(log.fileno()).st_size - 4000))
            return log.read().decode(errors="replace").strip()
