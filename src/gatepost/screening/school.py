"""What a school publishes of itself, so that a draft may be compared with it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class School:
    """A school in its own words. Every text is as the school writes it; all of them may be empty.

    `contacts` are the e-mail addresses, telephone numbers and postcodes that it publishes: they are nobody's
    personal data. `council` is the council or trust that runs it.
    """

    name: str = ""
    short_names: tuple[str, ...] = ()
    logo_words: tuple[str, ...] = ()  # a motto, a crest: what the logo says
    address: tuple[str, ...] = ()  # its lines, without the postcode
    contacts: tuple[str, ...] = ()
    events: tuple[str, ...] = ()  # names of its own events, beside the usual ones
    council: str = ""
