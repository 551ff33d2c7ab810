"""The people of one school whose names the screening knows, read from a CSV file."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["pupil", "former-pupil", "staff", "governor", "parent"]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the roll. `known_as` is empty where the forename is used."""

    kind: Kind
    forename: str
    surname: str
    known_as: str = ""
    class_name: str = ""
    born: date | None = None
