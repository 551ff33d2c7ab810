"""Passwords are checked against the account that has the address today."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser

from gatepost.web.schools.models import Account


class AddressBackend(AuthenticationBackend):
    """django-allauth's, but an address that an account once had opens nothing."""

    def _authenticate_by_email(self, email: str, password: str) -> AbstractBaseUser | None:
        return self._check_password(Account.objects.filter(email=email.lower()).first(), password)
