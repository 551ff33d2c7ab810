"""Whether anybody's name or address stands in the record of any school: it must not, whatever happened."""

import re

from django.db import connections

from tests.web.databases import ON_POSTGRESQL

_WORD = re.compile(r"[A-Z][a-z]+")  # the record itself writes in lower case


def people_in_the_record() -> set[str]:
    """The names and e-mail addresses of accounts that stand in an entry."""
    with connections["owner" if ON_POSTGRESQL else "default"].cursor() as cursor:
        cursor.execute("SELECT body FROM record_entry")
        bodies = "\n".join(str(body) for (body,) in cursor.fetchall())
        cursor.execute("SELECT name, email FROM schools_account")
        accounts = [(str(name), str(email or "")) for name, email in cursor.fetchall()]
    words = set(_WORD.findall(bodies))
    named = {name for name, _email in accounts if words & set(_WORD.findall(name))}
    return named | {email for _name, email in accounts if email and email in bodies}
