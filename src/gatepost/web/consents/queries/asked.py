"""What the open school asks, in which words, and until when an answer lasts."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from gatepost.terms.year import usual_reach
from gatepost.web.consents.languages import ENGLISH
from gatepost.web.consents.models import Asking, Wording
from gatepost.web.consents.purposes import DEFAULTS, Purpose, from_code, in_order
from gatepost.web.terms.queries import kept

PHOTO_CONSENTS = "photo-consents"  # the module
LEAST = timedelta(days=60)  # an answer given so shortly before the end of the year is meant for the next one


def asked() -> tuple[Purpose, ...]:
    """What the school asks, in the order of the forms."""
    row = Asking.objects.first()
    return in_order(from_code(code) for code in row.purposes) if row and row.purposes else DEFAULTS


def wordings() -> tuple[Wording, ...]:
    """Every version that the school has keyed, the newest first."""
    return tuple(Wording.objects.order_by("-number"))


def current_wording() -> tuple[int, dict[str, str]]:
    """Number and texts of what parents read now; 0 with our own text where the school has keyed none."""
    row = Wording.objects.order_by("-number").first()
    return (row.number, dict(row.texts)) if row else (0, {ENGLISH: usual_text()})


def counting_from() -> int:
    """The oldest version under which a yes still counts."""
    for row in wordings():
        if not row.earlier_count:
            return int(row.number)
    return 0


def usual_text() -> str:
    """What parents read where the school has not keyed words of its own."""
    return _(
        "We like to show what happens at our school. We ask you before we show your child. You may say yes to some of "
        "this and no to the rest, and you may change your mind at any time: tell the school office, or answer again. "
        "Nothing changes for your child if you say no. Yes lasts until the end of the school year."
    )


def lasts_until(day: date) -> date:
    """The last day of an answer that is given on a day: the end of the school year, or of the next where that is near.

    The years are those that the school has entered; where there is none, they end on 31 August.
    """
    ends = _year_ends(day)
    return _year_ends(ends + timedelta(days=1)) if ends - day < LEAST else ends


def _year_ends(day: date) -> date:
    known = [year.ends for year in kept().years if year.starts <= day <= year.ends]
    if known:
        return max(known)
    _name, _first, last = usual_reach(day)
    usual = date(last.year, 8, 31)
    return usual if day <= usual else date(last.year + 1, 8, 31)
