"""Whether somebody holds each post that the protocol sends people to, and keeps each body's business."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from comity.protocol.decision import Decision
from comity.protocol.faults import listed
from comity.protocol.lint.findings import WARNING, Finding

# Whoever is concerned in the matter itself; nobody is appointed to these.
RELATIONS = frozenset(
    {
        "member",
        "ward_member",
        "officer",
        "author",
        "senior_officer",
        "line_manager",
        "constituent",
        "political_group",
    }
)
_BODY_ENDINGS = (
    "council",
    "cabinet",
    "committee",
    "procedure",
    "policy",
    "association",
    "panel",
    "procedures",
)
_BODIES = frozenset(
    {
        "conciliator",
        "external_auditor",
        "independent_adviser",
        "information_commissioner",
        "principal_monitoring_officer",
    }
)


@dataclass(frozen=True, slots=True)
class Holdings:
    """Which posts somebody holds, and which bodies or procedures have a keeper."""

    held: frozenset[str]
    kept: frozenset[str]


def is_body(post: str) -> bool:
    """Whether a post of the vocabulary is a body, procedure or outsider that needs a keeper."""
    return post in _BODIES or post.rsplit("_", 1)[-1] in _BODY_ENDINGS


def findings(decisions: Iterable[Decision], holdings: Holdings) -> Iterator[Finding]:
    """Posts that an answer names and nobody holds; bodies that nobody keeps."""
    asked: dict[str, set[str]] = {}
    for decision in decisions:
        for post in (*decision.to, *decision.by, *decision.consult):
            asked.setdefault(post, set()).add(decision.question)
    for post in sorted(set(asked) - RELATIONS):
        questions = listed(sorted(asked[post]), "and")
        if is_body(post) and post not in holdings.kept:
            what = f'nobody keeps the business of "{post}", to which these lead: {questions}'
            yield Finding(
                "body-unkept", WARNING, None, None, what, "Name a keeper in the council's settings."
            )
        elif not is_body(post) and post not in holdings.held:
            what = f'nobody holds the post "{post}", to which these lead: {questions}'
            yield Finding("post-vacant", WARNING, None, None, what, "Appoint somebody, or arrange cover.")
