"""Somebody's browser: opens a form, sends it, and sends it again until somebody says what came of it."""

from __future__ import annotations

import http.client
import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import unescape
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from tests.chaos.journal import ACKNOWLEDGED, DOUBTED, REFUSED, Journal

HOST = "127.0.0.1"
SECONDS = 20.0
"""How long an answer is waited for."""
PAUSE = 0.1
SIGN_IN = "/account/sign-in"
FORM_COOKIE = "comity-form"


@dataclass(frozen=True, slots=True)
class Page:
    """An answer; `status` is 0 where there was none."""

    status: int
    text: str = ""
    leads_to: str = ""

    @property
    def in_doubt(self) -> bool:
        """Whether nobody can say what came of the request."""
        return self.status == 0 or self.status >= 500

    @property
    def signed_out(self) -> bool:
        """Whether it asks to sign in first."""
        return self.status == 302 and self.leads_to.startswith(SIGN_IN)


@dataclass
class Browser:
    """One person's browser, with its cookies. `stop` ends every waiting.

    `ports` are those of the hosts that serve the same pages: where one leaves it in doubt, it asks the next.
    """

    ports: Sequence[int]
    address: str
    password: str
    stop: threading.Event
    cookies: dict[str, str] = field(default_factory=dict)
    odd: list[str] = field(default_factory=list)
    turn: int = 0

    def get(self, path: str) -> Page:
        """Open a page, signing in first where that is asked; tried again until there is an answer."""
        while not self.stop.is_set():
            page = self._ask("GET", path)
            if page.signed_out:
                self._sign_in()
            elif page.in_doubt:
                self._see(page)
                self.stop.wait(PAUSE)
            else:
                return page
        return Page(0)

    def send(
        self, path: str, page: Page, typed: dict[str, str], *, journal: Journal, mark: str, step: str
    ) -> Page:
        """Send the form of a page, under its own key, until somebody says what came of it."""
        form = hidden(page.text) | typed
        journal.note("sent", mark, key=form["form_key"], step=step)
        while True:
            form["csrfmiddlewaretoken"] = self.cookies[FORM_COOKIE]
            answer = self._ask("POST", path, form)
            if answer.signed_out:
                self._sign_in()
            elif answer.in_doubt:
                self._see(answer)
                journal.note(DOUBTED, mark, status=answer.status)
                if self.stop.wait(PAUSE):
                    return answer
            else:
                told = ACKNOWLEDGED if answer.status == 302 else REFUSED
                journal.note(told, mark, status=answer.status)
                return answer

    def _see(self, page: Page) -> None:
        """Turn to the next host; remember an answer that shows too much, or nothing a person could use."""
        self.turn += 1
        if page.status and ("Traceback" in page.text or "<h1" not in page.text or page.status != 503):
            self.odd.append(f"{page.status}: {page.text[:200]}")

    def _sign_in(self) -> None:
        """Sign in; where many do at once and are told to wait, wait."""
        while not self.stop.is_set():
            page = self._ask("GET", SIGN_IN)
            if page.status == 200:
                form = hidden(page.text) | {"login": self.address, "password": self.password}
                page = self._ask("POST", SIGN_IN, form)
                if page.status == 302:
                    return
                assert page.in_doubt or page.status == 429, f"{self.address} could not sign in: {page.status}"
            elif page.status == 302:
                return
            if page.in_doubt:
                self._see(page)
            self.stop.wait(PAUSE)

    def _ask(self, method: str, path: str, form: dict[str, str] | None = None) -> Page:
        line = http.client.HTTPConnection(HOST, self.ports[self.turn % len(self.ports)], timeout=SECONDS)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            line.request(method, path, urlencode(form) if form is not None else None, headers)
            answer = line.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException):
            return Page(0)
        finally:
            line.close()
        for said in answer.headers.get_all("Set-Cookie", []):
            for name, kept in SimpleCookie(said).items():
                self.cookies[name] = kept.value
        return Page(answer.status, text, answer.headers.get("Location", ""))


def hidden(text: str) -> dict[str, str]:
    """What the first form in the main part of a page carries unseen."""
    main = text[text.find("<main") :]
    first = main[main.find("<form") : main.find("</form>")]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', first)
    return {name: unescape(value) for name, value in found}
