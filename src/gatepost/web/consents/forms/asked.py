"""What is typed about what is asked, about rounds, about reports, and about what a list shows."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gatepost.web.consents.languages import ENGLISH, FROM_RIGHT, LANGUAGES
from gatepost.web.consents.purposes import CHANNELS, MEDIA, NAMINGS, Purpose, from_code, in_order
from gatepost.web.consents.report import (
    ANSWER,
    BORN,
    ENDS,
    FORENAME,
    GIVEN,
    NO,
    SOURCE_ID,
    SURNAME,
    TYPE,
    UPN,
    YES,
    Table,
    proposed,
    proposed_word,
)
from gatepost.web.forms import DateField, Form
from gatepost.web.schools.person import today

LARGEST = 2 * 1024 * 1024  # bytes of a report
MOST_MEANT = 100  # different words of a report that somebody says the meaning of; the others stay open
_LONGEST_TEXT = 4_000  # characters of a wording


class ShownForm(Form):
    """What a list of who may be shown is about."""

    channel = forms.ChoiceField(label=gettext_lazy("Where"), choices=tuple(CHANNELS.items()))
    medium = forms.ChoiceField(label=gettext_lazy("What"), choices=tuple(MEDIA.items()))
    naming = forms.ChoiceField(label=gettext_lazy("Name"), choices=tuple(NAMINGS.items()))

    @property
    def purpose(self) -> Purpose:
        """The purpose, once valid."""
        told = self.cleaned_data
        return Purpose(told["channel"], told["medium"], told["naming"])


class SheetForm(Form):
    """What a sheet with all channels is about."""

    medium = forms.ChoiceField(label=gettext_lazy("What"), choices=tuple(MEDIA.items()))
    naming = forms.ChoiceField(label=gettext_lazy("Name"), choices=tuple(NAMINGS.items()))


class PurposesForm(Form):
    """What parents are asked for."""

    purposes = forms.MultipleChoiceField(
        label=gettext_lazy("Ask parents for"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one thing to ask for.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = (Purpose(channel, media, naming) for channel in CHANNELS for media in MEDIA for naming in NAMINGS)
        said = [(one.code, one.words) for one in every if one.media != "voice" or one.naming == "none"]
        self.fields["purposes"].choices = said  # type: ignore[attr-defined]

    @property
    def chosen(self) -> tuple[Purpose, ...]:
        """Once valid."""
        return in_order(from_code(code) for code in self.cleaned_data["purposes"])


class WordingForm(Form):
    """What parents read before they answer, in each language."""

    def __init__(self, *args: Any, may_settle: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in LANGUAGES.items():
            self.fields[code] = forms.CharField(
                label=name,
                max_length=_LONGEST_TEXT,
                required=code == ENGLISH,
                widget=forms.Textarea(attrs={"rows": 4, "lang": code, "dir": "rtl" if code in FROM_RIGHT else "ltr"}),
            )
        if may_settle:
            self.fields["earlier_count"] = forms.BooleanField(
                label=_("Answers to the version before still count"),
                help_text=_("Tick this only where the meaning is the same, such as after a spelling mistake."),
                required=False,
            )

    @property
    def texts(self) -> dict[str, str]:
        """By language, once valid."""
        return {code: self.cleaned_data[code] for code in LANGUAGES}


class RoundForm(Form):
    """Whose parents are asked, until when."""

    whom = forms.ChoiceField(
        label=gettext_lazy("Whose parents?"),
        error_messages={"required": gettext_lazy("Choose whose parents are asked.")},
    )
    closes_on = DateField(
        label=gettext_lazy("Last day to answer"),
        help_text=gettext_lazy("At most three months away. A week before, whoever is silent is reminded."),
        initial=lambda: today() + timedelta(days=21),
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["whom"].choices = choices  # type: ignore[attr-defined]


class ReportForm(Form):
    """A report of another system."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV or Excel (.xlsx), at most 2 MB."),
        error_messages={"required": gettext_lazy("Choose a file of at most 2 MB.")},
    )

    def clean_file(self) -> Any:
        """Not too large."""
        sent = self.cleaned_data["file"]
        if sent.size > LARGEST:
            raise forms.ValidationError(_("Choose a file of at most 2 MB."))
        return sent


class ColumnsForm(Form):
    """What each column of a report is."""

    def __init__(self, *args: Any, table: Table, purposes: Iterable[Purpose], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headers = table.headers
        guessed = proposed(table.headers)
        choices = [
            ("", _("Leave it out")),
            (UPN, _("UPN of the child")),
            (SOURCE_ID, _("Number of the child in your system")),
            (FORENAME, _("Forename")),
            (SURNAME, _("Surname")),
            (BORN, _("Date of birth")),
            (TYPE, _("Which consent it is, one in a row")),
            (ANSWER, _("What was answered, one in a row")),
            (GIVEN, _("Day on which it was given")),
            (ENDS, _("Last day for which it counts")),
            *((one.code, one.words) for one in purposes),
        ]
        for place, header in enumerate(table.headers):
            self.fields[f"h{place}"] = forms.ChoiceField(
                label=header, choices=choices, required=False, initial=guessed.get(header, "")
            )

    def clean(self) -> dict[str, Any]:
        """Each thing is in one column."""
        told = super().clean() or {}
        said = [word for word in told.values() if word]
        if len(said) != len(set(said)):
            raise forms.ValidationError(_("Two columns are said to be the same thing."))
        if (TYPE in said) != (ANSWER in said):
            raise forms.ValidationError(
                _("Say both in which column the kind of consent stands, and in which the answer.")
            )
        return told

    @property
    def columns(self) -> dict[str, str]:
        """By header, once valid."""
        return {header: self.cleaned_data[f"h{place}"] for place, header in enumerate(self.headers)}


class WordsForm(Form):
    """What the words of a report mean."""

    def __init__(
        self, *args: Any, table: Table, columns: Mapping[str, str], purposes: Iterable[Purpose], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        by_meaning = {meaning: header for header, meaning in columns.items()}
        self.kinds = table.words(by_meaning[TYPE]) if TYPE in by_meaning else ()
        told = [header for header, meaning in columns.items() if meaning == ANSWER or "/" in meaning]
        self.words = tuple(dict.fromkeys(word for header in told for word in table.words(header)))[:MOST_MEANT]
        said = [("", _("Leave it open")), *((one.code, one.words) for one in purposes)]
        for place, kind in enumerate(self.kinds):
            self.fields[f"t{place}"] = forms.ChoiceField(label=kind, choices=said, required=False)
        answers = (("", _("Leave it open")), (YES, _("Yes")), (NO, _("No")))
        for place, word in enumerate(self.words):
            self.fields[f"w{place}"] = forms.ChoiceField(
                label=word, choices=answers, required=False, initial=proposed_word(word)
            )

    @property
    def types(self) -> dict[str, str]:
        """By kind of consent, once valid."""
        return {kind: self.cleaned_data[f"t{place}"] for place, kind in enumerate(self.kinds)}

    @property
    def meanings(self) -> dict[str, str]:
        """By word, once valid."""
        return {word: self.cleaned_data[f"w{place}"] for place, word in enumerate(self.words)}


class ApplyForm(Form):
    """What the school knows of the other system."""

    responsible = forms.BooleanField(
        label=gettext_lazy("Our other system takes consents from people with parental responsibility alone"),
        help_text=gettext_lazy("Without this tick no yes of the file counts; a no is kept all the same."),
        required=False,
    )
