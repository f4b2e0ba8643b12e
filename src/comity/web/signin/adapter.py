"""How sign-in is done here: no sign-up, our own mails, and the same time for every address."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from smtplib import SMTPException
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from django.core.mail import EmailMessage
from django.http import HttpRequest

log = logging.getLogger(__name__)

POST = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sign-in-mail")
"""Mails about sign-in leave one after the other, beside the request: how long a page takes tells nothing."""


class Adapter(DefaultAccountAdapter):
    """Comity's answers to what allauth leaves open."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The e-mail address or the password is not right. Check both.",
        "too_many_login_attempts": "Too many attempts have failed. Wait a few minutes, then try again.",
        "enter_current_password": "This is not your password. Check it and try again.",
        "incorrect_password": "This is not your password. Check it and try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse: accounts are made by a council's administrator."""
        return False

    def format_email_subject(self, subject: str) -> str:
        """Leave subjects as they are."""
        return subject

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail about signing in, in plain text, after the page has been answered."""
        about = {**context, "email": email, "request": current.request}
        POST.submit(_send, self.render_mail(template_prefix, email, about))


def _send(message: EmailMessage) -> None:
    try:
        message.send()
    except (SMTPException, OSError) as failed:
        log.warning("A mail about signing in could not be sent: %s", type(failed).__name__)
