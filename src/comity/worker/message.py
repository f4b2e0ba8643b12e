"""A letter as a message: one recipient, plain text, and nothing that a name could smuggle into its head."""

from __future__ import annotations

from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from comity.council.models import Council
from comity.matters import handles
from comity.matters.models import Letter


class BadAddress(OSError):
    """A letter cannot be addressed as the reader's address stands; it is tried again after that is mended."""


def message(council: Council, letter: Letter, address: str, *, sender: str, at: datetime) -> EmailMessage:
    """Write a letter as a message from the council to one reader.

    There is no copy and no blind copy. The Message-ID comes from the letter alone, so that a letter sent
    twice by accident is one message to whoever receives it. Raises BadAddress.
    """
    made = headed(council, address, letter.subject, sender=sender, at=at)
    made["Message-ID"] = message_id(council, letter, sender)
    made.set_content(letter.body, subtype="plain", charset="utf-8", cte="quoted-printable")
    return made


def headed(council: Council, address: str, subject: str, *, sender: str, at: datetime) -> EmailMessage:
    """Begin a message from the council to one reader. Raises BadAddress."""
    made = EmailMessage(policy=SMTP)
    made["From"] = Address(_one_line(council.name), addr_spec=_spec(sender))
    made["To"] = Address(addr_spec=_spec(address))
    made["Subject"] = _one_line(subject)
    made["Date"] = format_datetime(at)
    made["Auto-Submitted"] = "auto-generated"
    return made


def message_id(council: Council, letter: Letter, sender: str) -> str:
    """The name of a letter among all messages: the same however often it is tried."""
    return f"<letter-{handles.of(letter)}.{council.slug}@{sender.rpartition('@')[2]}>"


def _one_line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _spec(address: str) -> str:
    if address.count("@") != 1 or any(not sign.isprintable() or sign in " ,;<>" for sign in address):
        raise BadAddress("This is not an e-mail address of one reader.")
    try:
        return Address(addr_spec=address).addr_spec
    except (HeaderParseError, ValueError, IndexError) as error:
        raise BadAddress("This is not an e-mail address that a message can carry.") from error
