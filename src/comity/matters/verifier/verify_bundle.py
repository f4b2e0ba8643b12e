#!/usr/bin/env python3
"""Checks a record exported from Comity, by Python alone: verify_bundle.py BUNDLE [STATEMENT …] [KEY …]

STATEMENT is one that you were sent, as it came; KEY a new signing key that the council has published."""

# fmt: off - shorter than a page of newsprint, so that anybody can read it before they trust it
import hashlib
import json
import sys
import zipfile
from functools import cache
from pathlib import Path
from zlib import error as Damaged

P, Q = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, NOTHING = -121665 * pow(121666, -1, P) % P, "0" * 64
UNREADABLE = (LookupError, TypeError, AttributeError, ValueError, RuntimeError, OSError, EOFError, Damaged)

class Difference(Exception):
    """Something is not as it was written."""

def need(fine, said):
    if not fine:
        raise Difference(said)

def sha(data):
    return hashlib.sha256(data).hexdigest()

def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

def add(a, b):
    """Two points of Ed25519 together (RFC 8032, extended coordinates)."""
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = f - e, h - g, h + g, f + e
    return e * f % P, g * h % P, f * g % P, e * h % P

def times(number, point):
    total = (0, 1, 1, 0)
    while number:
        total = add(total, point) if number & 1 else total
        point, number = add(point, point), number >> 1
    return total

def point(data):
    sign, y = data[31] >> 7, int.from_bytes(data, "little") & (2**255 - 1)
    x = pow(xx := (y * y - 1) * pow(D * y * y + 1, -1, P) % P, (P + 3) // 8, P)
    x = x if (x * x - xx) % P == 0 else x * pow(2, (P - 1) // 4, P) % P
    if (x * x - xx) % P or y >= P or (x == 0 and sign):
        raise ValueError("not a point of the curve")
    x = x if x % 2 == sign else P - x
    return x, y, 1, x * y % P

@cache
def signed(key, text, signature):
    """Whether a text was signed with a key: Ed25519, checking only."""
    key, first, last = bytes.fromhex(key), bytes.fromhex(signature[:64]), bytes.fromhex(signature[64:])
    number = int.from_bytes(last, "little")
    if (len(key), len(first), len(last)) != (32, 32, 32) or number >= Q:
        return False
    mixed = int.from_bytes(hashlib.sha512(first + key + text).digest(), "little") % Q
    one = times(number, point((4 * pow(5, -1, P) % P).to_bytes(32, "little")))
    other = add(point(first), times(mixed, point(key)))
    return not any((one[i] * other[2] - other[i] * one[2]) % P for i in (0, 1))

def read(path):
    """Every file of the bundle, each as its signed list says."""
    with zipfile.ZipFile(path) as bundle:
        names = bundle.namelist()
        need(len(names) == len(set(names)), "A file is in the bundle twice.")
        found = {name: bundle.read(name) for name in names}
    manifest, signature = json.loads(found["manifest.json"]), found["manifest.sig"].decode()
    need(signed(manifest["key"], found["manifest.json"], signature), "manifest.json is not what was signed.")
    for name in sorted({*manifest["files"], *found} - {"manifest.json", "manifest.sig"}):
        need(name in found, f"{name} is missing from the bundle.")
        need(manifest["files"].get(name) == sha(found[name]), f"{name} is not what was exported.")
    return manifest, found

def editions_of(found):
    """The digest of each edition of the protocol, worked out from its files."""
    kept: dict[str, bytes] = {}
    for path in sorted(path for path in found if path.startswith("editions/")):
        digest, name = path.split("/", 2)[1:]
        head = f"{len(name.encode())}:{name}:{len(found[path])}:".encode()
        kept[digest] = kept.get(digest, b"") + head + found[path]
    for digest, whole in kept.items():
        need(sha(whole) == digest, f"Edition {digest} of the protocol is not what was in force.")
    return set(kept)

def chain(council, name, entries):
    """The digest after each entry of a ledger, worked out from what the entries say."""
    heads = [NOTHING]
    for number, entry in enumerate(entries, 1):
        need(entry["fields"]["ordinal"] == number, f"{name}, entry {number}: it is missing.")
        said = {"council": council, "reference": name, "previous": heads[-1], **entry["fields"]}
        need(entry["hash"] == sha(canonical(said)), f"{name}, entry {number}: it is not what was written.")
        heads.append(entry["hash"])
    return heads

def check_said(name, entries, found, editions):
    """What was said at each entry of a matter, its files and its protocol, or that they were erased."""
    erasing = [entry["fields"]["facts"] for entry in entries if entry["fields"]["step"] == "erase"]
    erased = {number for facts in erasing for number in facts["entries"]}
    for number, entry in enumerate(entries, 1):
        where, fields = f"{name}, entry {number}", entry["fields"]
        need(fields["digests"]["pack"] in editions, f"{where}: the protocol it went by is missing.")
        if entry["words"] is None:
            need(number in erased, f"{where}: what was said is gone, and nothing says why.")
        elif sha(bytes.fromhex(entry["salt"]) + canonical(entry["words"])) != fields["said"]:
            raise Difference(f"{where}: what was said is not what was written.")
        for file in fields["facts"].get("files", []):
            there = found.get(f"files/{file['digest']}")
            need(there is not None or number in erased, f"{where}: an attached file is missing.")
            need(there is None or sha(there) == file["digest"], f"{where}: a file is not what was attached.")

def leaf(opening, *end):
    return hashlib.sha256(b"\0" + bytes.fromhex(opening) + canonical(end)).digest()

def root(salt, ends):
    """The digest that stands for all ledgers in a statement."""
    salt = bytes.fromhex(salt)
    row = [leaf(sha(salt + name.encode()), name, *end) for name, end in ends.items()]
    filling = (1 << max(10, (len(row) - 1).bit_length())) - len(row)
    row = sorted(row + [hashlib.sha256(b"\2" + salt + n.to_bytes(4, "big")).digest() for n in range(filling)])
    while len(row) > 1:
        row = [hashlib.sha256(b"\1" + row[i] + row[i + 1]).digest() for i in range(0, len(row), 2)]
    return row[0].hex()

def climb(step, way):
    """The digest at the end of one leaf's way up the tree."""
    for side, other in way:
        pair = (bytes.fromhex(other), step) if side == "left" else (step, bytes.fromhex(other))
        step = hashlib.sha256(b"\1" + b"".join(pair)).digest()
    return step.hex()

def check_statements(council, whole, statements, ledgers, accepted):
    """Every statement in its order: signed, following on the one before, and true of the ledgers."""
    previous, key, ends = NOTHING, None, {}
    for number, one in enumerate(statements, 1):
        said, text = json.loads(one["text"]), one["text"].encode()
        where = f"Statement {number} of {said['made']}"
        if [said["number"], said["council"], said["previous"]] != [number, council, previous]:
            raise Difference(f"{where} does not follow on the one before, or one is missing.")
        need(said["key"] in (key or said["key"], *accepted), f"{where} has another key than the one before.")
        need(signed(said["key"], text, one["signature"]), f"{where} is not what was signed.")
        key, previous = said["key"], sha(text)
        for name, entries, head, *proof in one["heads"]:
            held = ledgers.get(name, [NOTHING])
            need(entries < len(held), f"{name}, entry {len(held)}: it is gone, and {where} knows it.")
            need(held[entries] == head, f"{name} was changed at or before entry {entries}, after {where}.")
            ends[name] = (entries, head)
            if not whole and climb(leaf(proof[0], name, entries, head), proof[1]) != said["digest"]:
                raise Difference(f"{where} is not of {name} as it is here.")
        need(not whole or root(one["salt"], ends) == said["digest"], f"{where} is not of this record.")
    return key, ends

def compare(kept, statements):
    """Hold the bundle against a statement that somebody kept."""
    said = json.loads(kept["text"])
    number, fine = said["number"], signed(said["key"], kept["text"].encode(), kept["signature"])
    need(fine, "The statement you hold is not what was signed.")
    need(number <= len(statements), f"Statement {number}, which you hold, is missing from the bundle.")
    same = statements[number - 1]["text"] == kept["text"]
    need(same, f"Statement {number} is not the one you hold: the record of {said['made']} was changed later.")

def check(path, held=(), accepted=()):
    """Check a bundle, against statements held by others too; says what agrees, raises Difference."""
    manifest, found = read(path)
    council, editions, ledgers = manifest["council"], editions_of(found), {}
    for name in sorted(name for name in found if name.startswith("matters/")):
        kept = json.loads(found[name])
        ledgers[kept["reference"]] = chain(council, kept["reference"], kept["entries"])
        check_said(kept["reference"], kept["entries"], found, editions)
    whole = manifest["scope"] == "council"
    if whole:
        ledgers["changes"] = chain(council, "changes", json.loads(found["changes.json"]))
    statements = json.loads(found["statements.json"])
    key, ends = check_statements(council, whole, statements, ledgers, accepted)
    need(manifest["key"] in (key or manifest["key"], *accepted), "Bundle and statements have different keys.")
    for one in held:
        compare(one, statements)
    total, stated = sum(map(len, ledgers.values())) - len(ledgers), sum(end[0] for end in ends.values())
    return f"{len(ledgers)} ledgers, {total} entries, {len(statements)} statements; {total - stated} since."

def main(given):
    try:
        keys = [one for one in given[1:] if len(one) == 64 and not Path(one).exists()]
        held = [json.loads(Path(one).read_text("utf-8")) for one in given[1:] if one not in keys]
        print("Nothing differs:", check(given[0], held, keys))
        return 0
    except Difference as first:
        print("First difference:", first)
    except (*UNREADABLE, zipfile.BadZipFile) as error:
        print(f"First difference: it cannot be read whole, so it is damaged or cut short ({error!r}).")
    return 1

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]) if sys.argv[1:] else __doc__)
