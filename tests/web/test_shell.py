"""Somebody comes to the council's door: who is let in, who is told nothing, and what is kept for them."""

from __future__ import annotations

from collections.abc import Callable

from comity.council.models import Account, Council


def test_a_member_signs_in_and_reaches_the_desk(
    found: Callable[..., Council], joined: Callable[..., Account], browser
) -> None:
    council = found()
    account = joined(council)
    first = browser.get(f"/c/{council.slug}/desk")
    assert first.status_code == 302
    assert first["Location"] == f"/account/sign-in?next=%2Fc%2F{council.slug}%2Fdesk"
    answered = browser.sign_in(account, to=f"/c/{council.slug}/desk")
    assert answered.status_code == 302, answered.content.decode()
    assert answered["Location"] == f"/c/{council.slug}/desk"
    page = browser.get(answered["Location"])
    assert page.status_code == 200
    text = page.content.decode()
    assert "Councillor Bronwen Clegg" in text
    assert council.name in text
