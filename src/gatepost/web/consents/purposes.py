"""What a consent can be about: where, what of the child, and with which name."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

CHANNELS: dict[str, Promise] = {
    "website": gettext_lazy("on the school’s website"),
    "newsletter": gettext_lazy("in the newsletter"),
    "parents-app": gettext_lazy("in the app or an e-mail to parents"),
    "class-photo": gettext_lazy("in a class or group picture that other families get"),
    "display": gettext_lazy("on displays in the school"),
    "prospectus": gettext_lazy("in the prospectus or leaflets"),
    "press": gettext_lazy("in newspapers or on the air"),
    "x": gettext_lazy("on the school’s page on X"),
    "facebook": gettext_lazy("on the school’s page on Facebook"),
    "instagram": gettext_lazy("on the school’s page on Instagram"),
    "youtube": gettext_lazy("on the school’s channel on YouTube"),
}
MEDIA: dict[str, Promise] = {
    "photo": gettext_lazy("Photo"),
    "video": gettext_lazy("Video"),
    "voice": gettext_lazy("Voice"),
    "work": gettext_lazy("Work (a drawing, a text)"),
}
# In this order: who agrees to one agrees to those before it.
NAMINGS: dict[str, Promise] = {
    "none": gettext_lazy("without a name"),
    "first": gettext_lazy("with the first name"),
    "full": gettext_lazy("with the full name"),
}
MOST_ASKED = 16  # nobody reads a longer form on a phone


class UnknownPurpose(ValueError):
    """A code that names no purpose."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """One thing that can be agreed to. `code` is `website/photo/none`; raises UnknownPurpose for unknown words."""

    channel: str
    media: str
    naming: str

    def __post_init__(self) -> None:
        if self.channel not in CHANNELS or self.media not in MEDIA or self.naming not in NAMINGS:
            raise UnknownPurpose(self.code)

    @property
    def code(self) -> str:
        """How rows and forms name it."""
        return f"{self.channel}/{self.media}/{self.naming}"

    @property
    def words(self) -> str:
        """As it stands on a screen."""
        told = {"media": MEDIA[self.media], "channel": CHANNELS[self.channel], "naming": NAMINGS[self.naming]}
        return _("%(media)s %(channel)s, %(naming)s") % told

    @property
    def level(self) -> int:
        """How much of the name goes with it, from 0."""
        return list(NAMINGS).index(self.naming)

    def about_the_same(self, other: "Purpose") -> bool:
        """Whether both are of one channel and one medium: a photo says nothing of a video."""
        return (self.channel, self.media) == (other.channel, other.media)


@dataclass(frozen=True, slots=True)
class _Everything(Purpose):
    """Whatever is asked now or later: nobody agrees to that, but somebody may take back all of it."""

    def __post_init__(self) -> None:
        """None of its words is one that is asked."""

    @property
    def words(self) -> str:
        """As it stands on a screen."""
        return _("Everything, also what is asked later")

    def about_the_same(self, other: Purpose) -> bool:
        """It is about every channel and medium."""
        return True


EVERYTHING = _Everything("everything", "everything", "none")


def from_code(code: str) -> Purpose:
    """The purpose of a code; raises UnknownPurpose."""
    if code == EVERYTHING.code:
        return EVERYTHING
    parts = code.split("/")
    if len(parts) != 3:
        raise UnknownPurpose(code)
    return Purpose(*parts)


def in_order(purposes: Iterable[Purpose]) -> tuple[Purpose, ...]:
    """Each once, by channel, medium and name as these are listed above."""
    channels, media = list(CHANNELS), list(MEDIA)
    found = set(purposes)
    return tuple(sorted(found, key=lambda one: (channels.index(one.channel), media.index(one.media), one.level)))


# What a school asks until it chooses for itself.
DEFAULTS = in_order(
    from_code(code)
    for code in (
        "website/photo/none",
        "website/photo/first",
        "newsletter/photo/none",
        "newsletter/photo/first",
        "parents-app/photo/none",
        "class-photo/photo/none",
        "display/photo/first",
        "prospectus/photo/none",
        "press/photo/none",
        "press/photo/full",
        "website/video/none",
        "website/work/first",
    )
)
