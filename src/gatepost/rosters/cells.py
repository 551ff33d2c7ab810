"""Single values of a person, read with their faults and warnings noted at their place."""

from dataclasses import dataclass
from datetime import date

from gatepost.rosters import upn as upns
from gatepost.rosters.ages import OLDEST, YOUNGEST, age
from gatepost.rosters.dates import NotADate, Order, read_date, read_iso
from gatepost.rosters.faults import quoted
from gatepost.rosters.names import NotAName, has_unseen, is_email, is_error, is_formula, looks_damaged, name, tidy
from gatepost.rosters.reading import Notes
from gatepost.rosters.snapshot import Kind
from gatepost.rosters.years import NotAYear, year_group

_LONGEST = 100
_NOTHING = frozenset({"-", "–", "—", "n/a", "na", "none", "null", "nil"})


@dataclass(frozen=True, slots=True)
class Cells:
    """Reads values of one file. `iso` allows dates of the form 2015-03-31 alone."""

    notes: Notes
    file: str
    on: date
    order: Order | None = None
    iso: bool = False

    def name(self, text: str, row: int, column: str) -> str:
        """A name, or an empty text with a fault noted."""
        try:
            found = name(text)
        except NotAName as error:
            self.notes.faults.add(self.file, row, str(error), column)
            return ""
        if has_unseen(text):
            self.notes.warnings.add(self.file, row, "Characters that nobody sees were taken out of this name.", column)
        return found

    def needed_name(self, text: str, row: int, column: str) -> str:
        """A name that must be there."""
        if not tidy(text):
            self.notes.faults.add(self.file, row, "This cell is empty, and a person needs a name here.", column)
            return ""
        return self.name(text, row, column)

    def word(self, text: str, row: int, column: str) -> str:
        """An id, a class, a job title: short, plain, and never a formula."""
        clean = tidy(text)
        if not clean or (clean.isalnum() and len(clean) <= _LONGEST and clean.isascii()):
            return "" if clean.casefold() in _NOTHING else clean
        if clean.casefold() in _NOTHING:
            return ""
        faults = self.notes.faults
        if is_formula(clean):
            faults.add(
                self.file, row, "This cell begins as a formula does (=, +, - or @). Type the word itself.", column
            )
        elif is_error(clean):
            message = "The spreadsheet could not calculate this cell. Type the word itself."
            faults.add(self.file, row, message, column)
        elif not clean.isprintable() or looks_damaged(clean):
            faults.add(self.file, row, "This cell holds damaged characters. Export the file again as UTF-8.", column)
        elif len(clean) > _LONGEST:
            faults.add(
                self.file, row, f"This cell is longer than {_LONGEST} characters. Is a quotation mark missing?", column
            )
        else:
            return clean
        return ""

    def day(self, text: str, row: int, column: str) -> date | None:
        """A date, or None with a fault noted where the cell holds something else."""
        if not text or text.casefold() in _NOTHING:
            return None
        if is_error(text):
            message = "The spreadsheet could not calculate this date. Type the date itself."
            self.notes.faults.add(self.file, row, message, column)
            return None
        try:
            return read_iso(text) if self.iso else read_date(text, self.order)
        except NotADate as error:
            shown = "" if is_formula(text) else f" The cell says {quoted(text)}."
            self.notes.faults.add(self.file, row, f"{error}{shown}", column)
            return None

    def born(self, text: str, row: int, column: str, kind: Kind) -> date | None:
        """The date of birth of a pupil, at an age that a pupil can have; of an adult it is not even read."""
        if kind not in ("pupil", "former-pupil"):
            return None
        found = self.day(text, row, column)
        if found is None:
            return None
        years = age(found, self.on)
        if found > self.on:
            self.notes.faults.add(self.file, row, "This date of birth is in the future.", column)
        elif kind == "pupil" and not YOUNGEST <= years <= OLDEST:
            message = f"A pupil is {YOUNGEST} to {OLDEST} years old; this date of birth makes {years}."
            self.notes.faults.add(self.file, row, message, column)
        elif years > 100:
            self.notes.faults.add(self.file, row, f"This date of birth makes {years} years.", column)
        else:
            return found
        return None

    def upn(self, text: str, row: int, column: str) -> str:
        """A UPN; one with another shape is left out with a warning, one with a wrong check letter is kept with one."""
        clean = tidy(text).upper()
        if not clean or clean.casefold() in _NOTHING:
            return ""
        if not upns.is_upn(clean):
            message = "This is not a UPN (a letter and twelve digits). It is left out."
            self.notes.warnings.add(self.file, row, message, column)
            return ""
        if not upns.check_letter_is_right(clean):
            message = "The first letter of this UPN does not fit its digits. Please compare it with the register."
            self.notes.warnings.add(self.file, row, message, column)
        return clean

    def year(self, text: str, row: int, column: str, *, strict: bool = True) -> int | None:
        """A year group; where it is none, a fault, or a warning when not `strict`."""
        if not text or text.casefold() in _NOTHING:
            return None
        try:
            return year_group(text)
        except NotAYear as error:
            shown = "" if is_formula(text) else f" The cell says {quoted(text)}."
            (self.notes.faults if strict else self.notes.warnings).add(self.file, row, f"{error}{shown}", column)
            return None

    def email(self, text: str, row: int, column: str, kind: Kind) -> str:
        """The e-mail address of an adult; of a pupil it is not even read."""
        clean = tidy(text)
        if not clean or kind in ("pupil", "former-pupil") or clean.casefold() in _NOTHING:
            return ""
        if not is_email(clean) or is_formula(clean):
            self.notes.warnings.add(self.file, row, "This is not an e-mail address. It is left out.", column)
            return ""
        return clean
