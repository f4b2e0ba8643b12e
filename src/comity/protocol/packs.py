"""Packs: one edition of one council's protocol, as a folder that a lawyer can read.

An edition in a database is rows that hold the same files; `read` takes either.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from comity.protocol import rules, tables, vocabulary
from comity.protocol.faults import ProtocolError, listed, nearest
from comity.protocol.rules import Rule
from comity.protocol.vocabulary import GOVERNANCES, JURISDICTIONS, KINDS, Vocabulary

ABOUT = "pack.toml"
PROTOCOL = "protocol.md"
PROVISIONS = "provisions.toml"
CLAUSES = "clauses.toml"
EXAMPLES = "examples.toml"
NEEDED = (ABOUT, PROVISIONS)  # to decide; the linter asks for all
FILES = (ABOUT, PROTOCOL, PROVISIONS, CLAUSES, EXAMPLES)

_CHOICES = {
    "kind": KINDS,
    "governance": GOVERNANCES,
    "jurisdiction": JURISDICTIONS,
    "wording": ("paraphrase", "council"),
    "numbering": ("printed", "headings"),
}
_TEXTS = ("title", "council", "edition")
_OPTIONAL = ("adopted_on", "adopted_how", "names")


@dataclass(frozen=True, slots=True)
class About:
    """What document a pack is: whose, which edition, adopted when and how."""

    title: str
    council: str
    kind: str
    governance: str
    jurisdiction: str
    edition: str
    wording: str
    numbering: str
    adopted_on: date | None
    adopted_how: str
    names: Mapping[str, str] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Pack:
    """One edition of one council's protocol: its files as they are, and the rules read from them.

    `digest` is the SHA-256 over the names and contents of all its files, in order of name.
    """

    slug: str
    edition: str
    digest: str
    about: About = field(compare=False)
    rules: tuple[Rule, ...] = field(compare=False)
    files: Mapping[str, bytes] = field(compare=False)

    @property
    def names(self) -> Mapping[str, str]:
        """What this council calls the posts of the vocabulary."""
        return self.about.names

    def export(self) -> dict[str, bytes]:
        """The files of the pack, byte for byte as they were read."""
        return dict(self.files)

    def write(self, folder: Path) -> None:
        """Write the pack's files into a folder; `load` reads them back the same."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in self.files.items():
            (folder / name).write_bytes(content)


def digest(files: Mapping[str, bytes]) -> str:
    """SHA-256 (hexadecimal) over names and contents, in order of name."""
    total = hashlib.sha256()
    for name in sorted(files):
        total.update(f"{len(name.encode())}:{name}:{len(files[name])}:".encode())
        total.update(files[name])
    return total.hexdigest()


def read(files: Mapping[str, bytes], *, slug: str, words: Vocabulary | None = None) -> Pack:
    """A pack from its files. Raises ProtocolError with the first fault and how many more there are."""
    pack, faults = examine(files, slug=slug, words=words, needed=NEEDED)
    if faults or pack is None:
        first = faults[0]
        more = f" ({len(faults) - 1} more: see comity lint)" if len(faults) > 1 else ""
        raise ProtocolError(first.what + more, file=first.file, line=first.line, mend=first.mend)
    return pack


def examine(
    files: Mapping[str, bytes],
    *,
    slug: str,
    words: Vocabulary | None = None,
    needed: Sequence[str] = FILES,
) -> tuple[Pack | None, tuple[ProtocolError, ...]]:
    """A pack as far as it can be read, and every fault met on the way."""
    words = words or vocabulary.load()
    missing = [name for name in needed if name not in files]
    faults = [ProtocolError(f"the pack has no {name}", file=name, mend="Add the file.") for name in missing]
    faults += [
        ProtocolError("a pack has no such file", file=name, mend=nearest(name, FILES))
        for name in sorted(set(files) - set(FILES))
    ]
    about, about_faults = _about(files.get(ABOUT, b""), words) if ABOUT in files else (None, [])
    found, rule_faults = rules.read(files.get(PROVISIONS, b""), PROVISIONS, words)
    faults += [*about_faults, *rule_faults]
    if about is None:
        return None, tuple(faults)
    kept = MappingProxyType(dict(files))
    return Pack(slug, about.edition, digest(files), about, found, kept), tuple(faults)


def _about(source: bytes, words: Vocabulary) -> tuple[About | None, list[ProtocolError]]:
    try:
        tree = tables.parse(source, ABOUT)
    except ProtocolError as error:
        return None, [error]
    lines = {
        line.split(b"=")[0].strip().decode("utf-8", "replace"): number
        for number, line in reversed(list(enumerate(source.splitlines(), 1)))
        if b"=" in line
    }
    faults: list[ProtocolError] = []

    def note(what: str, mend: str, key: str) -> None:
        faults.append(ProtocolError(what, file=ABOUT, line=lines.get(key), mend=mend))

    for key in tree:
        known = [*_TEXTS, *_CHOICES, *_OPTIONAL]
        if key not in known:
            note(f'{ABOUT} has no "{key}"', nearest(key, known, many=20), key)
    for key in (*_TEXTS, *_CHOICES):
        _check_text(tree, key, note)
    if "adopted_on" in tree and type(tree["adopted_on"]) is not date:
        note(
            '"adopted_on" must be a date',
            "Write adopted_on = 2017-12-05, without quotation marks.",
            "adopted_on",
        )
    if not isinstance(tree.get("adopted_how", ""), str):
        note('"adopted_how" must be words in quotation marks', 'Write adopted_how = "…".', "adopted_how")
    _check_names(tree.get("names", {}), words, note)
    return (None if faults else _made(tree)), faults


def _check_text(tree: Mapping[str, Any], key: str, note: Any) -> None:
    value = tree.get(key)
    if not isinstance(value, str) or not value.strip():
        note(f'"{key}" is missing or not words in quotation marks', f'Add {key} = "…".', key)
    elif key in _CHOICES and value not in _CHOICES[key]:
        note(f'"{key}" cannot be "{value}"', f"Use {listed(_CHOICES[key])}.", key)


def _check_names(names: Any, words: Vocabulary, note: Any) -> None:
    if not isinstance(names, dict):
        note('"names" must be a table', 'Write [names] and beneath it director = "…".', "names")
        return
    for post, name in names.items():
        if post not in words.posts:
            note(f'there is no post "{post}"', nearest(post, words.posts), post)
        elif not isinstance(name, str) or not name.strip():
            note(f'the name of "{post}" must be words in quotation marks', f'Write {post} = "…".', post)


def _made(tree: Mapping[str, Any]) -> About:
    plain = {key: tree[key] for key in (*_TEXTS, *_CHOICES)}
    names = MappingProxyType(dict(tree.get("names", {})))
    return About(
        **plain, adopted_on=tree.get("adopted_on"), adopted_how=tree.get("adopted_how", ""), names=names
    )


def files_of(folder: Path) -> dict[str, bytes]:
    """The files of a pack's folder. Raises ProtocolError where there is no such pack."""
    if not (folder / ABOUT).is_file():
        raise ProtocolError(f'"{folder}" is not the folder of a pack', mend=f"A pack's folder holds {ABOUT}.")
    return {
        place.name: place.read_bytes()
        for place in sorted(folder.iterdir())
        if place.is_file() and not place.name.startswith(".")
    }


def load(folder: Path, *, slug: str | None = None, only: str | None = None) -> Pack:
    """The pack of a folder; its slug is the name of the folder above it, unless given.

    With `only`, the rules for that one question: enough to answer it, and quicker to read.
    """
    folder = Path(folder)
    name = slug or folder.resolve().parent.name
    files = files_of(folder)
    if only is not None and PROVISIONS in files:
        files[PROVISIONS] = tables.only(files[PROVISIONS], only)
    return read(files, slug=name)


def shelf() -> Path:
    """The folder of the packs that come with Comity."""
    return Path(__file__).parent / "packs"


def shipped() -> dict[str, tuple[str, ...]]:
    """The packs that come with Comity: for each slug its editions, the oldest first, undated ones before."""
    return {
        place.name: tuple(sorted(_editions(place), key=lambda edition: (edition != "undated", edition)))
        for place in sorted(shelf().iterdir())
        if place.is_dir() and _editions(place)
    }


def _editions(place: Path) -> list[str]:
    return [folder.name for folder in place.iterdir() if (folder / ABOUT).is_file()]


def folder_of(name: str) -> Path:
    """The folder of a shipped pack by slug ("coventry": its newest edition) or "coventry/2017-12".

    Raises ProtocolError with the nearest spelling.
    """
    slug, _, edition = name.partition("/")
    editions = shipped().get(slug)
    if editions is None:
        raise ProtocolError(f'there is no pack "{slug}"', mend=nearest(slug, shipped()))
    if edition and edition not in editions:
        raise ProtocolError(f'the pack "{slug}" has no edition "{edition}"', mend=f"Use {listed(editions)}.")
    return shelf() / slug / (edition or editions[-1])


def named(name: str) -> Pack:
    """A shipped pack by slug or "slug/edition". Raises ProtocolError with the nearest spelling."""
    place = folder_of(name)
    return load(place, slug=place.parent.name)
