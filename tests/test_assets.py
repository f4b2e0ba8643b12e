"""What the pages are drawn with: in the design system's shapes, without what belongs to gov.uk alone."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import build_assets

ROOT = Path(__file__).resolve().parent.parent
BUILT = ROOT / build_assets.OUTPUT
NOT_OURS = re.compile(r"GDS|Transport|crest|crown|@font-face|govuk-header|govuk-footer", re.IGNORECASE)


def test_the_stylesheet_holds_no_typeface_and_no_arms_of_gov_uk() -> None:
    style = (BUILT / "comity.css").read_text(encoding="utf-8")
    assert NOT_OURS.findall(style) == []
    assert "system-ui" in style


@pytest.mark.parametrize(
    "piece",
    [
        "govuk-button",
        "govuk-error-summary",
        "govuk-summary-list",
        "moj-badge",
        "moj-search",
        "moj-side-navigation",
        "comity-timeline",
        "comity-receipt",
        "comity-layer--house",
        "comity-scroll",
        "@media print",
    ],
)
def test_the_stylesheet_holds_every_piece_that_pages_use(piece: str) -> None:
    assert piece in (BUILT / "comity.css").read_text(encoding="utf-8")


def test_nothing_built_is_fetched_from_elsewhere() -> None:
    style = (BUILT / "comity.css").read_text(encoding="utf-8")
    assert re.findall(r"url\(|@import", style) == []
    assert "sourceMappingURL" not in (BUILT / "govuk-frontend.min.js").read_text(encoding="utf-8")
    assert re.findall(r'from "(.*)"', (BUILT / "comity.js").read_text(encoding="utf-8")) == [
        "./govuk-frontend.min.js"
    ]


def test_nothing_is_built_while_nothing_has_changed() -> None:
    before = (BUILT / "comity.css").stat().st_mtime_ns
    assert build_assets.build(ROOT) is False
    assert (BUILT / "comity.css").stat().st_mtime_ns == before


def copied_inputs(root: Path) -> Path:
    """A checkout's inputs without anything built, but with the packages already fetched."""
    for name in build_assets.LOCKED:
        shutil.copyfile(ROOT / name, root / name)
    for name in ("styles", "scripts"):
        shutil.copytree(ROOT / build_assets.WEB / name, root / build_assets.WEB / name)
    shutil.copytree(ROOT / "node_modules", root / "node_modules", symlinks=True)
    return root


def test_a_changed_stylesheet_is_built_again_and_a_fault_in_it_is_shown(tmp_path: Path) -> None:
    root = copied_inputs(tmp_path)
    assert build_assets.build(root) is True
    assert (root / build_assets.OUTPUT / "comity.css").read_bytes() == (BUILT / "comity.css").read_bytes()
    piece = root / build_assets.WEB / "styles" / "_wide.scss"
    piece.write_text(
        f"{piece.read_text(encoding='utf-8')}\n.comity-new {{ color: red; }}\n", encoding="utf-8"
    )
    assert build_assets.build(root) is True
    assert "comity-new" in (root / build_assets.OUTPUT / "comity.css").read_text(encoding="utf-8")
    piece.write_text(".comity-new { color: $nothing; }\n", encoding="utf-8")
    with pytest.raises(build_assets.BuildError, match=r"(?s)Undefined variable.*_wide\.scss"):
        build_assets.build(root)
    assert "comity-new" in (root / build_assets.OUTPUT / "comity.css").read_text(encoding="utf-8")


def test_a_wheel_of_comity_holds_what_its_pages_are_drawn_with(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", tmp_path],
        cwd=ROOT,
        check=True,
    )
    (wheel,) = tmp_path.glob("comity-*.whl")
    with zipfile.ZipFile(wheel) as packed:
        for name in ("comity.css", "comity.js", "govuk-frontend.min.js"):
            assert packed.read(f"comity/web/static/comity/{name}") == (BUILT / name).read_bytes()


def test_no_lock_file_names_where_packages_come_from() -> None:
    assert "resolved" not in (ROOT / "package-lock.json").read_text(encoding="utf-8")
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text(encoding="utf-8")
        assert re.findall(r"^--?\w*(?:index|find-links).*|https?://\S+|file:\S+", text, re.MULTILINE) == []
        assert text.count("--hash=sha256:") >= text.count("==")
