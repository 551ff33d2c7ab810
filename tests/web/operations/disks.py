"""Disks without room."""

import resource
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.web.operations.sites import Site

_PIECE = 64 * 1024  # bytes


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """A file system of this size, where this process may mount one; elsewhere the test is skipped."""
    with tempfile.TemporaryDirectory(prefix="gatepost-disk-", dir="/tmp") as folder:
        place = Path(folder)
        place.chmod(0o755)
        try:
            command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=1777", "tmpfs", folder]
            subprocess.run(command, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            pytest.skip("a small disk is needed, and only root may mount one: run this as root on Linux")
        try:
            yield place
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def no_room(disk: Path) -> Iterator[None]:
    """The disk is full while the block runs."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        for size in (_PIECE, 1):
            with suppress(OSError):
                while file.write(bytes(size)) == size:
                    pass
    try:
        yield
    finally:
        filler.unlink()


@contextmanager
def no_growth(one: Site) -> Iterator[None]:
    """No process of a site may write to a file while the block runs: what anybody may ask of the system, and what a
    quota does.
    """
    numbers = one.members()
    for number in numbers:
        _limit(number, 0)
    try:
        yield
    finally:
        for number in numbers:
            with suppress(ProcessLookupError):
                _limit(number, -1)


def _limit(number: int, size: int) -> None:
    _soft, hard = resource.prlimit(number, resource.RLIMIT_FSIZE)
    resource.prlimit(number, resource.RLIMIT_FSIZE, (size if size >= 0 else hard, hard))
