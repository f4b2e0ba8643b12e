"""A mail server of the test's own: it keeps when each message came, its own name, and its reader."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import Any

from aiosmtpd.smtp import SMTP


@dataclass(frozen=True, slots=True)
class Caught:
    """One delivery: when (as time.monotonic() counts), the message's own name, and its one reader."""

    at: float
    name: str
    reader: str


@dataclass
class PostOffice:
    """What was delivered, in the order in which it came."""

    port: int
    caught: list[Caught] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Take a message in."""
        name = message_from_bytes(envelope.content, policy=policy.default)["Message-ID"]
        (reader,) = envelope.rcpt_tos
        self.caught.append(Caught(time.monotonic(), str(name).strip("<>"), reader))
        return "250 kept"


@contextmanager
def post_office() -> Iterator[PostOffice]:
    """A mail server on loopback, in a thread of its own."""
    listening = socket.create_server(("127.0.0.1", 0))
    office = PostOffice(listening.getsockname()[1])
    loop = asyncio.new_event_loop()

    async def begin() -> asyncio.AbstractServer:
        return await loop.create_server(lambda: SMTP(office, hostname="localhost", loop=loop), sock=listening)

    server = loop.run_until_complete(begin())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield office
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()
