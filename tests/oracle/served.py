"""The stage by HTTP: Comity's own server in a process of its own, on the day of the scene."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client

from comity.cluster import APP, Cluster
from tests.instances import free_port, wait_until
from tests.oracle.scene import NOW

SERVER = f"""
from datetime import datetime
import django
django.setup()
from comity.web import clock
clock.now = lambda: datetime.fromisoformat("{NOW.isoformat()}")
from gunicorn.app.wsgiapp import run
run()
"""


@contextmanager
def served(cluster: Cluster, name: str) -> Iterator[int]:
    """Serve a database of the stage until the end; the port."""
    port = free_port()
    options = ["--bind", f"127.0.0.1:{port}", "--workers", "1", "--log-level", "error", "comity.site.wsgi"]
    where = {"COMITY_DATABASE_URL": cluster.dsn(APP, name), "COMITY_FILES": settings.COMITY_FILES}
    process = subprocess.Popen([sys.executable, "-c", SERVER, *options], env={**os.environ, **where})
    try:
        wait_until(lambda: _up(port), "the server answers")
        yield port
    finally:
        process.terminate()
        process.wait(30)


def asked(
    port: int, browser: Client, method: str, address: str, form: Mapping[str, object] | None = None
) -> tuple[int, str]:
    """Ask by HTTP with somebody's cookies: the status and the page."""
    cookies = "; ".join(f"{name}={one.value}" for name, one in browser.cookies.items())
    headers = {"Host": "localhost", "Cookie": cookies}
    body = None
    if form is not None:
        body = urlencode(form, doseq=True)
        headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": "https://localhost/"}
    wire = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        wire.request(method, address, body, headers)
        answer = wire.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")
    finally:
        wire.close()


def _up(port: int) -> bool:
    try:
        wire = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        wire.request("GET", "/health", headers={"Host": "localhost"})
        return wire.getresponse().status == 200
    except OSError:
        return False
