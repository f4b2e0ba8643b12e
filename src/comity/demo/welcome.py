"""What a started demonstration prints: where it is, and as whom one can sign in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from comity.demo.description import NAMES, read

ROLES: tuple[tuple[str, str], ...] = (
    ("Member", "member"),
    ("Cabinet member", "cabinet_member"),
    ("Group leader", "group_leader"),
    ("Officer", "officer"),
    ("Head of service", "head_of_service"),
    ("Director", "director"),
    ("Chief executive", "chief_executive"),
    ("Monitoring officer", "monitoring_officer"),
    ("Democratic services", "democratic_services"),
    ("Clerk", "clerk"),
    ("Administrator", "administrator"),
)


def lines(port: int, *, outbox: Path | None) -> Iterator[str]:
    """The lines, in order. `outbox` is where letters are written, or None where a mail server takes them."""
    yield ""
    yield f"Comity is at http://localhost:{port}/"
    yield "Sign in at one click, as anybody in the five invented councils. For instance as:"
    for title, role in ROLES:
        yield f"  {title:<20} {_somebody(role)}"
    yield ""
    if outbox is None:
        yield "Letters go out by the mail server that COMITY_SMTP_URL names."
    else:
        yield f"No mail is sent: letters are in Comity, and as files in {outbox}."
    yield "Ctrl-C stops everything. To begin anew: comity reset"


def _somebody(role: str) -> str:
    """Who has a role, in the first council that has one."""
    for name in NAMES:
        council = read(name)
        for one in (*council["member"], *council["officer"]):
            if "name" in one and role in (one.get("role"), _in_group(one)):
                return f"{one['name']}, {council['name']}"
    raise LookupError(f"No demonstration council has a {role}.")


def _in_group(one: dict) -> str:
    if "group" not in one or "role" in one:
        return ""
    return "group_leader" if one.get("in_group") == "leader" else "member"
