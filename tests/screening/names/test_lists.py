"""The lists of names are in plain small letters, as the matching needs them."""

from gatepost.screening.names.known import COMMON_WORDS, FORENAMES, SHORT_FORMS, SPELLINGS, SURNAMES
from gatepost.screening.reading import read


def test_every_entry_is_as_a_text_would_be_read() -> None:
    entries = {*COMMON_WORDS, *FORENAMES, *SURNAMES, *SHORT_FORMS, *SPELLINGS}
    entries.update(short for shorts in SHORT_FORMS.values() for short in shorts)
    assert [entry for entry in entries if read(entry).words != [entry]] == []


def test_a_short_form_is_not_its_own_name() -> None:
    assert [name for name, shorts in SHORT_FORMS.items() if name in shorts] == []
