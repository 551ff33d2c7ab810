"""The policies that come with Gatepost, and any other by its path."""

from functools import cache
from importlib.resources import files
from pathlib import Path

from gatepost.policy.document import Policy
from gatepost.policy.parse import LARGEST, read_policy
from gatepost.vocabulary.nearest import did_you_mean, quoted


class UnknownPolicy(ValueError):
    """Neither a pack nor a file; the message is a sentence."""


@cache
def packs() -> tuple[str, ...]:
    """The names of the packs, in order."""
    folder = files("gatepost.policy").joinpath("packs")
    return tuple(sorted(entry.name.removesuffix(".md") for entry in folder.iterdir() if entry.name.endswith(".md")))


@cache
def pack(name: str) -> Policy:
    """One pack; raises UnknownPolicy."""
    if name not in packs():
        raise UnknownPolicy(f"{quoted(name)} is not a policy{did_you_mean(name, packs())}")
    return read_policy(files("gatepost.policy").joinpath("packs", f"{name}.md").read_bytes(), f"{name}.md")


def policy_named(name: str) -> Policy:
    """A pack by its name or a policy file by its path; raises UnknownPolicy, PolicyFaults or OSError."""
    if name in packs():
        return pack(name)
    path = Path(name)
    if path.suffix == ".md" or "/" in name or path.exists():
        return read_policy(read_bounded(path), name)
    raise UnknownPolicy(f"{quoted(name)} is neither a pack nor a file{did_you_mean(name, packs())}")


def read_bounded(path: Path) -> bytes:
    """A file's bytes, or of one too large just enough for the reader to say so; raises OSError."""
    with path.open("rb") as file:
        return file.read(LARGEST + 1)
