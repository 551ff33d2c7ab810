"""The secrets of an installation: one file each, made on first use, readable to the site's own user only."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path


def _text() -> str:
    return secrets.token_urlsafe(50)


def secret(folder: Path, name: str, make: Callable[[], str] = _text) -> str:
    """The text of one secret; two processes that ask first at the same time get the same. `make` gives a new one.

    Raises OSError where the folder cannot be written or read.
    """
    path = folder / name
    if not path.exists():
        folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)  # the storage folder, on first use
        folder.mkdir(exist_ok=True, mode=0o700)
        made = folder / f".{name}.{os.getpid()}.{secrets.token_hex(4)}"
        handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(make())
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(made, path)  # fails where another process was first: then its secret is the one
            _sync(folder)  # before anything is signed or sealed with it
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return path.read_text(encoding="utf-8").strip()


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
