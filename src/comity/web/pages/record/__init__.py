"""The record: what proves it, what is erased from it, how long it is kept, what it holds about somebody."""

from __future__ import annotations

from comity.web.pages.record import access, erasing, keeping, proof

urls = [*proof.urls, *erasing.urls, *keeping.urls, *access.urls]
