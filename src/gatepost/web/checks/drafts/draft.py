"""A draft as somebody brings it: the words, where they go, who sees them, and what was seen of its photos.

Between two pages it travels with the page, like the answers of a conversation, and is stored nowhere. Of photos what
was seen travels, signed, and a small view that is known by what was signed, so that nobody can show one photo to the
check and another to the headteacher.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core import signing

from gatepost.law.platform_limits import platforms
from gatepost.screening.finding import Finding
from gatepost.screening.pictures.cleaned import cleaned
from gatepost.screening.pictures.seen import look
from gatepost.screening.pictures.smaller import smaller
from gatepost.screening.screen import Screener
from gatepost.vocabulary.wording import wording
from gatepost.web.approvals.binding import Asked
from gatepost.web.checks import looking

LASTS = timedelta(hours=12)  # as long as a session
LONGEST_WORDS = 3_000  # letters that were read in a picture and travel with it
VIEW_SIDE, VIEW_BYTES = 1600, 250_000  # pixels and bytes of what whoever decides is shown of a photo
WEBSITE = "website"  # the school's own: neither a platform nor a word of `channel`


@dataclass(frozen=True, slots=True)
class SeenPhoto:
    """What was seen of one photo. `digest`: SHA-256 (hex) of it as it would be published; `view`: of its small view;
    `account`: for which it was looked at, a word of `capacity`; `words`: those that were read in the picture and its
    codes; `found`: what words in it, beside it and in its name tell, with the text they stand in; `tells`: what its
    file told beside the picture, which is taken off; `people`: whether people may be in it, None where that could not
    be looked at, and never a no.
    """

    digest: str
    view: str
    alt: str
    account: str
    facts: Mapping[str, Sequence[str]]
    name_beside: bool
    words: str
    people: bool | None
    likeness: str
    tells: tuple[str, ...]
    found: tuple[tuple[str, Finding], ...]
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """One draft. `account`: a word of `capacity`; `registered`: the name of the school's own account, or empty;
    `platform`: a code of the law's platforms, WEBSITE, a word of `channel`, or empty; `audience`: empty where unknown.
    `shows`: what its author says of the photos, each word of `image-shows` with yes or no, unknown ones left out.
    `children`: numbers on the roll of those who are shown. `not_before`: the moment before which it does not go out.
    `views`: each photo as whoever decides is shown it.
    """

    text: str
    action: str
    account: str
    registered: str
    platform: str
    audience: str
    roles: tuple[str, ...]
    photos: tuple[SeenPhoto, ...] = ()
    shows: Mapping[str, bool] | None = None
    setting: str = ""
    children: tuple[int, ...] = ()
    not_before: datetime | None = None
    views: tuple[bytes, ...] = ()

    @property
    def place(self) -> str:
        """What is done with it, from which account, where and for whom, as whoever decides on it reads it: the same in
        every language, since a permission is bound to it.
        """
        known = platforms().get(self.platform)
        where = known.name if known else "The school's website"
        if not known and self.platform != WEBSITE:
            where = _label("channel", self.platform)
        account = self.registered or _label("capacity", self.account)
        said = (_label("action", self.action), account, where, _label("audience", self.audience))
        return ", ".join(one for one in said if one)

    def asked(self, clauses: Sequence[str] = ()) -> Asked:
        """Exactly this, as permission for it is asked and granted."""
        return Asked(
            words=self.text,
            pictures=tuple(one.digest for one in self.photos),
            alt_texts=tuple(one.alt for one in self.photos),
            account=self.place,
            not_before=self.not_before,
            clauses=frozenset(clauses),
        )


def _label(fact: str, word: str) -> str:
    return wording().facts[fact].label[word] if word else ""


def seen(
    content: bytes, file_name: str, alt: str, screener: Screener, account: str, role: str
) -> tuple[SeenPhoto, bytes]:
    """Look at one photo, in memory: what was seen, and the view of it; raises PictureRefused."""
    told = look(
        content,
        file_name=file_name,
        alt=alt,
        screener=screener,
        account=account,
        role=role,
        seconds=looking.here.reading,
    )
    view = smaller(told.picture.image, VIEW_SIDE, VIEW_BYTES).content
    photo = SeenPhoto(
        digest=digest_of(cleaned(told.picture.image).content),
        view=digest_of(view),
        alt=alt,
        account=account,
        facts={fact: tuple(labels) for fact, labels in told.facts.items()},
        name_beside=told.name_beside,
        people=None if told.people is None else told.people.may_be_there,
        words="\n".join([told.words.text, *(one.text for one in told.codes)])[:LONGEST_WORDS],
        likeness=str(told.likeness or ""),
        tells=tuple(one.says for one in told.tells),
        found=tuple((one.text[one.finding.start : one.finding.end], one.finding) for one in told.found),
        notices=told.notices,
    )
    return photo, view


def digest_of(content: bytes) -> str:
    """What a photo is known by."""
    return hashlib.sha256(content).hexdigest()


def signed(photos: Sequence[SeenPhoto], membership_id: int) -> str:
    """What was seen, for the hidden field of this person's pages; empty for no photos."""
    return signing.dumps([asdict(one) for one in photos], salt=_salt(membership_id), compress=True) if photos else ""


def unsigned(told: str, membership_id: int) -> tuple[SeenPhoto, ...]:
    """What was seen, read back; raises signing.BadSignature for what is not this person's, altered or too old."""
    if not told:
        return ()
    entries = signing.loads(told, salt=_salt(membership_id), max_age=LASTS)
    try:
        return tuple(_photo(one) for one in entries)
    except (KeyError, TypeError):  # signed before the site was upgraded
        raise signing.BadSignature("not as photos are told of now") from None


def _salt(membership_id: int) -> str:
    return f"photos of a draft of {membership_id}"


def _photo(told: dict[str, Any]) -> SeenPhoto:
    """A photo as JSON gives it back: with lists where there were tuples."""
    found = tuple((text, Finding(**finding)) for text, finding in told["found"])
    return SeenPhoto(**{**told, "found": found, "tells": tuple(told["tells"]), "notices": tuple(told["notices"])})
