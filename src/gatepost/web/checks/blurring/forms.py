"""What is sent to make faces unrecognisable: the photo, then its boxes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gatepost.web.checks.blurring.placed import MOST_BOXES, Placed, cut
from gatepost.web.checks.drafts.uploads import LARGEST_PHOTO
from gatepost.web.forms import Form

SIZES = (("small", gettext_lazy("Small")), ("middle", gettext_lazy("Middle")), ("large", gettext_lazy("Large")))
LENGTHS = ("width", "height")
NEXT = "next"  # in the place of a number
SIDES = {
    "left": gettext_lazy("From the left"),
    "top": gettext_lazy("From the top"),
    "width": gettext_lazy("Width"),
    "height": gettext_lazy("Height"),
}

_FIELD = re.compile(r"(?:left|top|width|height)_([1-9][0-9]{0,3})")
_HUNDREDTHS = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]))?")


class PhotoForm(Form):
    """The photo. `refused`: why the one that was there before is not taken."""

    photo = forms.FileField(
        label=gettext_lazy("The photo"),
        help_text=gettext_lazy("JPEG, PNG, WebP or GIF, at most 25 MB."),
        required=False,
        allow_empty_file=True,  # of one that is too large nothing arrives but its size
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )

    def __init__(self, *args: Any, refused: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refused = refused

    def clean_photo(self) -> Any:
        """A file that arrived whole."""
        sent = self.cleaned_data["photo"]
        if self.refused:
            raise forms.ValidationError(self.refused)
        if sent is None:
            raise forms.ValidationError(_("Choose a photo."))
        if sent.size > LARGEST_PHOTO:
            most = {"most": LARGEST_PHOTO // (1024 * 1024)}
            raise forms.ValidationError(
                _("This photo is larger than %(most)d MB. Send a smaller copy, or a screenshot of it.") % most
            )
        if not sent.size:
            raise forms.ValidationError(_("This file is empty. Choose it again."))
        return sent


class Hundredths(forms.Field):
    """A part of a side as people type it, 12 or 12.5 hundredths; in Python thousandths, from `least` to `most`.

    `says`: the sentence for whatever is no such number.
    """

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "govuk-input--width-3"})

    def __init__(self, *, least: int, most: int, says: str, **kwargs: Any) -> None:
        super().__init__(error_messages={"required": says}, **kwargs)
        self.least, self.most, self.says = least, most, says

    def to_python(self, value: Any) -> int | None:
        """The thousandths; raises ValidationError."""
        if value in self.empty_values:
            return None
        written = _HUNDREDTHS.fullmatch(str(value).strip())
        thousandths = int(written[1]) * 10 + int(written[2] or 0) if written else -1
        if not self.least <= thousandths <= self.most:
            raise forms.ValidationError(self.says)
        return thousandths


@dataclass(frozen=True, slots=True)
class Row:
    """A box in the list: `number` stands in the names of its fields, `place` is shown; `box` where it is sound."""

    number: str
    place: int
    fields: tuple[forms.BoundField, ...]
    proposed: bool
    box: Placed | None


class BoxesForm(Form):
    """The boxes of a photo, and how large the next one will be."""

    size = forms.ChoiceField(
        label=gettext_lazy("How large is the next box?"),
        choices=SIZES,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Mapping[str, Any], numbers: Sequence[str]) -> None:
        """`numbers`: those in the names of the fields of each box."""
        super().__init__(data)
        self.numbers = tuple(numbers)[:MOST_BOXES]
        self.too_many = len(numbers) > MOST_BOXES
        for place, number in enumerate(self.numbers, 1):
            for side in SIDES:
                self.fields[f"{side}_{number}"] = part(side, str(place))
            self.fields[f"proposed_{number}"] = forms.BooleanField(required=False, widget=forms.HiddenInput)

    @classmethod
    def sent(cls, data: Mapping[str, Any], without: str = "") -> "BoxesForm":
        """The form as it came back, without the box of this number."""
        found = dict.fromkeys(match[1] for name in data if (match := _FIELD.fullmatch(name)))
        return cls(data, [number for number in found if number != without])

    @classmethod
    def showing(cls, boxes: Sequence[Placed], size: str = "middle") -> "BoxesForm":
        """The form with these boxes in it."""
        told = {"size": size}
        for number, box in enumerate(boxes, 1):
            told |= {f"{side}_{number}": one for side, one in zip(SIDES, box.hundredths, strict=True)}
            told[f"proposed_{number}"] = "1" if box.proposed else ""
        return cls(told, [str(number) for number in range(1, len(boxes) + 1)])

    def clean(self) -> dict[str, Any]:
        """Not too many boxes."""
        told = super().clean() or {}
        if self.too_many:
            self.add_error(None, too_many())
        return told

    @property
    def size_of_next(self) -> str:
        """How large the next box will be."""
        return self.cleaned_data.get("size") or "middle"

    @property
    def boxes(self) -> tuple[Placed, ...]:
        """The boxes of a valid form, without what reaches over the edges."""
        return tuple(row.box for row in self.rows if row.box is not None)

    @property
    def full(self) -> bool:
        """Whether there is no room for another."""
        return len(self.numbers) >= MOST_BOXES

    @property
    def rows(self) -> Iterator[Row]:
        """Each box for the list."""
        self.is_valid()
        for place, number in enumerate(self.numbers, 1):
            told = [self.cleaned_data.get(f"{side}_{number}") for side in SIDES]
            is_proposed = bool(self.cleaned_data.get(f"proposed_{number}"))
            sound = [one for one in told if one is not None]
            box = None
            if len(sound) == len(SIDES):
                left, top, width, height = sound
                box = cut(left, top, width, height, is_proposed)
            yield Row(number, place, tuple(self[f"{side}_{number}"] for side in SIDES), is_proposed, box)

    @property
    def blank(self) -> Row:
        """A box that a script can add to the list."""
        fields = {f"{side}_{NEXT}": part(side, "") for side in SIDES}
        empty = Form()
        empty.fields.update(fields)
        return Row(NEXT, 0, tuple(empty[name] for name in fields), False, None)


def part(side: str, place: str) -> Hundredths:
    """The field of one side of the box at this place in the list."""
    least, most = (1, 100) if side in LENGTHS else (0, 99)
    told = {"box": place, "side": SIDES[side], "least": least, "most": most}
    says = _("Box %(box)s, %(side)s: type a number from %(least)d to %(most)d, such as 12.5.") % told
    return Hundredths(least=least * 10, most=most * 10, says=says, label=SIDES[side])


def too_many() -> str:
    """What is said of more boxes than a photo can have."""
    most = {"most": MOST_BOXES}
    return _("A photo can have at most %(most)d boxes. Cover people who stand together with one large box.") % most
