"""What one's own page shows."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount

from gatepost.web.schools.models import Account, Membership, School
from gatepost.web.schools.permissions import may_reset
from gatepost.web.schools.person import Person, schools_of, today
from gatepost.web.schools.roles import ROLES, called, needs_second_factor
from gatepost.web.schools.scope import own_rows_scope

PARENT = frozenset({"parent"})


@dataclass(frozen=True, slots=True)
class Belonging:
    """A school that somebody belongs to today, and as what."""

    school: School
    roles: frozenset[str]

    @property
    def labels(self) -> tuple[str, ...]:
        """The roles in the words of the school's country, in the order of the table of roles."""
        return tuple(called(code, self.school.jurisdiction) for code in ROLES if code in self.roles)


@dataclass(frozen=True, slots=True)
class Security:
    """How an account can be opened."""

    app: bool
    passkeys: int
    recovery_codes: int  # still unused
    password: bool
    connected: tuple[SocialAccount, ...]

    @property
    def second_factor(self) -> bool:
        """Whether there is a second proof at all."""
        return self.app or self.passkeys > 0


def belongings(account_id: int) -> tuple[Belonging, ...]:
    """Where somebody belongs today, by the schools' names. Three queries, however many schools."""
    day = today()
    ids = schools_of(account_id)
    roles: dict[int, set[str]] = {one: set() for one in ids}
    with own_rows_scope(account_id):
        held = Membership.objects.filter(account_id=account_id, ended_at__isnull=True, school_id__in=ids).values_list(
            "school_id", "roles__role", "roles__starts_on", "roles__ends_on"
        )
        for school_id, role, starts_on, ends_on in held:
            if starts_on <= day and (ends_on is None or ends_on >= day):
                roles[school_id].add(role)
    return tuple(
        Belonging(school, frozenset(roles[school.pk])) for school in School.objects.filter(pk__in=ids).order_by("name")
    )


def must_show_two(found: tuple[Belonging, ...]) -> bool:
    """Whether a role at any of these schools needs a second proof."""
    return any(needs_second_factor(one.roles) for one in found)


def may_set_up(found: tuple[Belonging, ...]) -> bool:
    """Whether somebody may add ways in: whoever is more than a parent at a school. Parents sign in by code alone."""
    return any(one.roles - PARENT for one in found)


def may_help_back_in(person: Person, member: Membership) -> bool:
    """Whether the person may remove this member's second proofs.

    Whoever looks after IT often runs the mailboxes too, so with this they could sign in as anybody whose codes arrive
    there. Their own school sees it in its record; another school, to which the member's second proof opens as much,
    does not. For such a member it takes a headteacher or the chair.
    """
    if not may_reset(person):
        return False
    elsewhere = (one for one in belongings(member.account_id) if one.school.pk != person.school_id)
    return person.holds("headteacher", "chair") or not any(needs_second_factor(one.roles) for one in elsewhere)


def has_second_proof(account_id: int) -> bool:
    """Whether the account has set up an authenticator app or a passkey. Always one query."""
    proofs = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return Authenticator.objects.filter(user_id=account_id, type__in=proofs).exists()


def security(account: Account) -> Security:
    """How this account can be opened."""
    kept = list(Authenticator.objects.filter(user=account))
    codes = next((one for one in kept if one.type == Authenticator.Type.RECOVERY_CODES), None)
    return Security(
        app=any(one.type == Authenticator.Type.TOTP for one in kept),
        passkeys=sum(one.type == Authenticator.Type.WEBAUTHN for one in kept),
        recovery_codes=len(codes.wrap().get_unused_codes()) if codes else 0,
        password=account.has_usable_password(),
        connected=tuple(SocialAccount.objects.filter(user=account).order_by("provider")),
    )
