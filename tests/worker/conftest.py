"""A mail server on this machine that keeps what it is given."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP

from comity.worker.smtp_url import Server


@dataclass
class Catcher:
    """A mail server: `got` holds each message with those to whom it was handed in."""

    port: int
    got: list[tuple[list[str], EmailMessage]] = field(default_factory=list)

    @property
    def server(self) -> Server:
        """How the worker reaches it."""
        return Server("127.0.0.1", self.port)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Keep a message."""
        made = message_from_bytes(envelope.content, policy=policy.default)
        self.got.append((list(envelope.rcpt_tos), made))
        return "250 kept"

    def to(self, address: str) -> list[EmailMessage]:
        """The messages that one reader got."""
        return [message for readers, message in self.got if readers == [address]]


@pytest.fixture
def catcher() -> Iterator[Catcher]:
    """A real SMTP server on loopback, in a thread of its own."""
    listening = socket.create_server(("127.0.0.1", 0))
    caught = Catcher(listening.getsockname()[1])
    loop = asyncio.new_event_loop()

    async def begin() -> asyncio.AbstractServer:
        return await loop.create_server(lambda: SMTP(caught, hostname="localhost", loop=loop), sock=listening)

    server = loop.run_until_complete(begin())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield caught
    loop.call_soon_threadsafe(server.close)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()


@pytest.fixture(autouse=True)
def _database(database: None) -> None:
    """Every story here needs the database."""
