"""PgBouncer between Comity and its database, pooling by transaction, in a folder of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg.conninfo import conninfo_to_dict

from comity.cluster import APP, Cluster
from comity.cluster.account import account
from tests.instances import wait_until

PORT = 6432  # only a part of the socket's name

_SETTINGS = """
[databases]
{database} = host={host} port={port} dbname={database} pool_size={size}
[pgbouncer]
listen_addr =
unix_socket_dir = {folder}
listen_port = {own}
auth_type = scram-sha-256
auth_file = {folder}/users.txt
pool_mode = transaction
server_reset_query =
max_client_conn = 200
logfile = {folder}/log
"""


@contextmanager
def pooling(cluster: Cluster, *, size: int) -> Iterator[str]:
    """PgBouncer at work with so many connections to the database; gives the application its address."""
    program = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
    assert program, "There is no pgbouncer on this machine; make setup installs it."
    role = conninfo_to_dict(cluster.dsn(APP))
    folder, who = Path(tempfile.mkdtemp(prefix="comity-pool-", dir="/tmp")), account()
    (folder / "users.txt").write_text(f'"{role["user"]}" "{role["password"]}"\n')
    (folder / "settings.ini").write_text(
        _SETTINGS.format(
            database=role["dbname"],
            host=role["host"],
            port=role["port"],
            size=size,
            folder=folder,
            own=PORT,
        )
    )
    for path in (folder, *folder.iterdir()):
        who.own(path)
    as_user = {"user": who.uid, "group": who.gid, "extra_groups": []} if who.switch else {}
    running = subprocess.Popen(
        [program, "--quiet", str(folder / "settings.ini")], stdin=subprocess.DEVNULL, **as_user
    )
    place = quote(str(folder), safe="")
    address = f"postgresql://{role['user']}:{role['password']}@/{role['dbname']}?host={place}&port={PORT}"
    try:
        wait_until(lambda: _answers(address), "the pooler answers")
        yield address
    finally:
        running.terminate()
        running.wait(30)
        shutil.rmtree(folder)


def _answers(address: str) -> bool:
    try:
        with psycopg.connect(address, autocommit=True) as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False
