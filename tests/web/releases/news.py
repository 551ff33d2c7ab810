"""A piece of news that is held, and what people are told of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine
from django.utils import timezone

from gatepost.web.notices.queries import waiting_for
from gatepost.web.releases import actions, queries
from gatepost.web.releases.actions import News
from gatepost.web.releases.models import Release
from gatepost.web.releases.queries import Words
from tests.web.cast import person

START = datetime(2026, 3, 17, 9, tzinfo=UTC)  # a Tuesday
STAFF, PARENTS, PUBLIC = START + timedelta(days=1), START + timedelta(days=2), START + timedelta(days=3, hours=3)
DRAFT = "Such sad news: Mrs Hill is retiring!"
UNKNOWN = "Something in this is not to be made public yet: ask the Headteacher."
NEWS = News(
    Words("Mrs Hill goes", ("Mrs Hill retires",)),
    {"staff": STAFF, "parents": PARENTS, "public": PUBLIC},
    frozenset({"office"}),
    frozenset(),
)


def at(moment: datetime) -> Any:
    return time_machine.travel(moment, tick=False)


def noted(news: News = NEWS, slug: str = "quillbrook") -> Release:
    return actions.note(person=person("head", slug), news=news)


def said(key: str, audience: str = "public", draft: str = DRAFT) -> list[str]:
    return [one.says for one in queries.warnings(person(key), draft, audience, timezone.now())]


def kinds(key: str) -> list[str]:
    return [one.kind for one in waiting_for(person(key)) if one.kind.startswith("release-")]
