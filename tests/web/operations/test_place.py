"""What is in a backup, and where it goes."""

from pathlib import Path

import pytest

from gatepost.web.config import Config
from gatepost.web.operations.place import Installation
from gatepost.web.operations.telling import Fault


@pytest.mark.parametrize(
    "name",
    [
        "storage/restoring.json",
        "storage/gatepost.sqlite3-wal",
        "storage/gatepost.toml",
        "storage/locks/school-1",
        "storage/.hidden",
        "secrets/.hidden",
        "secrets",
        "else/where",
        "other",
    ],
)
def test_a_backup_that_somebody_else_made_brings_nothing_that_a_backup_does_not_hold(tmp_path: Path, name: str) -> None:
    with pytest.raises(Fault, match="is nothing that a backup holds"):
        Installation(Config(place=tmp_path)).place_of(name)


def test_what_a_backup_holds_goes_where_it_was(tmp_path: Path) -> None:
    there = Installation(Config(place=tmp_path, secrets="keys"))
    assert there.place_of("secrets/cookies") == tmp_path / "keys" / "cookies"
    assert there.place_of("storage/drops/a/roll.csv") == tmp_path / "storage" / "drops" / "a" / "roll.csv"
