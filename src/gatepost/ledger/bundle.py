"""The checker as one file to hand to whoever holds heads: a zip archive that Python runs."""

import zipfile
from importlib.resources import files
from pathlib import Path

_START = b"#!/usr/bin/env python3\n"
_MAIN = "import sys\n\nfrom ledger.checker import main\n\nsys.exit(main())\n"


def write_checker(path: str | Path) -> None:
    """Write the checker, the same bytes each time, to a file that is not there yet; raises OSError.

    It runs as `python3 checker.pyz LOG --head FILE`, on Python 3.11 or newer.
    """
    modules = sorted(
        (one.name, one.read_text(encoding="utf-8")) for one in files(__package__).iterdir() if one.name.endswith(".py")
    )
    with Path(path).open("xb") as file:
        file.write(_START)
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for name, text in [("__main__.py", _MAIN), *((f"ledger/{name}", text) for name, text in modules)]:
                entry = zipfile.ZipInfo(name)  # of the year 1980, so that the same program gives the same bytes
                entry.create_system, entry.external_attr = 3, 0o644 << 16
                archive.writestr(entry, text.encode())
    Path(path).chmod(0o755)
