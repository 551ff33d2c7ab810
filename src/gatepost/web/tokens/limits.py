"""How often a program may ask with one token, counted in the database for every process."""

from datetime import datetime

from django.core.cache import cache
from django.db import transaction

from gatepost.web.tokens.models import Token

A_MINUTE = 60  # questions of one token in a minute of the clock


def too_often(token: Token, now: datetime, counts_as: int = 1) -> int:
    """Count a question, as one or as several; 0 while the token may ask, else the seconds until it may again."""
    minute = int(now.timestamp()) // 60
    key = f"token:{token.pk}:{minute}"
    with transaction.atomic():
        # The cache reads a number and writes the next; the row's lock lets nobody count in between.
        Token.objects.select_for_update().filter(pk=token.pk).first()
        cache.add(key, 0, 120)
        count = cache.incr(key, counts_as)
    return 0 if count <= A_MINUTE else max(1, (minute + 1) * 60 - int(now.timestamp()))
