"""What the linter reports: what is wrong or worth knowing, where, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass

from comity.protocol.faults import ProtocolError

ERROR, WARNING, PERSON, INFO = "error", "warning", "person", "info"
SEVERITIES = (ERROR, WARNING, PERSON, INFO)

# Every kind of finding there is.
CODES = {
    "cannot-read": "Something in a file is not TOML or Markdown as packs use it, or not of the vocabulary.",
    "vocabulary": "The vocabulary is faulty: a name twice, a fact without values, a word without meaning.",
    "edition": "The edition that pack.toml names is not the name of the folder.",
    "tie": "Two rules that need equally many facts answer one case differently.",
    "silent": "The protocol does not answer a case; the law or the house default does.",
    "unanswered": "No layer answers a case.",
    "never-applies": "A rule of law ends before it begins.",
    "never-wins": "In each of its cases a rule with more facts answers.",
    "said-twice": "A rule says again what another says of the same facts.",
    "refers-nowhere": "A rule refers the matter on and names nobody.",
    "counts-nothing": "A rule counts back from an event and gives no figure.",
    "overridden": "The law stands before what the protocol says of a case.",
    "ladder-ends": "A rung of a ladder has nobody on it.",
    "ladder-returns": "A concern goes to whoever it is about.",
    "ladder-stands-still": "A rung has nobody on it who was not there before.",
    "no-such-clause": "A rule cites a clause that the protocol does not have.",
    "clause-idle": "A clause is said to decide something, and no rule cites it.",
    "clause-unlisted": "A clause of protocol.md is not in clauses.toml.",
    "clause-unprinted": "A clause of clauses.toml is not in protocol.md.",
    "settle": "A clause leaves something open that a person must settle.",
    "example-fails": "An example expects another answer than the pack gives.",
    "no-examples": "The pack has no examples that can be tried.",
    "law-replaced": "A law is not in force on the day asked about.",
    "law-unconfirmed": "No person has confirmed the reading of a law.",
    "law-hidden": "A law that overrides goes before one that needs more facts and says otherwise.",
    "post-vacant": "An answer leads to a post that nobody holds.",
    "body-unkept": "An answer leads to a body or procedure whose business nobody keeps.",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. An error must be mended; `person` is for a person to settle; info is worth knowing.

    `code` names the kind of finding and never changes; `file` and `line` say where (None: no one place).
    """

    code: str
    severity: str
    file: str | None
    line: int | None
    what: str
    mend: str

    def __post_init__(self) -> None:
        """A finding is of a kind that is written down."""
        if self.code not in CODES or self.severity not in SEVERITIES:
            raise ValueError(f'"{self.code}" ({self.severity}) is no kind of finding: add it to CODES.')

    def as_json(self) -> dict[str, str | int | None]:
        """The finding as plain JSON values."""
        names = ("code", "severity", "file", "line", "what", "mend")
        return {name: getattr(self, name) for name in names}

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}" if self.file and self.line else self.file or "the whole pack"
        return f"{self.severity} [{self.code}] {place}: {self.what}. {self.mend}".rstrip()


def unread(fault: ProtocolError, code: str = "cannot-read") -> Finding:
    """What could not be read, as a finding."""
    return Finding(code, ERROR, fault.file, fault.line, fault.what, fault.mend)


def in_order(findings: list[Finding]) -> tuple[Finding, ...]:
    """The gravest first, then by file and line; the same finding once."""
    unique = dict.fromkeys(findings)
    return tuple(
        sorted(unique, key=lambda f: (SEVERITIES.index(f.severity), f.file or "", f.line or 0, f.code))
    )
