"""Whether a first database may be made where there is none: never in the place of one that was lost."""

from gatepost.web import backups
from gatepost.web.operations import cards, postgres_copy
from gatepost.web.operations.place import Installation
from gatepost.web.operations.telling import Fault

KEYS = "record-*"  # the key of each school's record, in the secrets folder


def trace(here: Installation) -> str:
    """What shows that there was a database before, such as a backup of it; empty where nothing does."""
    storage = here.config.folder
    if made_at := backups.known(storage).made_at:
        return f"a backup of it was made at {made_at}"
    if (storage / cards.FILE).exists():
        return "its recovery cards have been cut"
    if any(here.config.secrets_folder.glob(KEYS)):
        return f"keys of its schools' records are in {here.config.secrets_folder}"
    return ""


def refuse(here: Installation) -> None:
    """Raise Fault where no first database may be made, or none can be."""
    if seen := trace(here):
        raise Fault(
            f"the database is gone: there was one, since {seen}: put the newest backup back with `gatepost restore`, or"
            f" see that the settings name the right place, which is {here.where} now; nothing was made. For a new site"
            " name another `storage` folder, and another `secrets` folder if you name one"
        )
    if lacking := not_made(here):
        raise Fault(f"{lacking[0]}: {lacking[1]}")


def not_made(here: Installation) -> tuple[str, str] | None:
    """Where the server lacks the database (PostgreSQL): a sentence that says so, and what to do. Raises Fault."""
    if not here.owner or postgres_copy.is_there(here.owner):
        return None
    name = postgres_copy.name_of(here.owner)
    return (
        f"the server has no database `{name}` yet",
        f"let an administrator of the server give `CREATE DATABASE {name} OWNER ...`, as docs/operations.md says, then"
        " run `gatepost school add`",
    )
