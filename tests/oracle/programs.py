"""The oracle's commands and jobs: with whose rights each works. Plain tables; nothing of the product."""

from __future__ import annotations

NOTHING = "reads packs that come with Comity; no database, no rights"
OPERATOR = "whoever may run commands in the instance's folder: the owner of the database"
APPLICATION = "the application's role, as the system, one council at a time"

COMMANDS: dict[str, str] = {
    "decide": NOTHING,
    "compare": NOTHING,
    "lint": NOTHING,
    "packs": NOTHING,
    "reference": NOTHING,
    "demo": OPERATOR,
    "reset": OPERATOR,
    "setup": OPERATOR,
    "run": OPERATOR,
    "web": OPERATOR,
    "worker": OPERATOR,
    "council": OPERATOR,
    "import": APPLICATION,
    "account": APPLICATION,
    "verify": APPLICATION,
    "heads": APPLICATION,
    "export": APPLICATION,
    "retention": APPLICATION,
    "backup": OPERATOR,
    "restore": OPERATOR,
    "bench": OPERATOR,
}

JOBS: dict[str, str] = {
    "ring": APPLICATION,
    "keep_record": APPLICATION,
    "send": APPLICATION,
}
"""What the worker does in each council in its turn. A letter goes only to whom the tables let read it."""

PROCEDURES: dict[str, str] = {
    "enquiry": "told in the tables of enquiries, step by step",
    "concern": "told in the tables of concerns, by name of whoever hears each",
}
"""What can be begun, and where it is told who may."""
