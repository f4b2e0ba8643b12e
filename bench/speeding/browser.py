"""A browser that is only timed: one connection that stays open, one person signed in, forms sent as typed."""

from __future__ import annotations

import http.client
import re
import time
import urllib.parse
from dataclasses import dataclass, field
from html import unescape

_HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
_NAMED = re.compile(r'\b(name|value)="([^"]*)"')


class Refused(RuntimeError):
    """A page did not answer as it should: what was asked, and the answer."""


@dataclass
class Browser:
    """Somebody at a browser; `spent` is how many milliseconds the last answer took to come whole."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    spent: float = 0.0
    _line: http.client.HTTPConnection | None = None

    def get(self, path: str) -> str:
        """A page."""
        return self._ask("GET", path, None)

    def send(self, path: str, typed: dict[str, str], page: str) -> str:
        """Send the form of a page that lies at a path, with what was typed into it."""
        return self._ask("POST", path, urllib.parse.urlencode({**hidden(page), **typed}))

    def _ask(self, method: str, path: str, body: str | None) -> str:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begun = time.perf_counter()
        answer = self._answer(method, path, body, headers)
        text = answer.read().decode()
        self.spent = (time.perf_counter() - begun) * 1000
        if answer.will_close and self._line is not None:
            self._line.close()
        for told in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = told.partition(";")[0].partition("=")
            self.cookies[name] = value
        there = answer.headers.get("Location", "")
        if answer.status != (200 if method == "GET" else 302) or "signin" in there or "login" in there:
            raise Refused(f"{method} {path} answered {answer.status} {there}: {text[:300]}")
        return text or there

    def _answer(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> http.client.HTTPResponse:
        if self._line is None:
            self._line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            self._line.request(method, path, body, headers)
            return self._line.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):  # an idle connection was given up
            self._line.close()
            self._line.request(method, path, body, headers)
            return self._line.getresponse()


def hidden(page: str) -> dict[str, str]:
    """What a page's form sends without its being typed."""
    found = (dict(_NAMED.findall(one)) for one in _HIDDEN.findall(page))
    return {one["name"]: unescape(one.get("value", "")) for one in found if "name" in one}
