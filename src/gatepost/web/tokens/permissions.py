"""Who may do what with tokens."""

from gatepost.web.schools.person import Person
from gatepost.web.schools.roles import needs_second_factor

OVERSEE = frozenset({"headteacher", "it-lead"})


def may_hold_tokens(person: Person) -> bool:
    """Make tokens of their own: whoever signs in with a second proof, since a token stands for both proofs."""
    return needs_second_factor(person.roles)


def may_oversee_tokens(person: Person) -> bool:
    """See that others have tokens, and revoke them."""
    return person.holds(*OVERSEE)
