"""A person's safe phrase: choosing, unlocking, changing and losing it. It is theirs at every school."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django_scopes import get_scope

from gatepost.sealing.faults import CannotOpen
from gatepost.sealing.keyring import STRENGTH, Locked, PrivateKey, PublicKey, Strength, hold, lock, new_pair
from gatepost.sealing.keyring import unlock as unlock_key
from gatepost.sealing.phrase import weakness
from gatepost.web.notices.actions import notify
from gatepost.web.record.actions import append
from gatepost.web.safe.models import SafeKey, Unlocked
from gatepost.web.safe.permissions import WITHOUT_PHRASE
from gatepost.web.safe.sessions import hash_of
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.models import Account, School
from gatepost.web.schools.person import Person, holding, person_at, schools_of
from gatepost.web.schools.scope import school_scope
from gatepost.web.signin.queries import belongings

UNLOCKED_FOR = timedelta(minutes=15)
MOST_TRIES, COUNTED_FOR = 5, timedelta(minutes=15)


def key_of(account_id: int) -> SafeKey | None:
    """The key that an account uses, or None before it has chosen a phrase."""
    return SafeKey.objects.filter(account_id=account_id, replaced_at__isnull=True).first()


def is_enrolled(account_id: int) -> bool:
    """Whether an account has chosen a phrase."""
    return SafeKey.objects.filter(account_id=account_id, replaced_at__isnull=True).exists()


def may_enrol(account: Account) -> bool:
    """Whether somebody may have a phrase at any of their schools."""
    return any(one.roles - WITHOUT_PHRASE for one in belongings(account.pk))


def enrol(*, account: Account, phrase: str, strength: Strength = STRENGTH) -> SafeKey:
    """Choose the first phrase. Raises Fault where it is weak, and where there is one already."""
    _refuse_stranger(account)
    _refuse_weak(account, phrase)
    private = new_pair()
    locked = _locked(private, phrase, strength)
    try:
        with transaction.atomic():
            made = _new_key(account, private, locked)
            _everywhere(account, partial(_entry, action="safe.enrolled", public=private.public))
    except IntegrityError:
        raise Fault(_("You have a safe phrase already: you chose it in another window just now.")) from None
    return made


def unlock(*, account: Account, phrase: str, session_key: str) -> bytes:
    """Unlock for this session; returns the key that is for the browser alone.

    Raises Fault for a wrong phrase, always in the same words, and after too many tries.
    """
    if not session_key:
        raise ValueError("a safe is unlocked in a session")
    key, private = _tried(account, phrase)
    token, held = hold(private)
    with transaction.atomic():
        # The phrase may have been changed or given up while it was being tried.
        if not SafeKey.objects.select_for_update().filter(pk=key.pk, locked=key.locked, replaced_at=None).exists():
            raise Fault(_("Your safe phrase was changed just now. Type the new one."))
        Unlocked.objects.update_or_create(
            session_hash=hash_of(session_key),
            defaults={"safe_key": key, "held": held, "until": timezone.now() + UNLOCKED_FOR},
        )
    return token


def lock_now(*, session_key: str) -> None:
    """Lock what this session has open."""
    Unlocked.objects.filter(session_hash=hash_of(session_key)).delete()


def change_phrase(*, account: Account, old: str, new: str, strength: Strength = STRENGTH) -> None:
    """Put the same key under another phrase; every browser is locked. Raises Fault, with the field."""
    _refuse_weak(account, new)
    try:
        key, private = _tried(account, old)
    except Fault as fault:
        raise Fault(str(fault), "old") from None
    locked, now = _locked(private, new, strength).to_bytes(), timezone.now()
    with transaction.atomic():
        if not SafeKey.objects.filter(pk=key.pk, locked=key.locked).update(locked=locked, locked_at=now):
            raise Fault(_("Your safe phrase was changed just now, in another window."))
        Unlocked.objects.filter(safe_key=key).delete()
        _everywhere(account, partial(_entry, action="safe.phrase-changed"))


def lose_phrase(*, account: Account, phrase: str, strength: Strength = STRENGTH) -> SafeKey:
    """Begin anew with a new key and phrase, because the old phrase is lost: what was sealed to the old key stays shut
    until somebody gives access again. Tells the person, the chair and the data protection officer at each school.

    Raises Fault where the phrase is weak.
    """
    _refuse_stranger(account)
    _refuse_weak(account, phrase)
    private = new_pair()
    locked = _locked(private, phrase, strength)
    with transaction.atomic():
        old = SafeKey.objects.select_for_update().filter(account=account, replaced_at__isnull=True).first()
        if old is None:
            raise Refused("they have no phrase to lose")
        Unlocked.objects.filter(safe_key=old).delete()
        old.locked, old.replaced_at = b"", timezone.now()
        old.save(update_fields=["locked", "replaced_at"])
        made = _new_key(account, private, locked)
        _everywhere(account, partial(_tell_of_loss, public=private.public))
    return made


def _new_key(account: Account, private: PrivateKey, locked: Locked) -> SafeKey:
    now = timezone.now()
    return SafeKey.objects.create(
        account=account, public=private.public.raw, locked=locked.to_bytes(), made_at=now, locked_at=now
    )


def _locked(private: PrivateKey, phrase: str, strength: Strength) -> Locked:
    try:
        return lock(private, phrase, strength)
    except MemoryError:
        raise Fault(_busy()) from None


def _tried(account: Account, phrase: str) -> tuple[SafeKey, PrivateKey]:
    """The account's key, opened with the phrase; each try is counted before it is made."""
    now = timezone.now()
    key = _counted(account, now)
    try:
        private = unlock_key(Locked.from_bytes(bytes(key.locked)), phrase)
    except CannotOpen:
        if key.tries >= MOST_TRIES:
            with transaction.atomic():
                _everywhere(account, partial(_entry, action="safe.locked-out"))
        raise Fault(_("That is not your safe phrase. Check it and type it again.")) from None
    except MemoryError:
        raise Fault(_busy()) from None
    SafeKey.objects.filter(pk=key.pk).update(tries=0, first_try_at=None)
    if private.public.raw != bytes(key.public):
        with transaction.atomic():
            _everywhere(account, _tell_of_alteration)
        raise Fault(
            _(
                "The key that others seal to for you is not the one you made: somebody has changed it in the database. "
                "Your safe stays locked. Tell the data protection officer now."
            )
        )
    return key, private


def _busy() -> str:
    return _("This site is too busy for safe phrases at the moment. Try again in a minute.")


def _counted(account: Account, now: datetime) -> SafeKey:
    with transaction.atomic():
        key = SafeKey.objects.select_for_update().filter(account=account, replaced_at__isnull=True).first()
        if key is None:
            raise Refused("they have no phrase")
        # Two machines' clocks differ a little: only a time far off, on either side, begins anew.
        if key.first_try_at is None or abs(now - key.first_try_at) > COUNTED_FOR:
            key.tries, key.first_try_at = 0, now
        if key.tries >= MOST_TRIES:
            again = timezone.localtime(key.first_try_at + COUNTED_FOR)
            raise Fault(_("Too many tries. Try again after {time}.").format(time=time_format(again, "H:i")))
        key.tries += 1
        key.save(update_fields=["tries", "first_try_at"])
    return key


def _refuse_weak(account: Account, phrase: str) -> None:
    schools = School.objects.filter(pk__in=schools_of(account.pk)).values_list("name", flat=True)
    if sentence := weakness(phrase, account.name, account.email or "", *schools):
        raise Fault(_(sentence), "phrase")


def _refuse_stranger(account: Account) -> None:
    if not may_enrol(account):
        raise Refused("a phrase is for those whom something sealed can reach")


def _everywhere(account: Account, do: Callable[[Person], None]) -> None:
    """Do something for the account as a member of each of its schools, inside that school's scope: of the one whose
    scope is open, else of all in the order of their numbers, since each entry locks a record.
    """
    here = get_scope().get("school")
    for school_id in (here,) if here else sorted(schools_of(account.pk)):
        with school_scope(school_id):
            person = person_at(account.pk)
            if person is not None:
                do(person)


def _tell_of_loss(person: Person, public: PublicKey) -> None:
    _tell(person, "safe-phrase-lost")
    _entry(person, "safe.phrase-lost", public)


def _tell_of_alteration(person: Person) -> None:
    _tell(person, "safe-key-altered")
    _entry(person, "safe.key-altered")


def _tell(person: Person, kind: str) -> None:
    for membership_id in {person.membership_id, *holding("chair", "dpo")}:
        notify(membership_id=membership_id, kind=kind, thing=f"membership:{person.membership_id}")


def _entry(person: Person, action: str, public: PublicKey | None = None) -> None:
    """`public` is committed to: it can be shown later which key was made then."""
    append(
        school_id=person.school_id,
        actor=person.actor,
        role=person.role_words,
        action=action,
        thing=f"membership:{person.membership_id}",
        contents={"public": public.raw} if public else None,
    )
