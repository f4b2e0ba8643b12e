"""What is wrong with a pack or a question, where, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class ProtocolError(ValueError):
    """Something in a pack, or in what was asked of it, that cannot be read.

    `what` says what is wrong, `file` and `line` where (None where there is no file), `mend` what to do.
    """

    def __init__(
        self, what: str, *, file: str | None = None, line: int | None = None, mend: str = ""
    ) -> None:
        self.what = what
        self.file = file
        self.line = line
        self.mend = mend
        super().__init__(what)

    def __str__(self) -> str:
        place = self.file or ""
        if self.file and self.line:
            place += f", line {self.line}"
        text = f"{place}: {self.what}" if place else self.what
        return f"{text}. {self.mend}" if self.mend else text


def listed(words: Iterable[object], joint: str = "or") -> str:
    """Words as one reads them aloud: "a, b or c"."""
    all_words = [spoken(word) for word in words]
    if len(all_words) < 2:
        return "".join(all_words)
    return f"{', '.join(all_words[:-1])} {joint} {all_words[-1]}"


def spoken(word: object) -> str:
    """A value as it is written in a pack: true and false in small letters."""
    return str(word).lower() if isinstance(word, bool) else str(word)


def nearest(word: object, known: Iterable[str], *, many: int = 12) -> str:
    """A hint at what was meant: the nearest spelling, or the whole list where it is short."""
    names = list(known)
    close = get_close_matches(str(word), names, n=1, cutoff=0.6)
    if close:
        return f'Did you mean "{close[0]}"?'
    if 0 < len(names) <= many:
        return f"Use {listed(names)}."
    return "All names are listed in docs/reference/questions.md."
