"""Where letters go: to a mail server, or, where a demonstration has none, into a folder."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

from comity.worker.smtp_url import Server

Post = Callable[[EmailMessage], None]
"""Delivers one message to the reader in its To; raises OSError where it could not."""

SECONDS = 20


def by_smtp(server: Server) -> Post:
    """Deliver to a mail server, each message in a conversation of its own with one recipient."""

    def deliver(message: EmailMessage) -> None:
        with _line(server) as line:
            if server.user:
                line.login(server.user, server.password)
            line.send_message(message)

    return deliver


def _line(server: Server) -> smtplib.SMTP:
    if server.security == "tls":
        secure = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=secure)
    line = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    if server.security == "starttls":
        line.starttls(context=ssl.create_default_context())
    return line


def into_folder(folder: Path) -> Post:
    """Write each message as a file that any mail program opens; nothing leaves this machine."""

    def deliver(message: EmailMessage) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = message["Message-ID"].strip("<>").partition("@")[0]
        part = folder / f"{name}.part"
        part.write_bytes(message.as_bytes())
        part.replace(folder / f"{name}.eml")

    return deliver
