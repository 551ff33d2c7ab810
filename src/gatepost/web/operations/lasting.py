"""What ends by itself, cut to the length it may have: a clock that ran ahead for a while would have given it years."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connection

A_DAY = timedelta(days=1)  # longer than anything is counted against an address or an account


def cut_short(now: datetime) -> None:
    """End sessions, and forget what is counted against whoever signs in, that would last longer than any made now."""
    Session.objects.filter(expire_date__gt=now + timedelta(seconds=settings.SESSION_COOKIE_AGE) + A_DAY).delete()
    cache = caches["default"]
    if isinstance(cache, DatabaseCache):
        latest = connection.ops.adapt_datetimefield_value(now + A_DAY)
        with connection.cursor() as cursor:
            table = connection.ops.quote_name(str(settings.CACHES["default"]["LOCATION"]))
            cursor.execute(f"DELETE FROM {table} WHERE expires > %s", [latest])  # noqa: S608 - a name of ours
