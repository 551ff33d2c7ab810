"""The characters that are read as plain letters, from lists/look_alikes.toml."""

from gatepost.screening.word_list import ListError, read_toml

_FILE = "look_alikes.toml"
_LETTERS = 26


def _load() -> dict[str, str]:
    tables = read_toml(_FILE, ("letters", "capitals", "marks", "invisible", "rows"))
    found: dict[str, str] = {}

    def add(character: str, reads: str) -> None:
        if found.setdefault(character, reads) != reads:
            raise ListError(f"{_FILE}: `{character}` stands both for `{found[character]}` and for `{reads}`")

    for table in ("letters", "capitals", "marks"):
        for reads, characters in tables[table].items():
            for character in characters:
                add(character, reads)
    for characters in tables["invisible"].values():
        for character in characters:
            add(character, "")
    for start in tables["rows"].values():
        for step in range(_LETTERS):
            add(chr(ord(start) + step), chr(ord("A") + step))
    for character, reads in list(found.items()):
        capital = character.upper()
        if capital != character and len(capital) == 1 and not capital.isascii():
            found.setdefault(capital, reads.upper() if len(reads) == 1 else reads.capitalize())
    return found


LOOK_ALIKES = _load()
