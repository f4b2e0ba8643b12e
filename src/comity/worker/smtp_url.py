"""The mail server by its address, as COMITY_SMTP_URL names it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


class NotAServer(ValueError):
    """COMITY_SMTP_URL cannot be read; the message says how it is written."""


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server: where it is, who we are to it, and how the line to it is kept private.

    `security` is "" (none), "starttls" or "tls".
    """

    host: str
    port: int
    user: str = ""
    password: str = ""
    security: str = ""


def read(url: str) -> Server | None:
    """Read smtp://host:port, smtp+starttls://user:password@host or smtps://…; nothing where it is empty.

    Raises NotAServer.
    """
    if not url.strip():
        return None
    try:
        parts = urlsplit(url.strip())
        port = parts.port or _PORTS[parts.scheme]
    except (KeyError, ValueError):
        parts, port = urlsplit(""), 0
    if not parts.hostname or parts.path not in ("", "/"):
        raise NotAServer(
            "COMITY_SMTP_URL cannot be read. Write smtp://host:port, or "
            "smtp+starttls://user:password@host:587, or smtps://user:password@host:465."
        )
    security = {"smtp": "", "smtp+starttls": "starttls", "smtps": "tls"}[parts.scheme]
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Server(parts.hostname, port, user, password, security)
