"""Following every link there is, as one person, from the first page on."""

from __future__ import annotations

import re
from collections import defaultdict
from html import unescape
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from django.urls import Resolver404, resolve

from tests.web.desks import House

LINK = re.compile(r'<(?:a|form)\b[^>]*?\s(?:href|action)="([^"]*)"')
BEGINNINGS = ("", "people?q=Example", "settings/people?q=Example", "search?q=lamp")
"""The first page, and what is found by typing a word on a page that is linked."""
OF_ONE_KIND = 6
"""Addresses of one page with the same names in their query that are followed."""


def crawl(house: House, who: str) -> tuple[dict[str, str], list[str]]:
    """Every page that somebody reaches: an address for each name, and the links that lead nowhere.

    A step that the protocol refers to somebody else is no such link: its page says who that is.
    """
    waiting = [(house.at(page), "typed") for page in BEGINNINGS]
    known = {address for address, _ in waiting}
    kinds: defaultdict[tuple[str, tuple[str, ...]], int] = defaultdict(int)
    reached: dict[str, str] = {}
    broken = []
    while waiting:
        address, came_from = waiting.pop(0)
        answer = house.browser(who).get(address)
        if came_from == "typed" and answer.status_code == 404:
            continue
        if answer.status_code in {301, 302}:
            links = [answer["Location"]]
        elif answer.status_code == 200:
            links = LINK.findall(answer.content.decode()) if "html" in answer["Content-Type"] else []
        elif not (answer.status_code == 409 and _name(address) == "matter_step"):
            broken.append(f"{who}: {address} (from {came_from}) answers {answer.status_code}")
            continue
        reached.setdefault(_name(address), address)
        for link in links:
            there, _ = urldefrag(urljoin(address, unescape(link)))
            if _follow(there) and there not in known:
                known.add(there)
                parts = urlsplit(there)
                kind = (_name(there), tuple(sorted(name for name, _ in parse_qsl(parts.query))))
                kinds[kind] += 1
                if kinds[kind] <= OF_ONE_KIND:
                    waiting.append((there, address))
    return reached, broken


def _follow(address: str) -> bool:
    parts = urlsplit(address)
    return not parts.netloc and not parts.scheme and not parts.path.startswith("/static/")


def _name(address: str) -> str:
    try:
        return str(resolve(urlsplit(address).path).url_name)
    except Resolver404:
        return "nowhere"
