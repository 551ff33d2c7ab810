"""Which modules are on, and why not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from gatepost.web.modules.models import Signature, Switch
from gatepost.web.modules.registry import Module, module, modules
from gatepost.web.schools.person import Person, today

SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class State:
    """A module at the open school. `signature` is under the words as they stand; `earlier` under older words."""

    module: Module
    signature: Signature | None
    earlier: Signature | None
    wanted: bool

    @property
    def on(self) -> bool:
        """Switched on, and signed, and the signature's review not overdue."""
        return self.wanted and self.signature is not None and not self.overdue

    @property
    def overdue(self) -> bool:
        """Whether the day of review has passed."""
        return self.signature is not None and self.signature.review_on < today()

    def to_sign(self, on: date) -> bool:
        """Whether the officer's signature is wanted: there is none, or it runs out within SOON. One that was given for
        so short a time is wanted again only once it has run out.
        """
        if not self.wanted or self.signature is None:
            return self.wanted
        left = self.signature.review_on - on
        given_for = self.signature.review_on - timezone.localdate(self.signature.signed_at)
        return left < timedelta() or (left <= SOON < given_for)


def is_on(code: str) -> bool:
    """Whether a module is on at the open school; raises UnknownModule."""
    return state(code).on


def state(code: str) -> State:
    """One module at the open school; raises UnknownModule."""
    known = module(code)
    return _state(
        known,
        list(Signature.objects.filter(module=code).select_related("signed_by__account").order_by("signed_at", "pk")),
        Switch.objects.filter(module=code).first(),
    )


def states() -> tuple[State, ...]:
    """Every module at the open school, in two queries."""
    signatures = list(Signature.objects.order_by("signed_at", "pk"))
    switches = {one.module: one for one in Switch.objects.all()}
    return tuple(
        _state(known, [one for one in signatures if one.module == code], switches.get(code))
        for code, known in modules().items()
    )


def _state(known: Module, signatures: Sequence[Signature], switch: Switch | None) -> State:
    latest = signatures[::-1]
    current = next((one for one in latest if one.version == known.version), None)
    earlier = next((one for one in latest if one.version != known.version), None)
    return State(known, current, earlier, switch is not None and switch.wanted)


def to_sign(person: Person) -> int:
    """How many wanted modules wait for this person's signature."""
    if not person.holds("dpo"):
        return 0
    return sum(one.to_sign(today()) for one in states())
