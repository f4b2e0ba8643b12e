"""The key with which statements and bundles are signed: Ed25519 (RFC 8032), one of the instance's secrets."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def ready() -> bool:
    """Whether this instance has a key to sign with."""
    return bool(settings.COMITY_RECORD_KEY)


def public() -> str:
    """The public key, in hexadecimal, as statements name it. Raises ImproperlyConfigured without one."""
    return _key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def sign(text: bytes) -> str:
    """The signature under a text, in hexadecimal. Raises ImproperlyConfigured without a key."""
    return _key().sign(text).hex()


def _key() -> Ed25519PrivateKey:
    try:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(settings.COMITY_RECORD_KEY))
    except ValueError:
        raise ImproperlyConfigured(
            "Comity has no key to sign its record with. `comity setup` makes one; or set COMITY_RECORD_KEY "
            "to 64 hexadecimal digits."
        ) from None
