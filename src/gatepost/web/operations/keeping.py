"""`gatepost recovery`, `backup`, `restore` and `upgrade`: what was typed, and what came of it in words."""

import argparse
import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from gatepost.web.config import ENVIRONMENT, FILE_NAME
from gatepost.web.operations import archive, beginning, cards
from gatepost.web.operations.backup import Made, back_up
from gatepost.web.operations.place import Installation, found
from gatepost.web.operations.restore import open_school, restore
from gatepost.web.operations.telling import Fault, counted, size, tell
from gatepost.web.operations.upgrade import upgrade

FINE, FOUND = 0, 1


def run(chosen: argparse.Namespace) -> int:
    """Run one of the commands; returns the exit code. Raises ConfigError, OSError."""
    name = f"{chosen.command} {chosen.verb}" if hasattr(chosen, "verb") else chosen.command
    commands: dict[str, Callable[[argparse.Namespace], int]] = {
        "recovery cut": _cut,
        "recovery rehearse": _rehearse,
        "recovery open": _open,
        "backup": _backup,
        "restore": _restore,
        "upgrade": _upgrade,
    }
    try:
        return commands[name](chosen)
    except Fault as fault:
        print(f"gatepost: {fault}", file=sys.stderr)
        return FOUND


def _cut(chosen: argparse.Namespace) -> int:
    here = found()
    _refuse_elsewhere(here)
    print(f"the site: {here.where}")
    with cards.alone(here.config.folder):
        made = cards.cut_cards(here.config, chosen.again)
        if chosen.to:
            paths = cards.write_pages(here.config, made, Path(chosen.to))
            try:
                cards.keep_public(here.config, made)
            except OSError:
                for path in paths:
                    path.unlink()  # cards that are not in force must not be handed to anybody
                raise
            for path in paths:
                print(path)
            print("Print each page, hand it to its holder, and delete these files: whoever has two opens every backup.")
        else:
            for card in made:
                print(f"Card {card.number} of {len(made)} for the backups of {here.config.host}\n\n{card.printed}\n")
            sys.stdout.flush()  # cards that could not be shown must not be the ones in force
            cards.keep_public(here.config, made)
            print("Write each card down for its holder, then clear this window: nothing of them is kept here.")
    print("Any two of them open a backup. Their holders are nobody who runs the site, and not the headteacher.")
    print("When they are handed over: `gatepost recovery rehearse`.")
    return FINE


def _refuse_elsewhere(here: Installation) -> None:
    """Cards cut for a folder without a site are cards of another site, which open nothing of the right one's."""
    if not here.is_empty():
        return
    beginning.refuse(here)
    raise Fault(
        f"there is no database yet ({here.where}): is this the right folder? {ENVIRONMENT} names the settings of a site"
        " elsewhere; the first `gatepost school add` makes the database"
    )


def _rehearse(chosen: argparse.Namespace) -> int:
    here = found()
    cards.compartment(here.config.folder)  # before anybody types
    print(cards.rehearse(here.config, cards.two_cards(_paths(chosen)), datetime.now(UTC)))
    return FINE


def _open(chosen: argparse.Namespace) -> int:
    target = Path(chosen.to)
    header = open_school(Path(chosen.file), target, lambda: cards.two_cards(_paths(chosen)))
    print(f"{target}: {archive.told(header, Path(chosen.file))}, now in clear: delete it when it is no longer needed")
    return FINE


def _backup(chosen: argparse.Namespace) -> int:
    here = found()
    to = Path(chosen.to) if chosen.to else here.config.backup_folder
    made = back_up(here, to, chosen.keep, tell)
    if chosen.json:
        print(json.dumps(_told(made), indent=2))
    else:
        print(f"{made.path} ({size(made.size)})")
        print(made.verified)
        for path in made.removed:
            print(f"removed the older {path.name}")
    for one in made.wrong:
        print(f"gatepost: this backup holds what is there, and that is not as it should be: {one}", file=sys.stderr)
    return FOUND if made.wrong else FINE


def _told(made: Made) -> dict[str, object]:
    return {
        "file": str(made.path),
        "made_at": made.made_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "bytes": made.size,
        "verified": made.verified,
        "wrong": list(made.wrong),
        "removed": [str(path) for path in made.removed],
    }


def _restore(chosen: argparse.Namespace) -> int:
    path = Path(chosen.file)
    if chosen.into:
        into = Path(chosen.into)
        settings = into / FILE_NAME
    else:
        settings = Path(os.environ.get(ENVIRONMENT) or FILE_NAME)
        into = settings.resolve().parent
    done = restore(
        path,
        settings if settings.is_file() else None,
        into,
        chosen.over or "",
        lambda: cards.two_cards(_paths(chosen)),
        tell,
    )
    print(f"the site of {done.header.host} as it was at {done.header.made_at} is in {done.folder}")
    print(done.found.says)
    if done.aside:
        print(f"what was there before is kept, in clear: {done.aside}; delete it when all is well")
    print(
        "compare each record with a head that somebody else holds: `gatepost ledger verify --school SLUG --head FILE`"
    )
    for one in done.found.wrong:
        print(f"gatepost: restored as it was, and that is not as it should be: {one}", file=sys.stderr)
    older = done.found.pending
    print("it is of an older version: run `gatepost upgrade` next" if older else "start it: `gatepost serve`")
    return FOUND if done.found.wrong else FINE


def _upgrade(chosen: argparse.Namespace) -> int:
    here = found()
    to = None if chosen.without_backup else Path(chosen.to) if chosen.to else here.config.backup_folder
    done = upgrade(here, to, tell)
    after = done.found.version
    before = f"from {done.before} " if done.before and done.before != after else ""
    steps = counted(len(done.applied), "step") if done.applied else "no steps were missing"
    print(f"the database was brought {before}to {after}: {steps}; guards are in place; {done.found.says}")
    if done.backup:
        print(f"the backup of before: {done.backup.path}")
        if done.backup.wrong and not done.found.wrong:
            print("it holds what was wrong then, so it does not count: run `gatepost backup` now")
    for one in done.found.wrong:
        print(f"gatepost: not as it should be, as before: {one}", file=sys.stderr)
    return FOUND if done.found.wrong else FINE


def _paths(chosen: argparse.Namespace) -> list[Path]:
    return [Path(one) for one in chosen.card_file or ()]
