"""One Comity on this machine: its folder, its database, its secrets, and Django told of them."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from comity.cluster import APP, BACKUP, OWNER, Cluster, default_home

SECRETS = ("secret_key", "context_key", "record_key")
"""What an instance makes for itself and no backup holds: keys of sessions, contexts and statements."""

SETTINGS = "comity.site.settings"


class NotReady(Exception):
    """This Comity cannot do what was asked; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Instance:
    """A Comity by its folder. It brings its own database unless COMITY_DATABASE_URL names another.

    `settings` is the Django settings module it runs by; `more` are further variables for its processes.
    """

    home: Path
    settings: str = SETTINGS
    more: Mapping[str, str] = field(default_factory=dict)
    brings_database: bool = field(default_factory=lambda: not os.environ.get("COMITY_DATABASE_URL"))

    @property
    def cluster(self) -> Cluster:
        """The database in the folder."""
        return Cluster(self.home)

    @property
    def files(self) -> Path:
        """The folder of attached files."""
        return Path(os.environ.get("COMITY_FILES") or self.home / "files")

    def dsn(self, role: str) -> str:
        """The database's address for one of its roles. Raises NotReady where no address is known."""
        if self.brings_database:
            return self.cluster.dsn(role)
        variable = _VARIABLES[role]
        if not os.environ.get(variable):
            raise NotReady(
                f"{variable} is not set. COMITY_DATABASE_URL names a database of your own; "
                f"name in {variable} how {role} reaches it."
            )
        return os.environ[variable]

    def variables(self) -> dict[str, str]:
        """The environment of this instance's processes; the owner's address is not in it."""
        hidden = (_VARIABLES[OWNER], _VARIABLES[BACKUP], "COMITY_ROLE")
        kept = {name: value for name, value in os.environ.items() if name not in hidden}
        return {
            **kept,
            "COMITY_HOME": str(self.home),
            "COMITY_DATABASE_URL": self.dsn(APP),
            "DJANGO_SETTINGS_MODULE": self.settings,
            **self.more,
        }

    def make_secrets(self) -> None:
        """Make the keys that this instance signs with, once; only its owner can read them."""
        folder = self.home / "secrets"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in SECRETS:
            path = folder / name
            if path.exists() or os.environ.get(f"COMITY_{name.upper()}"):
                continue
            part = folder / f"{name}.part"
            part.unlink(missing_ok=True)
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_hex(32))
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)

    @contextmanager
    def running(self) -> Iterator[Cluster | None]:
        """Have the database at work: started here, or by whoever runs this Comity already.

        Gives the database that this Comity brings; None where it is one of your own.
        """
        if not self.brings_database:
            yield None
            return
        with self.cluster as cluster:
            yield cluster

    @contextmanager
    def owning(self) -> Iterator[Cluster | None]:
        """Have the database at work, started here. Raises AlreadyRunning where this Comity runs already.

        Gives the database; None where it is one of your own.
        """
        if not self.brings_database:
            yield None
            return
        cluster = self.cluster
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop()

    def set_up(self) -> None:
        """Make secrets and tables, or bring them up to date; the database is at work. Raises NotReady."""
        self.make_secrets()
        self.migrate()

    def migrate(self) -> None:
        """Bring the database's tables up to this version of Comity, as their owner. Raises NotReady."""
        command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
        owner = {_VARIABLES[OWNER]: self.dsn(OWNER), "COMITY_ROLE": "owner"}
        done = subprocess.run(
            command, env={**self.variables(), **owner}, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise NotReady("\n".join(["The database could not be migrated:", *_end(done.stderr)]))

    def enter(self) -> None:
        """Make this process one of the instance's: Django reads its settings, and is ready."""
        import django

        os.environ.update(self.variables())
        os.environ.pop("COMITY_ROLE", None)
        django.setup()

    def open(self) -> None:
        """Enter an instance that has been set up. Raises NotReady where it has not."""
        self.enter()
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass('matters_entry') IS NOT NULL")
            (there,) = cursor.fetchone() or (False,)
        if not there:
            raise NotReady("This Comity has not been set up yet. Run: comity setup")


_VARIABLES = {
    APP: "COMITY_DATABASE_URL",
    OWNER: "COMITY_OWNER_DATABASE_URL",
    BACKUP: "COMITY_BACKUP_DATABASE_URL",
}


def here(settings: str = SETTINGS, **more: str) -> Instance:
    """The instance that COMITY_HOME names, or this checkout's own."""
    return Instance(default_home(os.environ), settings, more)


def _end(text: str) -> list[str]:
    return text.strip().splitlines()[-6:]
