"""The source material beside the project, which only some tests read: loud where it is absent."""

import warnings
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "shared"


def shared(name: str) -> Path:
    """The path of one of its files; where the folder is absent the test is skipped, and pytest's summary says so."""
    path = FOLDER / name
    if not path.exists():
        warnings.warn(f"not tested against the source material: shared/{name} is not beside the project", stacklevel=2)
        pytest.skip(f"shared/{name} is not beside the project")
    return path
