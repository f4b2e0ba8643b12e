"""The worker's part in the record: statements made when it is time, and sent to those who keep them."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from functools import partial

from comity.council.context import within
from comity.council.models import Council
from comity.matters import erased_files, heads, signing, witnessing
from comity.matters.models import StatementLetter
from comity.worker.message import headed
from comity.worker.post import Post

LETTERS = 20
"""How many statements of one council go out before the next has its turn."""


def make(council: Council, *, at: datetime) -> bool:
    """Make a council's statement where it is time for one and there is a key to sign it with."""
    if not signing.ready():
        return False
    with within(council, system=True):
        if not heads.due(council, at=at):
            return False
        return heads.state_if_due(council, at=at) is not None


def send(council: Council, post: Post, *, sender: str, at: datetime) -> tuple[int, int]:
    """Send a council's statements that are ready to go; says how many went, and how many could not."""
    went = [
        witnessing.send(council, one, partial(_deliver, council, post, sender, at), at=at)
        for one in witnessing.claim(council, at=at, most=LETTERS)
    ]
    return went.count(True), went.count(False)


def tidy(council: Council, *, at: datetime) -> int:
    """Take the bytes of erased files away."""
    return erased_files.take_away(council, at=at)


def message(council: Council, letter: StatementLetter, *, sender: str, at: datetime) -> EmailMessage:
    """Write a statement as a message from the council to one witness, with the statement as a file.

    Raises BadAddress.
    """
    number = letter.statement.number
    made = headed(council, letter.witness.address, f"Statement {number} of the record", sender=sender, at=at)
    made["Message-ID"] = f"<statement-{letter.pk}.{council.slug}@{sender.rpartition('@')[2]}>"
    text = witnessing.body(council, letter.statement)
    made.set_content(text, subtype="plain", charset="utf-8", cte="quoted-printable")
    kept = heads.as_sent(letter.statement).encode()
    made.add_attachment(kept, "application", "json", filename=f"statement-{council.slug}-{number}.json")
    return made


def _deliver(council: Council, post: Post, sender: str, at: datetime, letter: StatementLetter) -> None:
    post(message(council, letter, sender=sender, at=at))
