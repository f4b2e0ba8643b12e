"""A name as people write it, with its titles before and letters after."""

from __future__ import annotations

from dataclasses import dataclass

from comity.council.exchange.rows import one_line

TITLES = frozenset(
    """
    councillor cllr cllrs alderman alderwoman ald dr mr mrs ms miss mx prof professor sir dame
    lord lady rev reverend revd hon rt baroness baron the right honourable mayor
    """.split()  # noqa: SIM905 - read as words, not as a column
)
HONOURS = frozenset(
    """
    obe mbe cbe kbe dbe bem gbe jp dl qc kc mp mep ms msp am phd ba bsc ma msc mba md frcs frsa
    qpm kpm rd td kcb cb cmg cvo mvo lvo kcvo dcvo kt
    """.split()  # noqa: SIM905 - read as words, not as a column
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name in three parts: "Councillor Dr", "Ada Byron", "OBE, JP"."""

    title: str
    name: str
    honours: str


def split_name(text: str) -> Name:
    """Split a full name into titles, name and honours; the name is never left empty.

    "Byron, Ada" is turned round where what follows the comma is not honours.
    """
    words = _turned(one_line(text)).replace(",", " ").split()
    front = 0
    while front < len(words) - 1 and _bare(words[front]) in TITLES:
        front += 1
    back = len(words)
    while back > front + 1 and _bare(words[back - 1]) in HONOURS:
        back -= 1
    return Name(" ".join(words[:front]), " ".join(words[front:back]), ", ".join(words[back:]))


def same_name(one: str, other: str) -> bool:
    """Say whether two names are the same person's, leaving aside titles, honours, dots and capitals."""
    return _plain(one) == _plain(other)


def _plain(text: str) -> str:
    name = split_name(text).name.casefold().replace("’", "'")
    return " ".join(name.replace(".", " ").split())


def _turned(text: str) -> str:
    before, comma, after = text.partition(",")
    words = after.split()
    if not comma or not words or "," in after or all(_bare(word) in HONOURS for word in words):
        return text
    if len(before.split()) > 2 or any(_bare(word) in HONOURS for word in words):
        return text
    return f"{after.strip()} {before.strip()}"


def _bare(word: str) -> str:
    return word.strip(".,()").casefold()
