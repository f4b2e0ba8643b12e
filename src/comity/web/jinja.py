"""The templates' engine: ours and the design system's, escaped throughout."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.contrib.messages import get_messages
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader, PrefixLoader, pass_context
from jinja2.runtime import Context

from comity.web import navigation, places
from comity.web.words import FILTERS


def environment(**options: Any) -> Environment:
    """Return the engine for Django's Jinja2 backend; everything is escaped that is not marked safe.

    The design system's macros ask for names that may not be there, so unknown ones are empty.
    """
    options["loader"] = ChoiceLoader(
        [
            PackageLoader("comity.web"),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    options |= {"undefined": ChainableUndefined, "trim_blocks": True, "lstrip_blocks": True}
    made = Environment(**{**options, "autoescape": True})  # noqa: S701 - it is on
    made.filters.update(FILTERS)
    made.globals.update(url=_url, has_page=_has_page, asset=asset, navigation=_navigation, messages=_messages)
    return made


@lru_cache(maxsize=64)
def asset(name: str) -> str:
    """Return the address of one of our own files, with its digest so that a changed one is fetched anew."""
    found = finders.find(name)
    if found is None:
        return static(name)
    return f"{static(name)}?v={hashlib.sha256(Path(str(found)).read_bytes()).hexdigest()[:12]}"


@pass_context
def _url(context: Context, name: str, /, **parts: Any) -> str:
    request = context.get("request")
    return places.url(request, name, **parts) if request is not None else reverse(name, kwargs=parts)


@pass_context
def _has_page(context: Context, name: str, /) -> bool:
    request = context.get("request")
    return request is not None and places.has_page(request, name)


@pass_context
def _navigation(context: Context) -> list[dict[str, Any]]:
    request = context.get("request")
    return navigation.items(request) if request is not None else []


@pass_context
def _messages(context: Context) -> list[Any]:
    request = context.get("request")
    return list(get_messages(request)) if request is not None else []
