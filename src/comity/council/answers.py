"""What is known of a matter when a post is looked for, and the answers there can be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Capacity: TypeAlias = Literal["holder", "cover"]


@dataclass(frozen=True, slots=True)
class About:
    """What a matter is about, by ids of rows: all that is needed to tell whose post is meant.

    `asker` is the person who asks or raises it, `officer` the Officer concerned (who handles it, or
    gave the advice), `subject` the person complained of. Neither the subject nor anybody in `barred`
    is ever returned.
    """

    service: int | None = None
    ward: int | None = None
    committee: int | None = None
    group: int | None = None
    subject: int | None = None
    asker: int | None = None
    officer: int | None = None
    barred: frozenset[int] = frozenset()

    @property
    def excluded(self) -> frozenset[int]:
        """Ids of persons who must not be returned."""
        return self.barred if self.subject is None else self.barred | {self.subject}


@dataclass(frozen=True, slots=True)
class Holder:
    """One person found, in the capacity in which they were found.

    `key` is the key by which they were found ("post:12", "seat:4", "leader:3", "person:9"; see
    `comity.council.keys`); `post` is the post's id where it was one; `title` is how it is called here.
    """

    person: int
    name: str
    key: str
    title: str
    capacity: Capacity = "holder"
    post: int | None = None


@dataclass(frozen=True, slots=True)
class Holders:
    """The people who hold what was looked for. `away` are holders for whom somebody covers now."""

    role: str
    people: tuple[Holder, ...]
    away: tuple[Holder, ...] = ()


@dataclass(frozen=True, slots=True)
class Vacant:
    """Nobody holds it, or nobody who may be asked: why, which posts, and who covers them, if anybody."""

    role: str
    because: str
    posts: tuple[int, ...] = ()
    cover: tuple[Holder, ...] = ()


@dataclass(frozen=True, slots=True)
class Outside:
    """Somebody outside the council, by name and address."""

    role: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Body:
    """A body or procedure: who keeps its door, and its members where it meets as a committee."""

    role: str
    name: str
    keeper: Holders | Vacant
    members: tuple[Holder, ...] = ()


Answer: TypeAlias = Holders | Vacant | Outside | Body
