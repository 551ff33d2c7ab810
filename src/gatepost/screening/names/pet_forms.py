"""Short and pet forms that no list holds: `Kez` for Kezia, `Malky` for Malcolm, `Sade` for Folasade."""

from collections import defaultdict
from collections.abc import Iterable

_ENDINGS = ("", "y", "ie", "i", "ey", "s", "z", "sy", "zy", "o", "ers", "ster", "ky", "kie", "x", "za", "zza", "zzy")
_BY_LAST = {letter: tuple(e for e in _ENDINGS if not e or e.endswith(letter)) for letter in "yisozerxa"}
_FROM = 5  # letters of a name that is shortened
_HEAD = 3  # letters of it that are kept
_BEFORE_Z = 2  # those before a z, which takes the place of an r or an s: `Kaz` for Karen
_LONG = 7  # letters of a name of which the end may stand for the whole
_TAIL = 4
_LONGEST = 12  # letters of a pet form


class PetForms:
    """The forenames of a roll by their beginnings and ends."""

    def __init__(self, names: Iterable[str]) -> None:
        self._heads: dict[str, list[str]] = defaultdict(list)
        self._tails: dict[str, list[str]] = defaultdict(list)
        for name in names:
            if len(name) >= _FROM:
                for length in range(_BEFORE_Z, len(name)):
                    self._heads[name[:length]].append(name)
            if len(name) >= _LONG:
                for start in range(2, len(name) - _TAIL + 1):
                    self._tails[name[start:]].append(name)

    def full(self, word: str) -> set[str]:
        """The forenames that a word may be a short or pet form of."""
        if not _HEAD <= len(word) <= _LONGEST:
            return set()
        found = set(self._tails.get(word, ()))
        heads = self._heads
        for ending in _BY_LAST.get(word[-1], _ENDINGS[:1]):
            if word.endswith(ending) and len(word) - len(ending) >= _BEFORE_Z:
                stem = word.removesuffix(ending)
                shortest = _BEFORE_Z if "z" in ending else _HEAD
                if len(stem) >= shortest and stem in heads:
                    found.update(heads[stem])
                if ending and len(stem) > _HEAD and stem[-1] == stem[-2] and stem[:-1] in heads:
                    found.update(heads[stem[:-1]])
        found.discard(word)
        return found
