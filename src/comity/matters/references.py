"""References by which people name a matter: one random series, with a check character.

No counter and no kind can be read from a reference, and a slip of the pen is noticed: eight random
Crockford characters (no I, L, O, U) and one more that catches any single wrong sign and any two swapped.
"""

from __future__ import annotations

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None, "\u2011": None})


class NotAReference(ValueError):
    """What was given is no reference, or was mistyped; says which."""


def new() -> str:
    """A fresh reference of nine characters, as it is stored."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return body + check(body)


def check(body: str) -> str:
    """The check character of eight others: a polynomial over the field of 32 elements.

    A sum modulo 31 would take 0 and Z for the same; in this field every sign is an element of its own,
    and every place has another weight.
    """
    total = 0
    for sign in body:
        total = _doubled(total ^ ALPHABET.index(sign))
    return ALPHABET[total]


def _doubled(element: int) -> int:
    """An element times x, modulo x⁵ + x² + 1."""
    return element << 1 if element < 16 else (element << 1) ^ 0b100101


def shown(reference: str) -> str:
    """A reference as people read it: ABCD-EFGH-J."""
    return f"{reference[:4]}-{reference[4:8]}-{reference[8:]}"


def read(typed: str) -> str:
    """The stored form of what somebody typed, small letters and dashes forgiven. Raises NotAReference."""
    plain = typed.strip().upper().translate(MISREAD)
    if len(plain) != LENGTH + 1 or any(sign not in ALPHABET for sign in plain):
        raise NotAReference(f"“{typed[:40]}” is not a reference. One looks like 7KQ2-M4XD-K.")
    if check(plain[:LENGTH]) != plain[LENGTH]:
        raise NotAReference(f"“{typed[:40]}” has a slip in it: the last character does not fit the others.")
    return plain
