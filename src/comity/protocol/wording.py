"""How a Decision is said in plain English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from comity.protocol.faults import listed

if TYPE_CHECKING:
    from comity.protocol.decision import Decision, Within

_POSTS = {
    "hr_director": "HR Director",
    "member": "Member",
    "ward_member": "ward Members",
    "officer": "Officer",
    "author": "author of the report",
    "senior_officer": "more senior Officer",
    "full_council": "full Council",
    "group_leader": "group leaders",
    "cabinet_member": "Cabinet Member",
    "council_chair": "Chair of the Council",
    "committee_chair": "committee chair",
    "committee_vice_chair": "committee vice-chair",
    "clerk_staff": "Clerk's staff",
    "principal_monitoring_officer": "Monitoring Officer of the principal authority",
    "spokesperson": "spokesperson",
    "communications_team": "communications team",
}
_NARROW = {
    "own_group": "of the Member's own group",
    "other_groups": "of the other groups",
    "own_ward": "of the ward concerned",
    "own_service": "of the service concerned",
}
# For each outcome: how it opens, what leads to the posts in `to`, and to those in `by`.
_SHAPES = {
    "allow": ("This may be done", ", addressed to {}", " by {}"),
    "require": ("This must be done", ", addressed to {}", " by {}"),
    "refuse": ("This may not be done", "; turn to {} instead", "; it falls to {} to say so"),
    "refer": ("This goes", " to {}", "; it falls to {} to send it on"),
    "hold": ("This waits", " for {}", "; it falls to {} to see to it"),
    "discourage": ("The advice is against this", "; turn to {} instead", "; it falls to {} to say so"),
}


def post(name: str, names: Mapping[str, str]) -> str:
    """What the council calls a post; else its usual English name."""
    if name in names:
        return names[name]
    usual = _POSTS.get(name)
    if usual:
        return usual
    lower = ("committee", "procedure", "policy", "association", "manager", "body")
    words = name.replace("_", " ")
    return words if words.split()[-1] in lower else words.title().replace(" Of ", " of ")


def posts(these: Iterable[str], names: Mapping[str, str], mode: str = "and") -> str:
    """Posts as one reads them aloud: "the Director and the Monitoring Officer"."""
    said = [f"the {post(one, names)}" for one in these]
    if mode == "in_order":
        return ", then ".join(said)
    return listed(said, "or" if mode == "any" else "and")


def plain(word: str) -> str:
    """A name of the vocabulary as words."""
    return word.replace("_", " ")


def span(within: Within) -> str:
    """A length of time as words: "5 working days"."""
    unit = plain(within.unit)
    return f"{within.amount} {unit[:-1] if within.amount == 1 else unit}"


def timing(decision: Decision) -> str:
    """By when, as words; empty where no figure is given."""
    if decision.within is None:
        return ""
    if decision.from_ == "before_event":
        return f"at least {span(decision.within)} beforehand"
    return f"within {span(decision.within)}"


def authority(decision: Decision) -> str:
    """Who says so, and where."""
    where = "; ".join(decision.cites)
    if decision.layer == "protocol":
        word = "clause" if len(decision.cites) == 1 else "clauses"
        return f"The protocol says so ({word} {where})."
    if decision.layer == "law":
        sure = (
            f"reading confirmed by {decision.confirmed.by} on {decision.confirmed.on:%-d %B %Y}"
            if decision.confirmed
            else "this reading of the law is not yet confirmed"
        )
        return f"The law says so ({where}; {sure})."
    if decision.whose:
        return f"The protocol does not say; this is {decision.whose}'s own standard ({where})."
    return "The protocol does not say; this is Comity's safe default."


def sentence(decision: Decision, names: Mapping[str, str]) -> str:
    """The whole Decision in a few plain sentences."""
    parts = [f"{_opening(decision, names)}. {decision.because.rstrip('.')}."]
    if decision.duties:
        parts.append(f"What goes with it: {', '.join(map(plain, decision.duties))}.")
    if decision.limits:
        parts.append(f"What it keeps to: {', '.join(map(plain, decision.limits))}.")
    parts.append(authority(decision))
    parts += [f"Beside this: {sentence(other, names)}" for other in decision.beside]
    return " ".join(parts)


def _opening(decision: Decision, names: Mapping[str, str]) -> str:
    opening, to, by = _SHAPES[decision.outcome]
    if decision.question == "clock.target" and decision.within and decision.from_ != "before_event":
        return f"The time for this is {span(decision.within)}"
    said_by = by.format(posts(decision.by, names)) if decision.by else ""
    addressed = posts(decision.to, names, _joint(decision.to_mode))
    if decision.narrow:
        addressed += f" {_NARROW[decision.narrow]}"
    parts = [to.format(addressed)] if decision.to else []
    when = timing(decision)
    if when:
        parts.append(f", {when}" if decision.to else f" {when}")
    if decision.consult:
        parts.append(f", after consulting {posts(decision.consult, names)}")
    done_by = decision.outcome in ("allow", "require")
    return opening + "".join([said_by, *parts] if done_by else [*parts, said_by])


def _joint(mode: str) -> str:
    return mode if mode in ("any", "in_order") else "and"
