"""Changes to statutory posts and other places where concerns are heard: one proposes, another approves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from comity.council.changes.people import close
from comity.council.changes.posts import check_fit, put_in_cover, put_in_post
from comity.council.changes.record import Actor, ChangeRefused, alter, make, same_council
from comity.council.models import Council, Cover, Holding, Person, Post, Proposal

T = TypeVar("T")

WHAT: tuple[str, ...] = ("appoint", "end_holding", "cover", "end_cover")


def propose(
    what: str,
    post: Post,
    *,
    actor: Person,
    reason: str,
    at: datetime,
    person: Person | None = None,
    since: date | None = None,
    until: date | None = None,
    target: Holding | Cover | None = None,
    any_post: bool = False,
) -> Proposal:
    """Propose to appoint or cover (person, since) in a statutory post, or to end a term (target, until).

    With `any_post`, in any other post too: where a change needs a second person for another reason.
    """
    if what not in WHAT:
        raise ChangeRefused(f"“{what}” cannot be proposed; use one of {', '.join(WHAT)}.")
    if not post.statutory and not any_post:
        raise ChangeRefused(f"{post.title} is not a statutory post: make the change itself.")
    if what in ("appoint", "cover"):
        if person is None or since is None:
            raise ChangeRefused("Say who, and from which day.")
        check_fit(post, person, since, until)
    elif target is None or until is None or target.post_id != post.pk:
        raise ChangeRefused("Say which term of this post ends, and on which day.")
    concerned = person or (target.person if target else None)
    proposal = Proposal(
        council_id=same_council(post, actor, concerned),
        what=what,
        post=post,
        person=concerned,
        since=since,
        until=until,
        target=target.pk if target else None,
        reason=reason,
        proposed_by=actor,
        proposed_at=at,
    )
    _not_their_own(actor, proposal)
    return make("propose", proposal, actor=actor, reason=reason, at=at)


def propose_change(
    what: str,
    council: Council,
    *,
    actor: Actor,
    reason: str,
    at: datetime,
    told: Mapping[str, Any],
    **row: Any,
) -> Proposal:
    """Propose any other change that needs a second person: what the doors list names, with what it needs.

    `told` holds plain values, with "says", a sentence; `row` a proposal's own fields (person, post, since,
    until, target). Who may not confirm it is worked out from "places" and "hearers" in `told`; whoever is
    among "people" there, ids of those whose place it changes, may neither propose nor confirm it.
    """
    by = actor if isinstance(actor, Person) else None
    proposal = Proposal(
        council=council, what=what, told=dict(told), reason=reason, proposed_by=by, proposed_at=at, **row
    )
    if by is not None:
        _not_their_own(by, proposal)
    return make("propose", proposal, actor=actor, reason=reason, at=at)


def approve(
    proposal: Proposal,
    *,
    actor: Person,
    at: datetime,
    carry_out: Callable[..., object] | None = None,
) -> object:
    """Approve a proposal and make the change. Not for whoever proposed it or is concerned: ChangeRefused.

    The lot is not asked here, but by `comity.matters.second.confirm`, which alone calls this.
    `carry_out` makes changes of other kinds than those of a post (`comity.council.doors.carry_out`).
    """
    proposal = _open(proposal)
    if actor.pk == proposal.proposed_by_id:
        raise ChangeRefused("You proposed this change: somebody else must approve it.")
    _not_their_own(actor, proposal)
    _settle(proposal, actor=actor, at=at, approved=True)
    return (carry_out or carry_out_in_post)(proposal, actor=actor, at=at)


def refuse(proposal: Proposal, *, actor: Person, reason: str, at: datetime) -> Proposal:
    """Refuse a proposal, or withdraw one's own; the file of an import is kept no longer."""
    proposal = _open(proposal)
    _settle(proposal, actor=actor, at=at, approved=False, reason=reason, told=proposal.told_without_file())
    return proposal


def carry_out_in_post(proposal: Proposal, *, actor: Person, at: datetime) -> Holding | Cover:
    """Make the change to a post that a proposal asks for."""
    if proposal.what in ("end_holding", "end_cover"):
        ended: type[Holding] | type[Cover] = Holding if proposal.what == "end_holding" else Cover
        term = ended.objects.get(pk=_said(proposal.target))
        close(
            term, until=_said(proposal.until), what=proposal.what, actor=actor, reason=proposal.reason, at=at
        )
        return term
    put = put_in_post if proposal.what == "appoint" else put_in_cover
    return put(
        _said(proposal.post),
        _said(proposal.person),
        since=_said(proposal.since),
        until=proposal.until,
        actor=actor,
        reason=proposal.reason,
        at=at,
    )


def _said(value: T | None) -> T:
    if value is None:
        raise ChangeRefused(
            "The proposal does not say enough to be carried out: refuse it and propose again."
        )
    return value


def _open(proposal: Proposal) -> Proposal:
    locked = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if locked.approved is not None:
        raise ChangeRefused("This proposal has been settled already.")
    return locked


def _settle(
    proposal: Proposal, *, actor: Person, at: datetime, approved: bool, reason: str = "", **more: object
) -> None:
    what = "approve" if approved else "refuse"
    settled = {"approved": approved, "settled_by": actor, "settled_at": at, **more}
    alter(what, proposal, settled, actor=actor, reason=reason or proposal.reason, at=at)


def _not_their_own(actor: Person, proposal: Proposal) -> None:
    if actor.pk in proposal.concerned:
        lines = " Leave out of the file what changes a place of yours." if proposal.what == "import" else ""
        raise ChangeRefused(f"This change concerns you: two other people must make it.{lines}")
