"""What a draft says between the lines: word patterns from the lists, weighed, and the protections that outrank them."""

from gatepost.screening.cues.book import CueBook, read_book, school_book, standard_book
from gatepost.screening.cues.protected import Protection
from gatepost.screening.cues.weigh import Cues, find

__all__ = ["CueBook", "Cues", "Protection", "find", "read_book", "school_book", "standard_book"]
