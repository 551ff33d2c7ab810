"""The database itself refuses to change an answer: to the site, and to whoever owns the database."""

import pytest
from django.db import DatabaseError, connection, transaction

from gatepost.web.consents.models import Answer
from tests.web.consents.families import adult, consents, pupil, reason, says
from tests.web.databases import ON_POSTGRESQL
from tests.web.record.filled import owner

pytestmark = pytest.mark.usefixtures("database")

CHANGE = "UPDATE consents_answer SET says = 'yes'"


def refused(sql: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_no_sql_changes_an_answer_or_puts_another_in_its_place() -> None:
    with consents():
        child = pupil()
        says(child, adult(child, "Ada"), False)
        refused(CHANGE)
        if ON_POSTGRESQL:
            refused("TRUNCATE consents_answer")
        else:
            refused("INSERT OR REPLACE INTO consents_answer SELECT * FROM consents_answer")
        assert Answer.objects.get().says == "no"


def test_whoever_owns_the_database_is_refused_too() -> None:
    with consents():
        child = pupil()
        says(child, adult(child, "Ada"), False)
    with pytest.raises(DatabaseError):
        owner(CHANGE)
    with consents():
        assert reason(child) == "refused"
