"""Digits and signs that stand for letters: `h4rt13y`, `$m!th`."""

# A sign may stand for either of two letters: `1an` is Ian and `1isa` is Lisa.
_MEANT = {
    "0": "o",
    "1": "il",
    "2": "zs",
    "3": "e",
    "4": "a",
    "5": "sz",
    "6": "gb",
    "7": "t",
    "8": "b",
    "9": "g",
    "@": "a",
    "$": "s",
    "!": "il",
    "|": "il",
    "+": "t",
    "€": "e",
    "£": "l",
}
# Letters that share a sign become one, and every sign becomes its letter.
_SKELETON = str.maketrans("lzb" + "0123456789@$!|+€£", "isg" + "oiseasgtggasiitei")


def skeleton(word: str) -> str:
    """The key that a name shares with every way to write it in signs, and now and then with another name."""
    return word.translate(_SKELETON)


def stands_for(word: str, name: str) -> bool:
    """Whether a word is the name, letter by letter, with signs for some or all of its letters."""
    return len(word) == len(name) and all(
        sign == letter or letter in _MEANT.get(sign, "") for sign, letter in zip(word, name, strict=True)
    )
