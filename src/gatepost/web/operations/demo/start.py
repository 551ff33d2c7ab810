"""Make the demo's database, or open one that is marked as a demo's and no other."""

import json
import os
import secrets
import sqlite3
from contextlib import closing
from pathlib import Path

DEMO, KEY = "GATEPOST_DEMO", "GATEPOST_DEMO_KEY"


class NotADemo(RuntimeError):
    """The folder holds a database of real people; the message is one sentence for the person."""


def prepare(folder: Path, port: int) -> str:
    """Write the demo's settings into `folder`, set Django up on them, make and fill the database where there is none.

    Returns the one-time key of the link that lets people in. Raises NotADemo.
    """
    folder.mkdir(parents=True, exist_ok=True)
    config, file = folder / "gatepost.toml", folder / "gatepost.sqlite3"
    fresh = not file.exists()
    # Before anything is written: the settings of a real site must not be lost either.
    if config.exists() if fresh else not _is_a_demos(file):
        raise NotADemo(f"{folder} holds a site that is not a demo; choose another folder")
    # A JSON string is a TOML string.
    config.write_text(f'base_url = {json.dumps(f"http://localhost:{port}")}\nstorage = "."\n', encoding="utf-8")
    key = secrets.token_urlsafe(16)
    # The server's worker and the clock are processes of their own: they find all of it in the environment.
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "gatepost.web.settings",
        "GATEPOST_CONFIG": str(config),
        DEMO: "1",
        KEY: key,
    }

    import django

    django.setup()
    from django.db import connection

    from gatepost.web.operations.demo.furnish import furnish
    from gatepost.web.operations.demo.seed import seed
    from gatepost.web.operations.install import install
    from gatepost.web.operations.models import DEMO as MARK
    from gatepost.web.operations.models import put_mark

    install()
    if fresh:
        put_mark(MARK)
        seed()
        furnish()
    connection.close()
    return key


def _is_a_demos(file: Path) -> bool:
    """Whether a database says of itself that it is a demo's; it is only read."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as database:
            return database.execute("SELECT 1 FROM operations_mark WHERE name = 'demo'").fetchone() is not None
    except sqlite3.Error:
        return False
