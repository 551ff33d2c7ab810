"""The promises of the repository itself: its commands, its locks, its vendored front end, nothing of one machine."""

import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("demo", "dev")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
VENDOR = ROOT / "src/gatepost/web/static/vendor"


def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def project_files() -> list[Path]:
    """What git tracks or would track; in a copy without git, all but what the tools make."""
    if (ROOT / ".git").exists() and shutil.which("git"):
        list_files = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
        listing = subprocess.run(list_files, cwd=ROOT, capture_output=True, check=True)
        paths = [ROOT / name for name in listing.stdout.decode().split("\0") if name]
    else:
        made = {".git", ".venv", "__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".import_linter_cache"}
        made |= {".hypothesis", "build", "dist"}
        paths = [path for path in ROOT.rglob("*") if not made & set(path.relative_to(ROOT).parts)]
    return sorted(path for path in paths if path.is_file())


# Commands


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE))


def test_makefile_has_the_commands_people_are_told_of() -> None:
    assert {"demo", "test", "test-all", "check", "bench", "lock"} <= make_targets()


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_every_make_command_on_a_page_exists(page: str) -> None:
    told = set(re.findall(r"(?:^ {4}|`)make ([a-z][a-z-]*)", text(page), re.MULTILINE))
    assert {"test"} <= told
    assert told <= make_targets()


def test_readme_tells_of_the_two_commands_of_a_fresh_machine() -> None:
    assert "make demo" in text("README.md")
    assert "make test" in text("README.md")


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "Makefile"])
def test_every_bootstrap_command_on_a_page_exists(page: str) -> None:
    commands = re.search(r"^COMMANDS = \((.*)\)$", text("bootstrap.py"), re.MULTILINE)
    assert commands
    told = set(re.findall(r"bootstrap\.py ([a-z][a-z-]*)", text(page)))
    assert told
    assert told <= set(re.findall(r'"([a-z-]+)"', commands[1]))


# Locks


def pins(lock: str) -> dict[str, str]:
    """Name -> version, of every package in a lock."""
    found = re.findall(r"^([a-z0-9-]+)==([^\s;]+)", text(f"requirements/{lock}.lock"), re.MULTILINE)
    return dict(found)


def requirements(lock: str) -> Iterator[str]:
    """A lock's requirements, each with its continuation lines joined on; comments are left out."""
    lines = [line for line in text(f"requirements/{lock}.lock").splitlines() if not line.lstrip().startswith("#")]
    return (line for line in "\n".join(lines).replace("\\\n", " ").splitlines() if line.strip())


def names(wanted: list[str | dict[str, str]]) -> set[str]:
    """The packages that a list of pyproject.toml asks for, included groups among them."""
    found: set[str] = set()
    for one in wanted:
        if isinstance(one, dict):
            found |= names(PROJECT["dependency-groups"][one["include-group"]])
        else:
            found.add(re.split(r"[^A-Za-z0-9._-]", one)[0].lower().replace("_", "-"))
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_names_no_package_index(lock: str) -> None:
    assert not re.search(r"://|--(extra-)?index|--find-links|-i ", text(f"requirements/{lock}.lock"))


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_of_a_lock_is_pinned_and_hashed(lock: str) -> None:
    packages = list(requirements(lock))
    assert packages
    for package in packages:
        assert re.fullmatch(r"[a-z0-9-]+==\S+( ; [^\\]+?)?( +--hash=sha256:[0-9a-f]{64})+ *", package), package


def test_every_dependency_is_pinned() -> None:
    runtime = names(PROJECT["project"]["dependencies"])
    assert runtime | names(PROJECT["dependency-groups"]["build"]) <= set(pins("demo"))
    assert runtime | names(PROJECT["dependency-groups"]["dev"]) <= set(pins("dev"))


def test_both_locks_pin_the_same_versions() -> None:
    demo, dev = pins("demo"), pins("dev")
    assert {name: dev.get(name) for name in demo} == demo


# The vendored front end


def vendored_css() -> list[Path]:
    return sorted(VENDOR.rglob("*.css"))


def test_front_end_is_vendored_with_its_licence() -> None:
    assert vendored_css()
    for css in vendored_css():
        assert (css.parent / "LICENSE.txt").is_file()
        assert (css.parent / "README.md").is_file()


@pytest.mark.parametrize("css", vendored_css(), ids=lambda path: path.name)
def test_vendored_css_carries_nothing_that_belongs_to_the_government(css: Path) -> None:
    content = css.read_text(encoding="utf-8").lower()
    assert "gds transport" not in content
    assert "@font-face" not in content
    assert "crest" not in content


@pytest.mark.parametrize("css", vendored_css(), ids=lambda path: path.name)
def test_vendored_css_refers_to_no_missing_file(css: Path) -> None:
    content = css.read_text(encoding="utf-8")
    assert "sourceMappingURL" not in content
    for target in re.findall(r"url\(\s*[\"']?([^\"')]*)", content):
        assert target.startswith("data:") or (css.parent / target.split("?")[0].split("#")[0]).is_file(), target


# Nothing of one machine

# The folders that people and build machines work in; /home is left out, since the site has addresses that begin so.
MACHINE_PATH = re.compile(r"(?<![\w.:/~<}-])/(root|work|Users)/\w", re.ASCII)


def test_no_file_names_a_path_of_one_machine() -> None:
    places = []
    for path in project_files():
        if VENDOR in path.parents:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
            if MACHINE_PATH.search(line):
                places.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    assert not places, "\n".join(places)
