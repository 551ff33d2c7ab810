"""What a picture's file tells beside the picture, in plain words for the person who is about to post it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from gatepost.screening.pictures.exif import Exif
from gatepost.screening.pictures.parts import Notes
from gatepost.screening.pictures.xmp import read_iptc, read_xmp

Sort = Literal["place", "people", "words", "maker", "time", "device", "editing", "preview", "behind", "other"]
SORTS: tuple[Sort, ...] = get_args(Sort)  # what matters most comes first

MOST_WORDS = 10  # texts shown of one sort
_FEWEST_BEHIND = 16  # bytes; less is padding

# Where it was taken is said and not shown: it would put the place on one screen more.
_SENTENCES: dict[Sort, str] = {
    "place": "It says where it was taken.",
    "people": "It names people who are in it",
    "words": "It carries words that cannot be seen in the picture",
    "maker": "It says who made it or owns it",
    "time": "It says when it was taken or changed",
    "device": "It says which camera or phone took it",
    "editing": "It says how it was worked on, and with which program",
    "preview": "It carries a small copy of the picture, which may show what was cut off later.",
    "behind": "Something else is packed behind the picture, such as a short film or another file.",
    "other": "It carries further notes of the camera or of a program.",
}
_OF_EXIF: dict[str, Sort] = {
    "description": "words",
    "title": "words",
    "comment": "words",
    "keywords": "words",
    "subject": "words",
    "make": "device",
    "model": "device",
    "serial": "device",
    "number": "device",
    "computer": "device",
    "software": "editing",
    "artist": "maker",
    "copyright": "maker",
    "owner": "maker",
    "taken": "time",
    "digitised": "time",
    "changed": "time",
}
_OF_TEXT: dict[str, Sort] = {
    "author": "maker",
    "copyright": "maker",
    "software": "editing",
    "creation time": "time",
    "date:create": "time",
    "date:modify": "time",
    "source": "device",
}
_EXIF_TIME = re.compile(r"^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d)(:\d\d)?$")


@dataclass(frozen=True, slots=True)
class Tell:
    """One thing that the file tells: `says` is the sentence, `words` what is written there, which may be nothing."""

    sort: Sort
    says: str
    words: tuple[str, ...] = ()


def tells(notes: Notes, exif: Exif) -> tuple[Tell, ...]:
    """Everything the notes of a file tell, each sort once, in the order of SORTS."""
    found: dict[Sort, list[str]] = {}
    for sort, said in _all(notes, exif):
        found.setdefault(sort, []).append(said)
    return tuple(_tell(sort, found[sort]) for sort in SORTS if sort in found)


def _all(notes: Notes, exif: Exif) -> Iterator[tuple[Sort, str]]:
    if exif.place:
        yield "place", ""
    if exif.preview or notes.preview:
        yield "preview", ""
    if notes.behind >= _FEWEST_BEHIND:
        yield "behind", ""
    if exif.maker_note or notes.others or (notes.exif and exif == Exif()):
        yield "other", ""
    for name, said in exif.texts.items():
        yield _OF_EXIF[name], said
    for name, said in notes.texts:
        yield _OF_TEXT.get(name, "words"), " ".join(said.split())
    for block, pairs in ((notes.xmp, read_xmp(notes.xmp)), (notes.iptc, read_iptc(notes.iptc))):
        yield from _known(pairs if pairs or not block else [("unread", "")])


def _known(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[Sort, str]]:
    for name, said in pairs:
        sort = next((one for one in SORTS if one == name), None)
        if sort is None:
            yield "other", ""
        else:
            yield sort, said


def _tell(sort: Sort, found: list[str]) -> Tell:
    sentence = _SENTENCES[sort]
    if sentence.endswith("."):
        return Tell(sort, sentence)
    words = tuple(dict.fromkeys(_shown(one) for one in found if one))[:MOST_WORDS]
    return Tell(sort, f"{sentence}: {'; '.join(words)}" if words else f"{sentence}.", words)


def _shown(said: str) -> str:
    """What was noted, with a camera's way of writing a time turned into ours."""
    return _EXIF_TIME.sub(r"\3/\2/\1 \4", said)
