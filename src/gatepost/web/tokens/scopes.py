"""What a token can be for: each scope opens the routes that name it, as far as its holder may open their pages."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SCOPES: dict[str, str | Promise] = {
    "policy": _("Read our policy, clause by clause"),
    "may-i": _("Ask May I…? (nothing that is asked is kept)"),
    "screen": _("See what a text holds (nothing of it is kept)"),
    "check": _("Check a draft with its photos (nothing of it is kept)"),
    "consents:read": _("Read which children may be shown where"),
    "terms": _("Read the school’s days, and what time of the school day it is"),
    "roll": _("Search the roll by name"),
    "waiting": _("See what waits for you"),
    "record": _("Read the newest head of the record"),
}


def labels(codes: Iterable[str]) -> tuple[str, ...]:
    """Scopes in words, in the order of the table."""
    held = set(codes)
    return tuple(str(words) for code, words in SCOPES.items() if code in held)
