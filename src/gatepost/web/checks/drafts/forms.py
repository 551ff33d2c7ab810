"""What is typed and chosen about a draft, and the questions that it leaves."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gatepost.checking.open import Open
from gatepost.law.platform_limits import platforms
from gatepost.vocabulary.activity import Partial
from gatepost.vocabulary.wording import said, wording
from gatepost.vocabulary.words import vocabulary
from gatepost.web.approvals.models import SchoolAccount
from gatepost.web.checks.drafts.draft import WEBSITE
from gatepost.web.checks.drafts.uploads import LARGEST_PHOTO, MOST_PHOTOS
from gatepost.web.checks.forms import NONE, UNSURE, token
from gatepost.web.checks.gather import Told
from gatepost.web.forms import DateField, Form

LONGEST_DRAFT = 5_000  # letters
LONGEST_ALT = 1_000
YES, NO = "yes", "no"
REGISTERED = "registered-"
NOT_SURE = ("", gettext_lazy("I’m not sure yet"))
PHOTOS = range(1, MOST_PHOTOS + 1)
ACTIONS = ("post", "comment", "share", "message")
_CHANNELS = (
    "social-network",
    "blog",
    "forum",
    "video-site",
    "messaging-app",
    "text-message",
    "print",
    "approved-channel",
)


def labels(fact: str, offices: Mapping[str, str], words: Sequence[str] = ()) -> list[tuple[str, str]]:
    """The words of a fact, or some of them, as they are chosen from."""
    shown = wording().facts[fact].label
    return [(word, said(shown[word], offices)) for word in words or vocabulary().facts[fact].values]


def beside_pupils() -> list[str]:
    """What a photo can show beside pupils, which are asked of by themselves."""
    return [one for one in vocabulary().facts["image-shows"].values if one != "pupil"]


class CheckForm(Form):
    """A draft. `seen`: how many photos of an earlier page go with it; `ask_role`: their roles do not tell the part."""

    text = forms.CharField(
        label=gettext_lazy("What do you want to publish?"),
        required=False,
        max_length=LONGEST_DRAFT,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto", "autocomplete": "off"}),
        error_messages={
            "max_length": gettext_lazy(
                "The draft may have %(limit_value)d letters, and this has %(show_value)d. Check it in parts."
            )
        },
    )
    action = forms.ChoiceField(
        label=gettext_lazy("What will you do with it?"),
        widget=forms.RadioSelect,
        initial="post",
        error_messages={"required": gettext_lazy("Choose what you will do with it.")},
    )
    account = forms.ChoiceField(
        label=gettext_lazy("From which account?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose from which account.")},
    )
    platform = forms.ChoiceField(label=gettext_lazy("Where will it stand?"), required=False)
    audience = forms.ChoiceField(
        label=gettext_lazy("Who will be able to see it?"), widget=forms.RadioSelect, required=False
    )
    from_day = DateField(
        label=gettext_lazy("Not before which day?"),
        help_text=gettext_lazy("If it is to wait. A permission that you ask for is for this day and hour too."),
        required=False,
    )
    from_hour = forms.TimeField(
        label=gettext_lazy("Not before which hour?"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time", "class": "govuk-input--width-5"}, format="%H:%M"),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("What is your part in school life?"),
        error_messages={"required": gettext_lazy("Choose your part in school life.")},
    )
    pupils = forms.ChoiceField(
        label=gettext_lazy("Does a photo show pupils?"),
        help_text=gettext_lazy("Needed with photos: no program can tell that nobody is in a picture."),
        required=False,
        widget=forms.RadioSelect,
        choices=((YES, gettext_lazy("Yes")), (NO, gettext_lazy("No")), ("unsure", gettext_lazy("I’m not sure"))),
    )
    shows = forms.MultipleChoiceField(
        label=gettext_lazy("What else do the photos show?"),
        help_text=gettext_lazy("Tick all that fits. Leave it empty if you are not sure."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    setting = forms.ChoiceField(label=gettext_lazy("Where were they taken?"), required=False)
    without_photos = forms.BooleanField(
        label=gettext_lazy("Leave out the photos that were looked at before"), required=False
    )

    def __init__(
        self,
        *args: Any,
        offices: Mapping[str, str],
        accounts: Sequence[SchoolAccount],
        ask_role: bool,
        seen: int = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.seen = seen
        self.accounts = {f"{REGISTERED}{one.pk}": one for one in accounts}
        own = dict(labels("capacity", offices))
        registered = [(code, f"{one.platform}: {one.handle}") for code, one in self.accounts.items()]
        other = _("Another account of the school") if registered else own["school-account"]
        own["personal"] = _("My own, or somebody’s personal account")
        self._choose(
            "account",
            [
                ("personal", own["personal"]),
                *registered,
                ("school-account", other),
                ("school-service", own["school-service"]),
                ("outside-body", own["outside-body"]),
            ],
        )
        self._choose("action", labels("action", offices, ACTIONS))
        places = [(code, one.name) for code, one in platforms().items()]
        self._choose(
            "platform",
            [NOT_SURE, *places, (WEBSITE, _("The school’s website")), *labels("channel", offices, _CHANNELS)],
        )
        self._choose("audience", [*labels("audience", offices), NOT_SURE])
        self._choose("shows", [*labels("image-shows", offices, beside_pupils()), (NONE, _("None of these"))])
        taken = [one for one in vocabulary().facts["image-setting"].values if one != "no-image"]
        self._choose("setting", [NOT_SURE, *labels("image-setting", offices, taken)])
        if ask_role:
            self._choose("role", [("", _("Choose your part")), *labels("role", offices)[:-1]])
        else:
            del self.fields["role"]
        if not seen:
            del self.fields["without_photos"]
        for number in PHOTOS:
            self.fields[f"photo_{number}"] = forms.FileField(
                label=_("Photo %(number)d") % {"number": number},
                required=False,
                allow_empty_file=True,  # of one that is too large nothing arrives but its size
                widget=forms.FileInput(attrs={"accept": "image/*"}),
            )
            self.fields[f"alt_{number}"] = forms.CharField(
                label=_("Photo %(number)d in words, for those who cannot see it") % {"number": number},
                required=False,
                max_length=LONGEST_ALT,
            )

    def _choose(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean_text(self) -> str:
        """The draft with plain ends of lines: a browser sends each as two characters."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n").replace("\r", "\n")

    def clean(self) -> dict[str, Any]:
        """Something to check; each photo small enough; with photos, whether they show pupils."""
        told = super().clean() or {}
        for number in PHOTOS:
            sent = told.get(f"photo_{number}")
            if sent is not None and sent.size > LARGEST_PHOTO:
                most = {"most": LARGEST_PHOTO // (1024 * 1024)}
                self.add_error(
                    f"photo_{number}",
                    _("This photo is larger than %(most)d MB. Send a smaller copy, or a screenshot of it.") % most,
                )
            elif sent is not None and not sent.size:
                self.add_error(f"photo_{number}", _("This file is empty. Choose it again."))
        if told.get("shows") and NONE in told["shows"] and len(told["shows"]) > 1:
            self.add_error("shows", _("Tick what fits, or “None of these”, but not both."))
        for name, other in (("from_day", "from_hour"), ("from_hour", "from_day")):
            if told.get(name) is None and told.get(other) is not None and name not in self.errors:
                self.add_error(name, _("Give both the day and the hour, or neither."))
        photos = self.sent or self.keeps_seen
        if not told.get("text") and not photos and "text" not in self.errors:
            self.add_error("text", _("Write or paste your draft, or add a photo."))
        if photos and not told.get("pupils"):
            self.add_error("pupils", _("Say whether a photo shows pupils."))
        return told

    @property
    def photos_touched(self) -> bool:
        """Whether something was filled in about photos, or is wrong with it: then that part must not be folded away."""
        parts = [name for name in self.fields if name.startswith(("photo_", "alt_"))] + ["pupils", "shows", "setting"]
        return self.is_bound and any(self.data.get(name) or name in self.errors for name in parts)

    @property
    def sent(self) -> list[int]:
        """The numbers of the photos that came with this page."""
        return [number for number in PHOTOS if self.cleaned_data.get(f"photo_{number}") is not None]

    @property
    def keeps_seen(self) -> bool:
        """Whether the photos of an earlier page still go with it."""
        return bool(self.seen) and not self.cleaned_data.get("without_photos") and not self.sent

    def carried(self) -> Iterator[tuple[str, str]]:
        """Names and values for the hidden fields of the next page: everything but the photos themselves."""
        for name, value in self.cleaned_data.items():
            if name.startswith(("photo_", "alt_")) or name == "without_photos":
                continue
            for one in value if isinstance(value, list) else [value]:
                if one:
                    yield name, str(one)


class AnswersForm(Form):
    """Every question that a draft leaves, at once: first what the findings ask, then what the policy turns on.

    Nothing has to be answered: what is left open stays unknown.
    """

    def __init__(
        self,
        data: Any = None,
        *,
        doubts: Sequence[tuple[str, str, str, str]],
        steps: Sequence[Open],
    ) -> None:
        """`doubts`: fact, word, the question and why it is asked."""
        super().__init__(data, prefix="a")
        self.doubts, self.steps = doubts, steps
        for fact, word, question, why in doubts:
            self.fields[f"{fact}.{word}"] = forms.ChoiceField(
                label=question,
                help_text=why,
                required=False,
                widget=forms.RadioSelect,
                choices=((YES, _("Yes")), (NO, _("No")), (UNSURE, _("I’m not sure"))),
            )
        for step in steps:
            choices = [(token(value), label) for value, label in step.options]
            if step.several:
                choices.append((NONE, _("None of these")))
            choices.append((UNSURE, _("I’m not sure")))
            kind = forms.MultipleChoiceField if step.several else forms.ChoiceField
            widget = forms.CheckboxSelectMultiple if step.several else forms.RadioSelect
            self.fields[step.fact] = kind(
                label=step.question, help_text=step.why, required=False, widget=widget, choices=choices
            )

    def clean(self) -> dict[str, Any]:
        """No ticks that deny one another."""
        told = super().clean() or {}
        for step in self.steps:
            if step.several and NONE in told.get(step.fact, ()) and len(told[step.fact]) > 1:
                self.add_error(step.fact, _("Tick what fits, or “None of these”, but not both."))
        return told

    def told(self) -> tuple[Told, ...]:
        """What valid answers say; every question that was on the page is not asked again."""
        has: dict[str, set[str]] = {}
        lacks: dict[str, set[str]] = {}
        unsure: set[str] = set()
        for fact, word, _question, _why in self.doubts:
            match self.cleaned_data.get(f"{fact}.{word}"):
                case "yes":
                    has.setdefault(fact, set()).add(word)
                case "no":
                    lacks.setdefault(fact, set()).add(word)
                case _:
                    unsure.add(fact)
        found: list[Told] = []
        for step in self.steps:
            chosen = self.cleaned_data.get(step.fact) or UNSURE
            if not step.several:
                values = {token(value): value for value, _label in step.options}
                found.append(Told(step.fact, values.get(chosen), chosen in values))
                continue
            words = {str(value) for value, _label in step.options}
            ticked = set(chosen) & words if chosen != UNSURE else set()
            has.setdefault(step.fact, set()).update(ticked)
            if chosen != UNSURE and UNSURE not in chosen:
                lacks.setdefault(step.fact, set()).update(words - ticked)
            else:
                unsure.add(step.fact)
        for fact in vocabulary().facts:
            if has.get(fact) or lacks.get(fact):
                part = Partial(has=frozenset(has.get(fact, ())), lacks=frozenset(lacks.get(fact, ())))
                found.append(Told(fact, part, fact not in unsure))
            elif fact in unsure:
                found.append(Told(fact, None, False))
        return tuple(found)


class ProofForm(Form):
    """A proof that somebody holds, and the draft it may belong to."""

    proof = forms.CharField(
        label=gettext_lazy("The proof, whole"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": gettext_lazy("Paste the whole text of the file.")},
    )
    draft = forms.CharField(
        label=gettext_lazy("The words of the draft, if you want to see whether it is the one"),
        required=False,
        max_length=LONGEST_DRAFT,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
