"""PostgreSQL's own programs for dumping and restoring, told by the environment where the database is."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence

from psycopg.conninfo import conninfo_to_dict

from comity.site.instance import Instance, NotReady

_VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "dbname": "PGDATABASE",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
}


def run(instance: Instance, program: str, arguments: Sequence[str], *, role: str) -> None:
    """Run pg_dump or pg_restore as a role of the database; its password shows in no list of processes.

    Raises NotReady with PostgreSQL's own words where it fails.
    """
    given = conninfo_to_dict(instance.dsn(role))
    told = {_VARIABLES[name]: str(value) for name, value in given.items() if name in _VARIABLES}
    done = subprocess.run(
        [str(instance.cluster.binary(program)), "--no-password", *arguments],
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", **told},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise NotReady("\n".join([f"{program} failed:", *done.stderr.strip().splitlines()[-6:]]))
