"""`commonground receipt …`"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from commonground.infra.cli.audit import WRONG, CannotVerifyError
from commonground.infra.processes.database import reachable_database
from commonground.infra.trail import receipts, rows
from commonground.infra.trail.trusted import trusted_keys
from commonground.platform.audit.keys import PublicKey
from commonground.platform.crossings.receipts import SENTENCES, Fault, NoReceiptError, SignedReceipt, fault
from commonground.platform.references import ReferenceKind, parse_reference
from commonground.platform.settings import settings

SECOND = Path(rows.__file__).with_name("receipt.mjs")
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_WITH_RECEIPTS = (ReferenceKind.HANDOFF, ReferenceKind.JOINT, ReferenceKind.DISCLOSURE)
_OWN_WORD = "Nobody here knows the key: the file's own was believed. Compare it with the one that was published: {}"


@click.group("receipt")
def command() -> None:
    """Receipts of what crossed between councils: taken out as files, and verified by anybody."""


@command.command("verify")
@click.argument("file", type=_FILE)
@click.option("--key", "key_texts", multiple=True, help="A public key to believe, and no other; several may be.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line.")
def verify_command(file: Path, key_texts: tuple[str, ...], as_json: bool) -> None:
    """Say whether a receipt is what both councils hold, to the letter. It needs no database.

    Ends with 0 for a genuine one, with 1 for one that was changed or is none, with 2 when nothing was looked at."""
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise CannotVerifyError(f"{file} can't be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        text = ""
    found, wrong, remark = _looked_at(text, key_texts)
    _say(file, found, wrong, remark, as_json=as_json)
    sys.exit(WRONG if wrong else 0)


def _looked_at(text: str, key_texts: tuple[str, ...]) -> tuple[SignedReceipt | None, Fault | None, str]:
    try:
        found = SignedReceipt.from_text(text)
    except NoReceiptError:
        _believed(key_texts)
        return None, Fault.UNREADABLE, ""
    believed = _believed(key_texts)
    if believed:
        return found, fault(found, believed), ""
    return found, fault(found, {found.key_id: found.public_key}), _OWN_WORD.format(found.public_key.text)


def _believed(key_texts: tuple[str, ...]) -> Mapping[str, PublicKey]:
    """The keys that were named; else our own, and those that this machine's export of heads names."""
    chosen = settings()
    folder = chosen.audit_folder
    try:
        return trusted_keys(chosen, folder if folder.exists() else None, key_texts)
    except ValueError:
        raise CannotVerifyError("That is no public key: `commonground audit key` prints one.") from None


def _say(file: Path, found: SignedReceipt | None, wrong: Fault | None, remark: str, *, as_json: bool) -> None:
    sentence = SENTENCES[wrong] if wrong else ""
    said = found.says if found and wrong is None else {}
    told = {name: said.get(name) for name in ("reference", "no", "what", "state", "made_at")} if said else {}
    parties = _parties(said)
    if as_json:
        key = {"key": found.key_id} if found else {}
        verdict = {"file": str(file), "fits": wrong is None, "fault": wrong, "sentence": sentence, "remark": remark}
        click.echo(json.dumps(verdict | key | told | parties))
        return
    if wrong or found is None:
        click.echo(f"{file}: not genuine. {sentence}")
    else:
        number = f"receipt {told['no']}" if told["no"] is not None else "receipt"
        about = f"{number} of {told['reference']} ({told['what']}), {_between(said)}"
        click.echo(f"{file}: genuine. {about}, signed {found.signed_at:%Y-%m-%d %H:%M} UTC")
    if remark:
        click.echo(f"  {remark}")


def _parties(said: Mapping[str, object]) -> dict[str, object]:
    """Of a joint concern everybody whom it was shown to; of what was sent, from whom to whom."""
    if isinstance(said.get("parties"), list):
        return {"parties": _names(said)}
    return {name: _name(said.get(name)) for name in ("sender", "receiver")} if said else {}


def _between(said: Mapping[str, object]) -> str:
    if isinstance(said.get("parties"), list):
        return f"held by {', '.join(_names(said))}"
    return f"{_name(said.get('sender'))} to {_name(said.get('receiver'))}"


def _names(said: Mapping[str, object]) -> list[str]:
    parties = said.get("parties")
    return [str(_name(each)) for each in parties] if isinstance(parties, list) else []


def _name(party: object) -> object:
    return party.get("name") if isinstance(party, dict) else None


@command.command("export")
@click.option("--tenant", "name", required=True, help="A council’s short name or id.")
@click.option("--reference", required=True, help="What people call the crossing: HO-…, JC-… or DX-….")
@click.option("--no", "number", type=int, help="Which of its receipts; the last one.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The file to write.")
def export_command(name: str, reference: str, number: int | None, out: Path) -> None:
    """Write one receipt of a council as a file that anybody can verify."""
    known = parse_reference(reference)
    if known is None or ReferenceKind(known[:2]) not in _WITH_RECEIPTS:
        raise CannotVerifyError(f"“{reference}” is no reference of a crossing: it begins with HO-, JC- or DX-.")
    with reachable_database(settings()) as reachable, rows.looking(reachable.settings.database_url) as connection:
        council = rows.council_named(connection, name)
        if council is None:
            raise CannotVerifyError(f"There is no council “{name}” on the platform.")
        try:
            found = receipts.receipt_called(connection, council, known, number)
        except receipts.NotThereError as error:
            raise CannotVerifyError(str(error)) from None
    out.write_text(found.text, encoding="utf-8")
    click.echo(f"Receipt {found.receipt} in {out}")


@command.command("verifier")
def verifier_command() -> None:
    """Say where the second verifier lies: a program for Node that knows nothing of this one."""
    click.echo(f"node {SECOND} RECEIPT.json --key PUBLIC-KEY")
