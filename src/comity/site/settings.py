"""Django's settings, from the environment and the instance's folder; nothing is generated here.

COMITY_DATABASE_URL        the application's database, as role comity_app
COMITY_OWNER_DATABASE_URL  the same database as its owner; read only where COMITY_ROLE=owner
COMITY_ROLE                owner while migrating, else left out
COMITY_HOME                the instance's folder; secrets/secret_key and secrets/context_key in it
COMITY_SECRET_KEY, COMITY_CONTEXT_KEY  in place of those two files
COMITY_FILES               where attached files are kept; by default files/ in the instance's folder
COMITY_HOSTS               host names served, with commas between
COMITY_HTTPS               0 only where pages are served without HTTPS on the own machine
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

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
COMITY_ROLE = os.environ.get("COMITY_ROLE", "application")

DEBUG = False
ALLOWED_HOSTS = [host for host in os.environ.get("COMITY_HOSTS", "localhost,127.0.0.1").split(",") if host]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "comity.council.apps.CouncilConfig",
    "comity.editions.apps.EditionsConfig",
    "comity.matters.apps.MattersConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

WSGI_APPLICATION = "comity.site.wsgi.application"

DATABASES = {
    "default": _database("COMITY_OWNER_DATABASE_URL" if COMITY_ROLE == "owner" else "COMITY_DATABASE_URL")
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "council.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

_https = os.environ.get("COMITY_HTTPS", "1") != "0"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
