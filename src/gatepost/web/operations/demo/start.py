"""Make the demo's database, or open one that is marked as a demo's and no other."""

import json
import os
import secrets
from pathlib import Path

DEMO, KEY = "GATEPOST_DEMO", "GATEPOST_DEMO_KEY"
MARK = "demo"


class NotADemo(RuntimeError):
    """The folder holds a database of real people; the message is one sentence for the person."""


def prepare(folder: Path, port: int) -> str:
    """Write the demo's settings into `folder`, set Django up on them, make and fill the database where there is none.

    Returns the one-time key of the link that lets people in. Raises NotADemo.
    """
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "gatepost.toml"
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
    fresh = not (folder / "gatepost.sqlite3").exists()

    import django

    django.setup()
    from django.db import connection

    from gatepost.web.operations.demo.seed import seed
    from gatepost.web.operations.install import install
    from gatepost.web.operations.models import Mark

    if not fresh:
        known = "operations_mark" in connection.introspection.table_names()
        if not known or not Mark.objects.filter(name=MARK).exists():
            raise NotADemo(f"{folder} holds a database that is not a demo's; choose another folder")
    install()
    if fresh:
        Mark.objects.create(name=MARK)
        seed()
    connection.close()
    return key
