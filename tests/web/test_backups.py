"""What an installation remembers of its backups is one file, and nobody's note is lost in it."""

import subprocess
import sys
from pathlib import Path

from gatepost.web import backups

TIMES = 60
# Notes that cards were tried, again and again.
_NOTE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from gatepost.web.backups import note_rehearsed
for number in range(int(sys.argv[3])):
    note_rehearsed(Path(sys.argv[1]), datetime.now(UTC), (int(sys.argv[2]), number))
"""


def test_notes_of_the_same_moment_are_all_kept(tmp_path: Path) -> None:
    storage = tmp_path / "storage"
    noting = [subprocess.Popen([sys.executable, "-c", _NOTE, str(storage), str(one), str(TIMES)]) for one in (1, 2, 3)]
    assert [one.wait() for one in noting] == [0, 0, 0]
    expected = {f"{one}-{number}" for one in (1, 2, 3) for number in range(TIMES)}
    assert set(backups.known(storage).rehearsed) == expected
    assert storage.stat().st_mode & 0o077 == 0
