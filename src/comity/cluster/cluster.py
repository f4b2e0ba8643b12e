"""One PostgreSQL of one's own: made, started, waited for, and stopped."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from comity.cluster import binaries, initdb, passwords, process, roles, sockets, watchdog
from comity.cluster.account import account
from comity.cluster.errors import AlreadyRunning, ClusterError
from comity.cluster.lock import Lock

PAUSE = 0.02  # seconds between two looks at whether the database is ready
LOG_LIMIT = 10_000_000  # bytes; a longer log is set aside at the next start


class Cluster:
    """The database of one home: a folder that holds its data, its passwords and its log.

    It listens on a private socket and no network port, asks every role for its password, and stops
    when whoever started it stops, even by force. ``settings`` are further settings of PostgreSQL.
    """

    def __init__(self, home: Path, *, settings: Mapping[str, str] | None = None) -> None:
        self.home = home.absolute()
        self.data = self.home / "data"
        self.log = self.home / "postgres.log"
        self._settings = dict(settings or {})
        self._lock = Lock(self.home)
        self._watchdog: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Start the database, or use the one that another Comity already runs in this home."""
        try:
            self.start()
        except AlreadyRunning:
            self.attach()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start the database, making it first where there is none, and return when it takes work.

        Waits as long as recovery after a crash needs. Raises AlreadyRunning if another launcher runs
        it, and ClusterError, with the end of its log, if it will not start.
        """
        if self._watchdog is not None:
            return
        self._make_home()
        lock = self._lock.take()
        try:
            secrets = self._passwords()
            if self.data.exists():
                initdb.check_version(self.data)
                self._clear_traces()
            else:
                durable = self._settings.get("fsync", "on") != "off"
                initdb.initdb(self.data, account(), secrets[roles.ADMIN], durable=durable)
            self._watchdog = self._launch(lock)
            self._wait_until_ready()
            with self._admin() as connection:
                roles.ensure(connection, secrets)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the database if this object started it, and return when it is down."""
        if self._watchdog is not None and self._watchdog.stdin is not None:
            self._watchdog.stdin.close()
            self._watchdog.wait()
            self._watchdog = None
        self._lock.release()

    def ended(self) -> int | None:
        """The exit code of a database that this object started and that has ended by itself, else None."""
        return None if self._watchdog is None else self._watchdog.poll()

    @property
    def pid(self) -> int | None:
        """The process to watch, which lives as long as the database that this object started."""
        return None if self._watchdog is None else self._watchdog.pid

    def last_words(self) -> list[str]:
        """The end of the database's log."""
        return self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-12:]

    def attach(self) -> None:
        """Use the database that another launcher runs in this home; return when it takes work.

        ``stop`` then leaves it running. Raises ClusterError if none runs there.
        """
        while True:
            found = process.running(self.data)
            if found is None and not self._lock.is_held():
                raise ClusterError(f"No database runs in {self.home}. Start Comity there first.")
            if found is not None and found.status == "ready":
                return
            time.sleep(PAUSE)

    def erase(self) -> None:
        """Remove the data, the passwords and the log for good. Raises AlreadyRunning while it is in use."""
        if not self.home.exists():
            return
        self._lock.take()
        try:
            for folder in (self.data, self._socket_folder()):
                shutil.rmtree(folder, ignore_errors=True)
            for name in (passwords.FILE, sockets.FILE, self.log.name, f"{self.log.name}.1"):
                (self.home / name).unlink(missing_ok=True)
        finally:
            self._lock.release()

    def dsn(self, role: str, database: str = roles.DATABASE) -> str:
        """The address by which ``role`` reaches ``database``, as a postgresql:// URL with its password.

        It is known before the database runs, and stays the same from one start to the next.
        """
        self._make_home()
        secret = self._passwords()[role]
        place = quote(str(self._socket_folder()), safe="")
        return f"postgresql://{role}:{secret}@/{quote(database, safe='')}?host={place}&port={sockets.PORT}"

    def create_database(self, name: str, *, template: str = "template0") -> None:
        """Make another database for the same roles, empty or as a copy of ``template``."""
        with self._admin() as connection:
            roles.create_database(connection, name, template)

    def drop_database(self, name: str) -> None:
        """Remove a database and end every connection to it; harmless if there is none of that name."""
        with self._admin() as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    def binary(self, name: str) -> Path:
        """Where one of PostgreSQL's own programs is, such as ``pg_dump``.

        Raises ClusterError if there is none of that name.
        """
        path = binaries.installed() / "bin" / name
        if not path.is_file():
            raise ClusterError(f"PostgreSQL {binaries.release()} as carried here has no program {name}.")
        return path

    def _make_home(self) -> None:
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)

    def _passwords(self) -> dict[str, str]:
        return passwords.read_or_make(self.home, roles.ROLES, may_make=not self.data.exists())

    def _socket_folder(self) -> Path:
        return sockets.socket_folder(self.home, account())

    def _admin(self) -> roles.Admin:
        return psycopg.connect(self.dsn(roles.ADMIN, "postgres"), autocommit=True)

    def _clear_traces(self) -> None:
        """Wait for what is left of a killed database to end, then remove the note that it left."""
        while process.at_work(self.data):
            time.sleep(PAUSE)
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _launch(self, lock: int) -> subprocess.Popen[bytes]:
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_name(f"{self.log.name}.1"))
        who = account()
        user = ["--user", str(who.uid), str(who.gid)] if who.switch else []
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self._socket_folder()),
            "unix_socket_permissions": "0700",
            "port": str(sockets.PORT),
            "synchronous_commit": "on",
            "password_encryption": "scram-sha-256",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_line_prefix": "%m [%p] ",
            "log_error_verbosity": "terse",  # an error's detail holds the row that was refused,
            "log_min_error_statement": "panic",  # and its statement what somebody had written
            **self._settings,
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        program = binaries.reachable(who) / "bin" / "postgres"
        watch = [sys.executable, "-I", "-S", watchdog.__file__, *user]
        descriptor = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            return subprocess.Popen(
                [*watch, str(program), "-D", initdb.HERE, *options],
                cwd=self.data,
                env=initdb.ENVIRONMENT,
                stdin=subprocess.PIPE,
                stdout=descriptor,
                stderr=descriptor,
                pass_fds=(lock,),
                start_new_session=True,
            )
        finally:
            os.close(descriptor)

    def _wait_until_ready(self) -> None:
        while True:
            found = process.running(self.data)
            if found is not None and found.status == "ready":
                return
            if self._watchdog is None or self._watchdog.poll() is not None:
                said = ["The database did not start. The end of its log:", *self.last_words()]
                raise ClusterError("\n".join(said))
            time.sleep(PAUSE)
