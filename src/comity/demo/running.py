"""The demonstration from start to stop: database, councils, pages, worker."""

from __future__ import annotations

import os
import shutil
import sys
from datetime import UTC, datetime

from comity.cluster import DATABASE
from comity.demo import guard
from comity.site import instance as site
from comity.site.instance import Instance
from comity.site.serving import check_port, serve

HOST = "127.0.0.1"
SETTINGS = "comity.demo.settings"


def instance() -> Instance:
    """The demonstration of this folder: served on this machine alone, its letters written into a folder."""
    plain = site.here(SETTINGS)
    more = {"COMITY_HTTPS": "0", "COMITY_MAIL_FROM": "comity@example.org"}
    if not os.environ.get("COMITY_SMTP_URL"):
        more["COMITY_OUTBOX"] = str(plain.home / "outbox")
    return Instance(plain.home, SETTINGS, more)


def run(port: int) -> int:
    """Start everything, say how to sign in, and stop everything when told to; 0 where it was told to."""
    os.environ.setdefault("COMITY_ADDRESS", f"http://{HOST}:{port}")
    here = instance()
    check_port(HOST, port)
    _say("Starting the database …" if here.cluster.data.exists() else "Making a database of its own …")
    with here.owning() as database:
        guard.check_before(here)
        _say("Bringing its tables up to date …")
        here.set_up()
        here.open()
        _load_or_begin_anew(here)
        _say("Starting pages and worker …")
        return serve(here, host=HOST, port=port, ready=lambda: _welcome(here, port), database=database)


def _load_or_begin_anew(here: Instance) -> None:
    from comity.demo.loading import HalfMade

    try:
        _load(here)
    except HalfMade as broken_off:
        if not here.brings_database:
            raise
        _say(f"{broken_off.what} That is done now …")
        begin_anew(here)
        here.migrate()
        _load(here)


def _load(here: Instance) -> None:
    from django.db import connection

    from comity.demo.loading import load

    try:
        made = load(now=datetime.now(UTC), outbox=here.home / "outbox", told=_over)
    finally:
        connection.close()
    if made:
        _over("")
        _say(f"{made} demonstration councils are ready.")


def begin_anew(here: Instance) -> None:
    """Empty the database in the folder, which is at work, and everything that belonged to it."""
    here.cluster.drop_database(DATABASE)
    here.cluster.create_database(DATABASE)
    for folder in (here.home / "outbox", here.files):
        shutil.rmtree(folder, ignore_errors=True)


def _welcome(here: Instance, port: int) -> None:
    from comity.demo.welcome import lines

    for line in lines(port, outbox=None if os.environ.get("COMITY_SMTP_URL") else here.home / "outbox"):
        _say(line)


def _say(line: str) -> None:
    print(line, flush=True)


def _over(line: str) -> None:
    """Show progress on one line where somebody watches; on a line for each council where nobody does."""
    if sys.stdout.isatty():
        print(f"\r\033[K{line}", end="", flush=True)
    elif line and "step" not in line:
        print(line, flush=True)
