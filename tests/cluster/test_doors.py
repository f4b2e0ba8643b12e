"""Who gets in: by a private socket, with a password, and no further than each role may go."""

from __future__ import annotations

import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import errors

from comity.cluster import ADMIN, APP, BACKUP, OWNER, Cluster, ClusterError, process
from tests.cluster.conftest import FAST

ROLES = (ADMIN, OWNER, APP, BACKUP)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with Cluster(tmp_path_factory.mktemp("doors") / "home", settings=FAST) as cluster:
        with psycopg.connect(cluster.dsn(OWNER)) as connection:
            connection.execute("CREATE TABLE letters (council int, words text)")
            connection.execute("INSERT INTO letters VALUES (1, 'ours'), (2, 'theirs')")
            connection.execute("ALTER TABLE letters ENABLE ROW LEVEL SECURITY")
            connection.execute("ALTER TABLE letters FORCE ROW LEVEL SECURITY")
            connection.execute("CREATE POLICY own ON letters USING (council = 1)")
            connection.execute(f"GRANT SELECT ON letters TO {APP}")
        yield cluster
    cluster.erase()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("password", ["", "guessed"])
def test_nobody_is_trusted(running: Cluster, role: str, password: str) -> None:
    with psycopg.connect(running.dsn(role)) as connection:
        assert connection.info.user == role
    right = psycopg.conninfo.conninfo_to_dict(running.dsn(role))
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(**{**right, "password": password})


def test_every_way_in_asks_for_a_password(running: Cluster) -> None:
    with psycopg.connect(running.dsn(ADMIN)) as connection:
        rules = connection.execute("SELECT type, auth_method FROM pg_hba_file_rules").fetchall()
    assert rules == [("local", "scram-sha-256")]


def test_it_listens_on_no_network(running: Cluster) -> None:
    found = process.running(running.data)
    assert found is not None
    ours = {link.readlink().name for link in Path(f"/proc/{found.pid}/fd").iterdir() if link.is_symlink()}
    inodes = set()
    for table in ("tcp", "tcp6", "udp", "udp6"):
        path = Path(f"/proc/{found.pid}/net/{table}")
        if path.exists():
            inodes |= {f"socket:[{line.split()[9]}]" for line in path.read_text().splitlines()[1:]}
    assert any(name.startswith("socket:") for name in ours)
    assert not ours & inodes


def test_the_socket_and_the_passwords_are_private(running: Cluster) -> None:
    socket_folder = Path(psycopg.conninfo.conninfo_to_dict(running.dsn(APP))["host"])
    assert stat.S_IMODE(socket_folder.stat().st_mode) == 0o700
    for kept in (running.home / "passwords.json", running.log):
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(running.home.stat().st_mode) == 0o700


def test_the_application_owns_nothing_and_passes_no_wall(running: Cluster) -> None:
    with psycopg.connect(running.dsn(APP)) as connection:
        rights = connection.execute(
            "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication FROM pg_roles"
            " WHERE rolname = current_user"
        ).fetchone()
        assert rights == (False, False, False, False, False)
        assert connection.execute("SELECT words FROM letters").fetchall() == [("ours",)]
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE mine (words text)")
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(running.dsn(APP, "postgres"))


def test_the_backup_reads_everything_and_changes_nothing(running: Cluster) -> None:
    dumped = subprocess.run(
        [running.binary("pg_dump"), "--data-only", f"--dbname={running.dsn(BACKUP)}"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "ours" in dumped
    assert "theirs" in dumped
    with psycopg.connect(running.dsn(BACKUP), autocommit=True) as connection:
        with pytest.raises(errors.ReadOnlySqlTransaction):
            connection.execute("DELETE FROM letters")
        connection.execute("SET default_transaction_read_only = off")
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute("DELETE FROM letters")


def test_a_further_database_can_be_made_from_a_template_and_dropped(running: Cluster) -> None:
    running.create_database("pattern")
    with psycopg.connect(running.dsn(OWNER, "pattern")) as connection:
        connection.execute("CREATE TABLE wards (name text)")
    running.create_database("copy of pattern", template="pattern")
    held = psycopg.connect(running.dsn(OWNER, "copy of pattern"))
    assert held.execute("SELECT count(*) FROM wards").fetchone() == (0,)
    for name in ("copy of pattern", "pattern", "never was"):
        running.drop_database(name)
    with pytest.raises(psycopg.OperationalError):
        held.execute("SELECT 1")
    held.close()


def test_text_is_sorted_and_searched_the_same_on_every_machine(running: Cluster) -> None:
    with psycopg.connect(running.dsn(APP)) as connection:
        found = connection.execute(
            "SELECT datlocprovider, datlocale, pg_encoding_to_char(encoding),"
            " current_setting('default_text_search_config'), upper('š')"
            " FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    assert found == ("b", "C.UTF-8", "UTF8", "pg_catalog.english", "Š")


def test_a_program_that_is_not_there_is_named(running: Cluster) -> None:
    with pytest.raises(ClusterError, match="pg_nothing"):
        running.binary("pg_nothing")


def test_lost_passwords_are_refused_while_there_is_data(home: Path) -> None:
    with Cluster(home, settings=FAST) as cluster:
        kept = (home / "passwords.json").read_bytes()
    (home / "passwords.json").unlink()
    with pytest.raises(ClusterError, match=r"passwords\.json is missing"):
        cluster.start()
    (home / "passwords.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ClusterError, match="does not hold the passwords"):
        cluster.start()
    (home / "passwords.json").write_bytes(kept)
    with cluster, psycopg.connect(cluster.dsn(APP)):
        assert process.running(home / "data") is not None


def test_the_address_in_words_has_the_socket_and_no_port_of_the_machine(running: Cluster) -> None:
    address = running.dsn(APP)
    assert address.startswith(f"postgresql://{APP}:")
    assert "@/comity?host=%2F" in address
