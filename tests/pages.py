"""The pages of the docs, read: tables, fenced blocks, headings, links."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE, COMMANDS, ARCHITECTURE = "docs/policy-language.md", "docs/command-line.md", "docs/architecture.md"
PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", *(
    str(path.relative_to(ROOT)) for path in sorted((ROOT / "docs").rglob("*.md"))
))  # fmt: skip


def text(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def rows(page: str) -> Iterator[tuple[str, ...]]:
    """The rows of all tables of a page, heads and rules left out."""
    for line in text(page).splitlines():
        cells = tuple(cell.strip() for cell in line.strip("|").split("|"))
        if line.startswith("|") and not set("".join(cells)) <= set("-: "):
            yield cells


def named(cell: str) -> list[str]:
    """The words in backticks."""
    return re.findall(r"`([^`]+)`", cell)


def row(page: str, first: str, width: int | None = None) -> tuple[str, ...]:
    """The one row of a page, of `width` cells if that is said, whose first cell is this."""
    (found,) = [cells for cells in rows(page) if cells[0] == first and width in (None, len(cells))]
    return found


def section(page: str, heading: str) -> str:
    """The text under a heading, up to the next one."""
    return re.split(r"^#+ ", text(page).split(f"# {heading}\n")[1], flags=re.MULTILINE)[0]


@dataclass(frozen=True)
class Fence:
    """A fenced block: its language, its text, and the file it stands for (the line before it ends "`name`:")."""

    language: str
    text: str
    file: str | None


def fences(page: str) -> list[Fence]:
    found = []
    pattern = r"(?:`([\w.-]+)`:\n\n)?^(`{3,}|~{3,})(\w*)\n(.*?)^\2$"
    for match in re.finditer(pattern, text(page), re.MULTILINE | re.DOTALL):
        found.append(Fence(match[3], match[4], match[1]))
    return found


def example() -> str:
    """The whole policy that the page on the language prints."""
    (found,) = [fence.text for fence in fences(LANGUAGE) if fence.language == "markdown"]
    return found


def anchors(page: str) -> set[str]:
    """The anchors that GitHub gives the headings of a page."""
    found: set[str] = set()
    bare = re.sub(r"^(`{3,}|~{3,}).*?^\1$", "", text(page), flags=re.MULTILINE | re.DOTALL)
    for heading in re.findall(r"^#+ (.+)$", bare, re.MULTILINE):
        slug = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        found.add(slug if slug not in found else f"{slug}-1")
    return found


def links(page: str) -> Iterator[str]:
    bare = re.sub(r"^(`{3,}|~{3,}).*?^\1$", "", text(page), flags=re.MULTILINE | re.DOTALL)
    yield from (link for link in re.findall(r"\]\(([^)\s]+)\)", bare) if "://" not in link)
