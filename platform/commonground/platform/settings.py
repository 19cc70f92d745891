"""What the environment decides, read once at start and checked with a message a person can act on."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import cache
from ipaddress import ip_network
from pathlib import Path

PREFIX = "COMMONGROUND_"


class Mode(StrEnum):
    """`demo` shows invented people to sign in as and a local mail sink; `production` refuses both."""

    DEMO = "demo"
    PRODUCTION = "production"


class SettingsError(ValueError):
    """A setting is missing or wrong; the message names the variable and what it must be."""


def _env(name: str, explains: str, default: str = "", *, secret: bool = False) -> str:
    value: str = field(default=default, metadata={"env": PREFIX + name, "explains": explains, "secret": secret})
    return value


@dataclass(frozen=True)
class Settings:
    mode: str = _env("MODE", "`demo` (default) or `production`", "demo")
    base_url: str = _env("BASE_URL", "the address people type, without a path", "http://127.0.0.1:8000")
    port: str = _env("PORT", "the port the web process listens on (plain `PORT` also works)", "8000")
    secret_key: str = _env(
        "SECRET_KEY",
        "at least 32 random characters; signs CSRF tokens, seals secrets of local accounts",
        "",
        secret=True,
    )
    database_url: str = _env("DATABASE_URL", "owner's address, for migrations only; unset = embedded server")
    database_app_url: str = _env("DATABASE_APP_URL", "address for role `cg_app` (web)")
    database_login_url: str = _env("DATABASE_LOGIN_URL", "address for role `cg_login` (sign-in handlers)")
    database_worker_url: str = _env("DATABASE_WORKER_URL", "address for role `cg_worker` (actors)")
    database_relay_url: str = _env("DATABASE_RELAY_URL", "address for role `cg_relay` (relay)")
    broker_url: str = _env("BROKER_URL", "`amqp://…` for RabbitMQ; unset = the database is the broker")
    smtp_url: str = _env("SMTP_URL", "`smtp://user:password@host:port`; unset in the demo = the local sink")
    mail_from: str = _env("MAIL_FROM", "sender of every message", "no-reply@commonground.example")
    trusted_proxies: str = _env(
        "TRUSTED_PROXIES", "addresses and networks of your own proxies, with commas; they say who asks. None by default"
    )
    audit_key: str = _env(
        "AUDIT_KEY",
        "a file with an Ed25519 key, or its seed in base64: signs the ends of audit chains",
        "",
        secret=True,
    )
    audit_export: str = _env("AUDIT_EXPORT", "folder of the signed heads; unset = `audit` in the state folder")
    files_path: str = _env("FILES_FOLDER", "folder of the files on records; unset = `files` in the state folder")
    files_bucket: str = _env("FILES_BUCKET", "`bucket` or `bucket/prefix` of an S3 store, instead of a folder")
    files_endpoint: str = _env("FILES_ENDPOINT", "address of that store; unset = Amazon's own")
    files_region: str = _env("FILES_REGION", "region of that store", "eu-west-2")
    files_key_id: str = _env("FILES_KEY_ID", "key id for that store")
    files_secret: str = _env("FILES_SECRET", "its secret", secret=True)
    clamav: str = _env("CLAMAV", "`tcp://host:port` or `unix:/path` of a clamd; unset = files are not scanned")
    metrics_token: str = _env(
        "METRICS_TOKEN", "at least 32 characters; who shows it as a bearer token may read /metrics", secret=True
    )
    worker_metrics_port: str = _env(
        "WORKER_METRICS_PORT", "a port of this machine on which a worker shows its own metrics; none by default"
    )
    web_processes: str = _env("WEB_PROCESSES", "web worker processes", "1")
    state_dir: str = _env("STATE_DIR", "where the embedded server and the mail sink keep their files", "var")
    pg_bin: str = _env("PG_BIN", "folder with `initdb` and `pg_ctl` of a PostgreSQL ≥ 17.6 of your own")

    @property
    def is_demo(self) -> bool:
        return self.mode == Mode.DEMO

    @property
    def proxies(self) -> tuple[str, ...]:
        """The proxies whose word is taken for where a request comes from."""
        return tuple(each.strip() for each in self.trusted_proxies.split(",") if each.strip())

    @property
    def postcodes_file(self) -> Path:
        """Where `commonground postcodes build` puts its table."""
        return Path(self.state_dir) / "postcodes.sqlite"

    @property
    def audit_folder(self) -> Path:
        """Where signed heads are exported to."""
        return Path(self.audit_export) if self.audit_export else Path(self.state_dir) / "audit"

    @property
    def files_folder(self) -> Path:
        """Where the bytes of files lie, where no other store is named."""
        return Path(self.files_path) if self.files_path else Path(self.state_dir) / "files"

    def check(self) -> Settings:
        """Raise `SettingsError` for a combination that must not start."""
        if self.mode not in set(Mode):
            raise SettingsError(f"{PREFIX}MODE is {self.mode!r}; it must be `demo` or `production`.")
        if not self.port.isdigit():
            raise SettingsError(f"{PREFIX}PORT is {self.port!r}; it must be a number.")
        if self.worker_metrics_port and not self.worker_metrics_port.isdigit():
            raise SettingsError(f"{PREFIX}WORKER_METRICS_PORT is {self.worker_metrics_port!r}; it must be a number.")
        if self.metrics_token and len(self.metrics_token) < 32:
            raise SettingsError(f"{PREFIX}METRICS_TOKEN must have at least 32 characters.")
        if not self.base_url.startswith(("http://", "https://")):
            raise SettingsError(f"{PREFIX}BASE_URL must start with http:// or https://.")
        self._check_proxies()
        self._check_files()
        if self.mode == Mode.PRODUCTION:
            self._check_production()
        return self

    def _check_proxies(self) -> None:
        for each in self.proxies:
            try:
                ip_network(each)
            except ValueError:
                raise SettingsError(
                    f"{PREFIX}TRUSTED_PROXIES names {each!r}; it must be an address like 10.0.0.4 or a network like "
                    "10.0.0.0/24. Whoever stands there may say that a request comes from anywhere."
                ) from None

    def _check_files(self) -> None:
        if self.clamav and not self.clamav.startswith(("tcp://", "unix:/")):
            raise SettingsError(f"{PREFIX}CLAMAV must be tcp://host:port or unix:/path of a clamd.")
        if self.files_bucket and self.files_path:
            raise SettingsError(f"Set {PREFIX}FILES_FOLDER or {PREFIX}FILES_BUCKET, not both.")
        if self.files_bucket and not (self.files_key_id and self.files_secret):
            raise SettingsError(f"{PREFIX}FILES_BUCKET needs {PREFIX}FILES_KEY_ID and {PREFIX}FILES_SECRET.")
        if self.files_endpoint and not self.files_endpoint.startswith(("https://", "http://")):
            raise SettingsError(f"{PREFIX}FILES_ENDPOINT must start with https://.")
        if self.mode == Mode.PRODUCTION and self.files_endpoint.startswith("http://"):
            raise SettingsError(f"{PREFIX}FILES_ENDPOINT must be https in production.")

    def _check_production(self) -> None:
        if not self.base_url.startswith("https://"):
            raise SettingsError(f"{PREFIX}BASE_URL must be https in production: the session cookie is Secure.")
        if len(self.secret_key) < 32:
            raise SettingsError(f"{PREFIX}SECRET_KEY must have at least 32 characters in production.")
        if not self.smtp_url:
            raise SettingsError(f"{PREFIX}SMTP_URL is needed in production: the local mail sink is for the demo only.")


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Settings from `environ`; unknown `COMMONGROUND_` names are refused, since a typo would be silent.

    Raises `SettingsError`."""
    known = {f.metadata["env"]: f.name for f in fields(Settings)}
    unknown = sorted(name for name in environ if name.startswith(PREFIX) and name not in known)
    if unknown:
        raise SettingsError(f"Unknown setting {unknown[0]}. The README lists the settings.")
    given = {known[name]: value for name, value in environ.items() if name in known and value != ""}
    given.setdefault("port", environ.get("PORT") or "8000")
    given.setdefault("base_url", f"http://127.0.0.1:{given['port']}")
    return Settings(**given).check()


@cache
def settings() -> Settings:
    """This process's settings."""
    return read_settings(os.environ)
