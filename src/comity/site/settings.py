"""Django's settings, from the environment and the instance's folder; nothing is generated here.

COMITY_DATABASE_URL        the application's database, as role comity_app
COMITY_WORKER_DATABASE_URL the same past a pooler, for the worker; without it the worker goes the pages' way
COMITY_OWNER_DATABASE_URL  the same database as its owner; read only where COMITY_ROLE=owner
COMITY_ROLE                owner while migrating, else left out
COMITY_HOME                the instance's folder; in its secrets/: secret_key, context_key and record_key
COMITY_SECRET_KEY, COMITY_CONTEXT_KEY, COMITY_RECORD_KEY  in place of those files
COMITY_FILES               where attached files are kept; by default files/ in the instance's folder
COMITY_HOSTS               host names served, with commas between
COMITY_PROXIES             how many proxies of one's own stand before it (0: none is believed)
COMITY_SMTP_URL            the mail server, as smtp://host:port; without one letters stay queued in Comity
COMITY_MAIL_FROM           the address that mail comes from
COMITY_ADDRESS             where people reach it, as https://comity.example.gov.uk: for links in letters
COMITY_OUTBOX              without a mail server: a folder into which letters are written as files
COMITY_HTTPS               0 only where pages are served without HTTPS on the own machine
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from comity.worker import smtp_url

COMITY_HOME = Path(os.environ["COMITY_HOME"]) if os.environ.get("COMITY_HOME") else None


def _secret(name: str) -> str:
    kept = COMITY_HOME / "secrets" / name if COMITY_HOME else None
    in_file = kept.read_text("utf-8").strip() if kept and kept.is_file() else ""
    return os.environ.get(f"COMITY_{name.upper()}") or in_file


def _database(variable: str) -> dict[str, Any]:
    parts = conninfo_to_dict(os.environ.get(variable, ""))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", ""),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": str(parts.pop("port", "")),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
        "OPTIONS": parts,
    }


COMITY_FILES = os.environ.get("COMITY_FILES") or str((COMITY_HOME or Path()) / "files")
SECRET_KEY = _secret("secret_key")
COMITY_CONTEXT_KEY = _secret("context_key")
COMITY_RECORD_KEY = _secret("record_key")
COMITY_ROLE = os.environ.get("COMITY_ROLE", "application")

DEBUG = False
ALLOWED_HOSTS = [host for host in os.environ.get("COMITY_HOSTS", "localhost,127.0.0.1").split(",") if host]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "comity.council.apps.CouncilConfig",
    "comity.editions.apps.EditionsConfig",
    "comity.matters.apps.MattersConfig",
    "comity.web.apps.WebConfig",
]

MIDDLEWARE = [
    "comity.web.headers.Headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "comity.web.turns.TakingTurns",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "comity.web.middleware.AtTheCouncil",  # last: a page is worked out and written inside its transaction
]

ROOT_URLCONF = "comity.site.urls"
WSGI_APPLICATION = "comity.site.wsgi.application"

DATABASES = {
    "default": _database("COMITY_OWNER_DATABASE_URL" if COMITY_ROLE == "owner" else "COMITY_DATABASE_URL")
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "OPTIONS": {"environment": "comity.web.jinja.environment"},
    }
]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
FORM_RENDERER = "django.forms.renderers.Jinja2"
CSRF_FAILURE_VIEW = "comity.web.pages.errors.csrf_failed"
APPEND_SLASH = False

STATIC_URL = "/static/"
STATICFILES_DIRS = [Path(__file__).resolve().parent.parent / "web" / "static"]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

# Sign-in's counters. No page is ever cached.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "comity_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}

AUTH_USER_MODEL = "council.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email"]},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 60 * 60
SESSION_COOKIE_AGE = 12 * 60 * 60
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "front"

ACCOUNT_ADAPTER = "comity.web.signin.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
# A whole council may sign in from behind one address; guessing is held back by the account it is tried on.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "60/m/ip,5/5m/key", "outside": "60/m/ip"}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_TEMPLATE_EXTENSION = "html.j2"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Comity"
MFA_TOTP_INSECURE_BYPASS_CODE = None
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("COMITY_PROXIES", "0"))

COMITY_SMTP_URL = os.environ.get("COMITY_SMTP_URL", "")
COMITY_MAIL_FROM = os.environ.get("COMITY_MAIL_FROM", "comity@localhost")
COMITY_OUTBOX = os.environ.get("COMITY_OUTBOX", "")

# By the same server go the mails about signing in, which Django sends.
_server = smtp_url.read(COMITY_SMTP_URL) or smtp_url.Server("localhost", 25)
EMAIL_HOST, EMAIL_PORT = _server.host, _server.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _server.user, _server.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _server.security == "starttls", _server.security == "tls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = COMITY_MAIL_FROM

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"ids": {"()": "comity.web.logs.IdsOnly"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "ids"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.request": {"level": "ERROR"},  # what was not found may be what somebody typed
    },
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

_https = os.environ.get("COMITY_HTTPS", "1") != "0"
_host = (ALLOWED_HOSTS or ["localhost"])[0]
COMITY_ADDRESS = os.environ.get("COMITY_ADDRESS") or (f"https://{_host}" if _https else f"http://{_host}")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = (
    ("__Host-comity", "__Host-comity-form") if _https else ("comity", "comity-form")
)
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
