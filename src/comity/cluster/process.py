"""Which PostgreSQL, if any, is at work on a data folder: asked of the system, not of a note left behind."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Note:
    """What the database last wrote down about itself: its process, and how far its start has come."""

    pid: int
    status: str


def note(data: Path) -> Note | None:
    """Read the database's own note in its data folder; nothing if there is none or it is half written."""
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        return Note(pid=int(lines[0]), status=lines[7].strip() if len(lines) > 7 else "starting")
    except (OSError, ValueError, IndexError):
        return None


def works_on(pid: int, data: Path) -> bool:
    """Say whether the process is really PostgreSQL and really works in that data folder.

    A number alone proves nothing: after a crash the system gives it to somebody else's program.
    """
    try:
        program = (PROC / str(pid) / "exe").readlink().name
        inside = (PROC / str(pid) / "cwd").readlink()
    except OSError:
        return False
    return program.removesuffix(" (deleted)") == "postgres" and inside == data.resolve()


def running(data: Path) -> Note | None:
    """The database at work on this folder; a note whose process is not PostgreSQL counts as none."""
    found = note(data)
    return found if found is not None and works_on(found.pid, data) else None


def at_work(data: Path) -> list[int]:
    """Every PostgreSQL process in this data folder, also those whose first process was killed."""
    pids = [int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit()]
    return [pid for pid in pids if works_on(pid, data)]


def birth(pid: int) -> str:
    """When a process began, in the system's ticks: with its number it names one process for good.

    Empty if there is no such process.
    """
    try:
        return (PROC / str(pid) / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""
