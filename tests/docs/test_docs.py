"""What the documentation says is there is there: pages, pictures, commands, options, targets, packs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from comity.cli.main import COMMANDS, main
from comity.protocol import packs

ROOT = Path(__file__).resolve().parents[2]
INDEX = ROOT / "docs" / "index.md"
PAGES = (ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md")))

LINK = re.compile(r"\]\(([^)\s]+)\)")
BLOCK = re.compile(r"^```.*?^```|^ {4}.*?$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
#: What of a machine's folders a page may name: invented ones, and addresses of the product's own pages.
OURS = frozenset({"srv", "backups", "statements", "c"})


def name(page: Path) -> str:
    """A page as one would ask for it."""
    return str(page.relative_to(ROOT))


def links(page: Path) -> Iterator[str]:
    """The links of a page that do not lead out of the project."""
    text = SPAN.sub("", re.sub(r"^```.*?^```", "", page.read_text(), flags=re.MULTILINE | re.DOTALL))
    yield from (link for link in LINK.findall(text) if "://" not in link and not link.startswith("mailto:"))


def typed(page: Path) -> Iterator[str]:
    """What a page shows as typed into a terminal: its blocks line by line (joined ones as one), its spans."""
    text = page.read_text().replace("\\\n", " ")
    blocks = BLOCK.findall(text)
    yield from (line.strip() for block in blocks for line in block.splitlines())
    yield from SPAN.findall(BLOCK.sub("", text))


def headings(page: Path) -> set[str]:
    """The places of a page that a link may lead to."""
    titles = re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title).strip().lower().replace(" ", "-") for title in titles}


def commands() -> list[tuple[str, str, str]]:
    """Every command of Comity's that a page shows: the page, the command, and what is typed after it."""
    found = []
    for page in PAGES:
        for line in typed(page):
            said = re.match(r"(?:\S*bin/)?comity ([a-z]+)\b(.*)", line.partition("  #")[0])
            if said:
                found.append((name(page), said[1], said[2]))
    return found


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in links(page):
        file, _, place = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        assert target.is_relative_to(ROOT) and target.is_file(), f"{name(page)}: {link} leads nowhere"
        assert not place or place in headings(target), f"{name(page)}: {link}: no such heading"


def test_every_page_is_reached_from_the_index() -> None:
    reached, ahead = set(), [INDEX]
    while ahead:
        page = ahead.pop()
        if page not in reached:
            reached.add(page)
            found = ((page.parent / link.partition("#")[0]).resolve() for link in links(page))
            ahead += [target for target in found if target.suffix == ".md" and target.is_file()]
    lost = [name(page) for page in PAGES if page not in reached]
    assert not lost, f"Link these from docs/index.md: {', '.join(lost)}"


def test_every_picture_is_shown() -> None:
    shown = {(page.parent / link).resolve() for page in PAGES for link in links(page)}
    kept = set((ROOT / "docs" / "pictures").iterdir())
    assert kept and kept <= shown
    assert all(picture.stat().st_size < 300_000 for picture in kept)


def test_every_command_named_is_one_of_comitys() -> None:
    known = {command for command, _ in COMMANDS}
    found = commands()
    assert len({command for _, command, _ in found}) > 10
    assert not [(page, command) for page, command, _ in found if command not in known]


def test_every_option_named_is_one_of_its_commands() -> None:
    sections = re.split(r"^## comity ", (ROOT / "docs/reference/commands.md").read_text(), flags=re.MULTILINE)
    takes = {section.split("\n", 1)[0]: set(re.findall(r"--[a-z-]+", section)) for section in sections[1:]}
    shown = [(page, command, option) for page, command, rest in commands()
             for option in re.findall(r"(?<=\s)--[a-z-]+", rest)]  # fmt: skip
    assert shown
    assert not [one for one in shown if one[2] not in takes[one[1]] | {"--help"}]


def test_every_target_of_make_that_is_named_is_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        said[1]
        for page in PAGES
        for line in typed(page)
        if (said := re.match(r"(?:[A-Z]+=\S+ )*make ([a-z-]+)", line))
    }
    assert {"demo", "test"} <= named <= targets


def test_every_pack_asked_on_the_command_line_comes_with_comity_or_is_the_readers_own() -> None:
    asked = {
        (page, rest.split()[0].partition("/")[0])
        for page, command, rest in commands()
        if command in {"decide", "lint"} and rest.split() and not rest.split()[0].startswith("-")
    }
    own = {"mypack", "anytown", "PACK"}
    assert {pack for _, pack in asked} & set(packs.shipped())
    assert not [one for one in asked if one[1] not in {*packs.shipped(), *own}]


def test_every_file_and_folder_of_the_project_that_is_named_is_there() -> None:
    spans = {(name(page), span) for page in PAGES for span in SPAN.findall(page.read_text())}
    named = [(page, path) for page, path in spans if re.fullmatch(r"(?:tests|bench|src|docs)/[\w./-]+", path)]
    assert named
    assert not [(page, path) for page, path in named if not (ROOT / path).exists()]


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_no_page_names_a_folder_of_somebodys_machine(page: Path) -> None:
    found = re.findall(r"(?<![\w./:<*\])])/([a-z][\w.-]*)/?", page.read_text())
    assert not set(found) - OURS, f"{name(page)} names /{', /'.join(sorted(set(found) - OURS))}"


@pytest.mark.parametrize("of", ["procedures", "commands"])
def test_the_pages_drawn_from_the_code_are_current(of: str, capsys: pytest.CaptureFixture[str]) -> None:
    page = ROOT / "docs" / "reference" / f"{of}.md"
    assert main(["reference", "--of", of]) == 0
    assert capsys.readouterr().out == page.read_text(), (
        f"Write it anew: comity reference --of {of} {name(page)}"
    )
