"""Ways to tamper with an exported record, drawn from a seed: by somebody without the key, and by one with it.

The first may do what they like to the file, and sign with a key of their own. The second holds the council's
signing key and recounts every digest: only what others were sent stands against them.
"""

from __future__ import annotations

import copy
import hashlib
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from comity.matters import chain, commitment
from comity.matters.commitment import End
from tests.record.business import packed

SIGNATURES = ("manifest.json", "manifest.sig")


@dataclass
class Forger:
    """Somebody who tampers: with which key they sign, and how far they recount what depends on a change."""

    drawn: random.Random
    key: Ed25519PrivateKey
    recounts: int

    def public(self) -> str:
        return self.key.public_key().public_bytes_raw().hex()


def tampered(whole: dict[str, bytes], forger: Forger) -> tuple[str, bytes]:
    """One act of tampering: what was done, and the bundle afterwards. It always differs from the true one."""
    done, files = "", dict(whole)
    while files == whole:
        files = dict(whole)
        kept = {name: json.loads(content) for name, content in files.items() if _ledger(name)}
        before = copy.deepcopy(kept)
        act = forger.drawn.choice(ACTS if forger.recounts < INSIDER else INSIDE_ACTS)
        done = act(kept, files, forger.drawn)
        if forger.recounts and kept != before:
            _recount(kept, forger)  # what does not survive being recounted was no change
        for name in before:
            files.pop(name)
        if kept != before:
            files |= {name: json.dumps(one).encode() for name, one in kept.items()}
        else:
            files |= {name: whole[name] for name in before}
    if forger.recounts >= SIGNED:
        _sign(files, forger)
    return f"{act.__name__}: {done}", packed(files)


#: How far a forger goes: nothing recounted, the chains, the list of files signed, the statements too.
NOTHING, CHAINED, SIGNED, INSIDER = range(4)


def _ledger(name: str) -> bool:
    return name.startswith("matters/") or name in {"changes.json", "statements.json"}


def _matter(kept: dict[str, Any], drawn: random.Random) -> tuple[str, dict[str, Any]]:
    name = drawn.choice(sorted(name for name in kept if name.startswith("matters/")))
    return name, kept[name]


def _entry(kept: dict[str, Any], drawn: random.Random) -> tuple[str, dict[str, Any]]:
    name, matter = _matter(kept, drawn)
    if not matter["entries"]:
        return name, {"fields": {}, "words": {}, "hash": "", "salt": ""}
    entry = drawn.choice(matter["entries"])
    return f"{name} {entry['fields'].get('ordinal')}", entry


def _other(value: object, drawn: random.Random) -> object:
    """Another value of the same kind."""
    if isinstance(value, bool) or value is None:
        return not value
    if isinstance(value, int):
        return value + drawn.choice((-1, 1, 1000))
    if isinstance(value, str):
        place = drawn.randrange(len(value) + 1)
        return value[:place] + drawn.choice("0a9z Z-") + value[place + drawn.randrange(2) :]
    if isinstance(value, list):
        return value[:-1] if value and drawn.random() < 0.5 else [*value, 7]
    assert isinstance(value, dict)
    key = drawn.choice([*sorted(value), "added"])
    return {**value, key: _other(value.get(key), drawn)}


def change_a_field(kept: dict[str, Any], files: dict[str, bytes], drawn: random.Random) -> str:
    where, entry = _entry(kept, drawn)
    if entry["fields"]:
        field = drawn.choice(sorted(entry["fields"]))
        entry["fields"][field] = _other(entry["fields"][field], drawn)
        return f"{where} {field}"
    return ""


def change_what_was_said(kept: dict[str, Any], files: dict[str, bytes], drawn: random.Random) -> str:
    where, entry = _entry(kept, drawn)
    if entry["words"]:
        entry["words"] = _other(entry["words"], drawn)
    return where


def erase_unsaid(kept: dict[str, Any], files: dict[str, bytes], drawn: random.Random) -> str:
    where, entry = _entry(kept, drawn)
    entry["words"], entry["salt"] = None, ""
    return where


def delete_an_entry(kept: dict[str, Any], files: dict[str, bytes], drawn: random.Random) -> str:
    name, matter = _matter(kept, drawn)
    if matter["entries"]:
        matter["entries"].pop(drawn.randrange(len(matter["entries"])))
    return name


def cut_a_ledger_short(kept: dict[str, Any], files: dict[str, bytes], drawn: random.Random) -> str:
    name, matter = _matter(kept, drawn)
    matter["entries"] = matter["entries"][: drawn.randrange(len(matter["entries"]) or 1)]
    return name


def swap_entries(kept: dict[str, Any], files: dict[str, bytes], drawn: random.Random) -> str:
    name, matter = _matter(kept, drawn)
    drawn.shuffle(matter["entries"])
    return name


def put_an_entry_in(kept: dict[str, Any], files: dict[str, bytes], drawn: random.Random) -> str:
    name, matter = _matter(kept, drawn)
    place = drawn.randrange(len(matter["entries"]))
    if place < len(matter["entries"]) - 1:  # at the end it would be an entry newer than the statement
        matter["entries"].insert(place, copy.deepcopy(matter["entries"][place]))
    return f"{name} {place}"


def lose_a_matter(kept: dict[str, Any], files: dict[str, bytes], drawn: random.Random) -> str:
    name, _ = _matter(kept, drawn)
    del kept[name]
    return name


def rename_a_matter(kept: dict[str, Any], files: dict[str, bytes], drawn: random.Random) -> str:
    name, matter = _matter(kept, drawn)
    matter["reference"] = str(_other(matter["reference"], drawn))
    return name


def change_who_was_who(kept: dict[str, Any], files: dict[str, bytes], drawn: random.Random) -> str:
    changes = kept["changes.json"]
    how = drawn.choice(("alter", "drop", "cut"))
    place = drawn.randrange(len(changes))
    if how == "alter":
        field = drawn.choice(sorted(changes[place]["fields"]))
        changes[place]["fields"][field] = _other(changes[place]["fields"][field], drawn)
    elif how == "drop":
        changes.pop(place)
    else:
        del changes[place:]
    return f"{how} {place}"


def drop_a_statement(kept: dict[str, Any], files: dict[str, bytes], drawn: random.Random) -> str:
    statements = kept["statements.json"]
    place = drawn.randrange(len(statements))
    if drawn.random() < 0.5:
        statements.pop(place)
    else:
        del statements[place:]
    return str(place)


def change_a_statement(kept: dict[str, Any], files: dict[str, bytes], drawn: random.Random) -> str:
    one = drawn.choice(kept["statements.json"])
    field = drawn.choice(("text", "signature", "salt", "heads"))
    if field == "text":
        said = json.loads(one["text"])
        name = drawn.choice(sorted(said))
        said[name] = _other(said[name], drawn)
        one["text"] = chain.canonical(said).decode()
    else:
        one[field] = _other(one[field], drawn)
    return field


def state_it_anew(kept: dict[str, Any], files: dict[str, bytes], drawn: random.Random) -> str:
    one = drawn.choice(kept["statements.json"])
    if drawn.random() < 0.5:
        one["salt"] = drawn.randbytes(32).hex()
        return "salt"
    said = json.loads(one["text"])
    said["made"] = _other(said["made"], drawn)
    one["text"] = chain.canonical(said).decode()
    return "made"


def change_a_file(kept: dict[str, Any], files: dict[str, bytes], drawn: random.Random) -> str:
    name = drawn.choice(sorted(name for name in files if name.startswith(("files/", "editions/"))))
    content = bytearray(files[name])
    content[drawn.randrange(len(content))] ^= 1 << drawn.randrange(8)
    files[name] = bytes(content)
    return name


def lose_a_file(kept: dict[str, Any], files: dict[str, bytes], drawn: random.Random) -> str:
    name = drawn.choice(sorted(name for name in files if name.startswith(("files/", "editions/"))))
    del files[name]
    return name


def change_a_list(kept: dict[str, Any], files: dict[str, bytes], drawn: random.Random) -> str:
    """The tables of who is who stand under the bundle's own signature alone: not for an insider."""
    name = drawn.choice(sorted(name for name in files if name.startswith("council/")))
    files[name] = files[name][: drawn.randrange(len(files[name]))] + b"]"
    return name


Act = Callable[[dict[str, Any], dict[str, bytes], random.Random], str]
INSIDE_ACTS: tuple[Act, ...] = (
    change_a_field,
    change_what_was_said,
    erase_unsaid,
    delete_an_entry,
    cut_a_ledger_short,
    swap_entries,
    put_an_entry_in,
    lose_a_matter,
    rename_a_matter,
    change_who_was_who,
    drop_a_statement,
    state_it_anew,
    change_a_file,
    lose_a_file,
)
ACTS: tuple[Act, ...] = (*INSIDE_ACTS, change_a_statement, change_a_list)


def _recount(kept: dict[str, Any], forger: Forger) -> None:
    """Make every digest fit what stands there now; an insider states and signs it all anew."""
    council = json.loads(kept["statements.json"][0]["text"])["council"] if kept["statements.json"] else ""
    ledgers = {}
    for name, one in kept.items():
        if name.startswith("matters/"):
            ledgers[one["reference"]] = _rechained(council, one["reference"], one["entries"])
    ledgers["changes"] = _rechained(council, "changes", kept["changes.json"])
    if forger.recounts < INSIDER:
        return
    previous, ends = chain.BEGINNING, {}
    for number, one in enumerate(kept["statements.json"], 1):
        heads = [[*end] for end in one["heads"] if isinstance(end, list) and len(end) == 3]
        for end in heads:
            held = ledgers.get(end[0], [chain.BEGINNING])
            end[1] = min(int(end[1]), len(held) - 1)
            end[2] = held[end[1]]
            ends[end[0]] = End(end[1], end[2])
        one["heads"] = heads
        said = json.loads(one["text"])
        said |= {"number": number, "previous": previous, "key": forger.public(), "council": council}
        said["digest"] = commitment.root(_salt(one), ends)
        one["text"] = chain.canonical(said).decode()
        one["signature"] = forger.key.sign(one["text"].encode()).hex()
        previous = hashlib.sha256(one["text"].encode()).hexdigest()


def _salt(one: dict[str, Any]) -> str:
    try:
        bytes.fromhex(one["salt"])
    except ValueError:
        one["salt"] = "00" * 32
    return str(one["salt"])


def _rechained(council: str, name: str, entries: list[dict[str, Any]]) -> list[str]:
    heads = [chain.BEGINNING]
    for number, entry in enumerate(entries, 1):
        fields = entry["fields"]
        fields["ordinal"] = number
        if entry.get("words") is not None:
            fields["said"] = chain.said_digest(entry["salt"], entry["words"])
        entry["hash"] = chain.entry_hash(council=council, reference=name, fields=fields, previous=heads[-1])
        heads.append(entry["hash"])
    return heads


def _sign(files: dict[str, bytes], forger: Forger) -> None:
    """List the files anew, and sign the list."""
    manifest = json.loads(files.pop("manifest.json"))
    files.pop("manifest.sig")
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    text = chain.canonical({**manifest, "key": forger.public(), "files": digests})
    files["manifest.json"], files["manifest.sig"] = text, forger.key.sign(text).hex().encode()
