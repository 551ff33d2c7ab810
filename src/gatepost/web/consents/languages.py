"""The form for parents in their language: its questions and all that stands around them but the school's own words."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gatepost.web.consents.purposes import Purpose

ENGLISH = "en"
LANGUAGES = {
    ENGLISH: "English",
    "cy": "Cymraeg",
    "pl": "Polski",
    "ro": "Română",
    "pa": "ਪੰਜਾਬੀ",
    "ur": "اردو",
    "bn": "বাংলা",
    "ar": "العربية",
    "uk": "Українська",
    "pt": "Português",
}
FROM_RIGHT = frozenset({"ur", "ar"})


@dataclass(frozen=True, slots=True)
class FormWords:
    """The fixed words of the form in the language `code`, the questions aside."""

    code: str
    ask: str
    yes: str
    no: str
    save: str
    until: str
    own: str
    choose: str
    changed: str
    thanks: str
    name: str
    signature: str
    give_back: str
    channels: Mapping[str, str]
    media: Mapping[str, str]
    namings: Mapping[str, str]

    @property
    def direction(self) -> str:
        """As HTML takes it."""
        return "rtl" if self.code in FROM_RIGHT else "ltr"

    def question(self, purpose: Purpose) -> str:
        """What is asked."""
        if self.code == ENGLISH:
            return purpose.words
        comma = "،" if self.direction == "rtl" else ","
        return f"{self.media[purpose.media]}: {self.channels[purpose.channel]}{comma} {self.namings[purpose.naming]}"

    def beneath(self, purpose: Purpose) -> str:
        """The question in English, which the school asks; empty where it stands in English already."""
        return "" if self.code == ENGLISH else purpose.words

    def save_for(self, child: object) -> str:
        """On the button."""
        return self.save.format(child=child)

    def lasts_until(self, day: date) -> str:
        """The last day of a yes."""
        return self.until.format(day=self._written(day))

    def given_back_by(self, day: date) -> str:
        """The last day for a form on paper."""
        return self.give_back.format(day=self._written(day))

    def _written(self, day: date) -> str:
        return date_format(day, "j F Y" if self.code == ENGLISH else "d/m/Y")


def form_words(code: str) -> FormWords:
    """Those of a language of LANGUAGES. Source: languages.toml beside this module; English is the site's own."""
    return _english() if code == ENGLISH else FormWords(code, **_written()[code])


@cache
def _written() -> Mapping[str, dict[str, Any]]:
    text = files("gatepost.web.consents").joinpath("languages.toml").read_text("utf-8")
    return MappingProxyType(tomllib.loads(text))


def _english() -> FormWords:
    return FormWords(
        ENGLISH,
        ask=_("May we show your child?"),
        yes=_("Yes"),
        no=_("No"),
        save=_("Save for {child}"),
        until=_("Your yes lasts until {day}."),
        own=_("These are your own answers; you see nobody else’s, and nobody else sees yours but the school."),
        choose=_("Choose yes or no at least once."),
        changed=_("The school has changed its words since. Read them, then save again."),
        thanks=_("Thank you. Your answers are saved; you can change them here at any time."),
        name=_("Name, and what you are to the child:"),
        signature=_("Signature and date:"),
        give_back=_("Please give this form back to the school by {day}."),
        channels={},
        media={},
        namings={},
    )
