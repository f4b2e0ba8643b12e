"""Instances in folders of their own: commands run in them as a person would, and what they leave running."""

from __future__ import annotations

import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from html import unescape
from pathlib import Path

COMITY = [sys.executable, "-m", "comity.cli"]


def environment(home: Path, **more: str) -> dict[str, str]:
    """The environment of a person who uses an instance in this folder, and has set nothing else."""
    plain = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("COMITY_") and name not in ("DJANGO_SETTINGS_MODULE", "PORT")
    }
    return {**plain, "COMITY_HOME": str(home), **more}


def comity(home: Path, *arguments: str, typed: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [*COMITY, *arguments],
        env=environment(home, **more),
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def free_port() -> int:
    """A port that nobody holds at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as trial:
        return int(trial.getsockname()[1])


def processes_of(home: Path) -> list[str]:
    """Every process that works for an instance: by its environment, or in its database's folder."""
    found = []
    for place in Path("/proc").iterdir():
        if not place.name.isdigit() or int(place.name) == os.getpid():
            continue
        try:
            ours = f"COMITY_HOME={home}".encode() in (place / "environ").read_bytes().split(b"\0")
            inside = (place / "cwd").readlink().is_relative_to(home)
            if ours or inside:
                found.append((place / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue
    return found


def wait_until(true: Callable[[], bool], what: str, seconds: float = 60) -> None:
    """Return when it is so; fail, naming what was awaited, when it is not so in time."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"in {seconds:.0f} seconds it did not happen that {what}"
        time.sleep(0.05)


class Running:
    """A command that runs until it is told to stop, with the lines it has printed."""

    def __init__(self, home: Path, *arguments: str, until: str) -> None:
        self.home = home
        self.port = free_port()
        self.process = subprocess.Popen(
            [*COMITY, *arguments, "--port", str(self.port)],
            env=environment(home),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[str] = []
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))
            if until in line:
                return
        raise AssertionError("\n".join(["It ended before it was ready:", *self.lines]))

    @property
    def address(self) -> str:
        """Where its pages are."""
        return f"http://localhost:{self.port}"

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal, wait for the end, and say with which code it ended."""
        self.process.send_signal(how)
        code = self.process.wait(60)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code


class Browser:
    """A browser without JavaScript: it keeps cookies, follows redirects and sends forms."""

    def __init__(self, address: str) -> None:
        self.address = address
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(jar)
        self.status, self.page, self.at = 0, "", ""

    def open(self, path: str, form: dict[str, str] | None = None) -> str:
        """Open a page, or send a form to it."""
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        asked = urllib.request.Request(urllib.parse.urljoin(self.address, path), data)  # noqa: S310 - our own
        asked.add_header("Referer", self.address + "/")
        try:
            with self._opener.open(asked, timeout=60) as answer:
                self.status, self.at, body = answer.status, answer.url, answer.read()
        except urllib.error.HTTPError as refused:
            with refused:
                self.status, self.at, body = refused.code, refused.url, refused.read()
        self.page = unescape(body.decode())
        return self.page

    def token(self) -> str:
        """The forms' token on this page."""
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.page)
        assert found is not None, "there is no form on this page"
        return found.group(1)
