"""Who may do what with permissions and the register of accounts."""

from gatepost.web.schools.person import Person
from gatepost.web.schools.roles import ROLES

ASK = frozenset(ROLES) - {"dpo"}  # everybody whom a policy can bind
DECIDE = frozenset({"headteacher", "chair"})
SEE_ACCOUNTS = frozenset({"headteacher", "office", "chair", "dpo"})
CLOSE_ACCOUNTS = frozenset({"headteacher", "office"})


def may_ask(person: Person) -> bool:
    """Ask for permission; whoever decides may ask too, and somebody else decides."""
    return person.holds(*ASK)


def may_decide(person: Person) -> bool:
    """Look at requests that wait; which ones, `queries.requests` says."""
    return person.holds(*DECIDE)


def may_note_phones(person: Person) -> bool:
    """Note in the register of phones, too, that a pupil may bring one."""
    return person.holds("headteacher")


def may_see_accounts(person: Person) -> bool:
    """Read the register of accounts."""
    return person.holds(*SEE_ACCOUNTS)


def may_close_accounts(person: Person) -> bool:
    """Note that an account in the register has been closed, whoever owns it."""
    return person.holds(*CLOSE_ACCOUNTS)
