"""`commonground mail-test`"""

from __future__ import annotations

import asyncio

import aiosmtplib
import click

from commonground.platform.mail.sending import Letter, send
from commonground.platform.settings import SettingsError, settings


@click.command()
@click.argument("address")
def command(address: str) -> None:
    """Send one message to ADDRESS over COMMONGROUND_SMTP_URL, to see whether mail works."""
    words = "This message tests the mail settings. Nothing needs to be done."
    letter = Letter(address, "Commonground: mail works", words)
    try:
        asyncio.run(send(settings(), [letter]))
    except (aiosmtplib.SMTPException, OSError) as error:
        raise SettingsError(f"The mail server did not take it: {type(error).__name__}.") from error
    click.echo("The mail server took it.")
