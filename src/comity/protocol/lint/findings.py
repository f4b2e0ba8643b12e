"""What the linter reports: what is wrong or worth knowing, where, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass

from comity.protocol.faults import ProtocolError

ERROR, WARNING, PERSON, INFO = "error", "warning", "person", "info"
SEVERITIES = (ERROR, WARNING, PERSON, INFO)


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
