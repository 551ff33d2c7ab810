"""A school adopts a policy: what is in force on which day, who may decide it, and what stands in the record."""

import json
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

import pytest
from tests.web import cast

from gatepost.policy.faults import PolicyFaults
from gatepost.web.notices.models import Notice
from gatepost.web.policies import actions, due
from gatepost.web.policies.models import AdoptedPolicy, ProposedPolicy
from gatepost.web.policies.queries import Adopted, in_force, in_force_at, proposals, versions
from gatepost.web.record.models import CommitmentKey, Entry
from gatepost.web.schools.access import Refused
from gatepost.web.schools.models import Membership, RoleHeld, School
from gatepost.web.schools.person import Person, person_at, today
from gatepost.web.schools.scope import NoSchool, school_scope

pytestmark = pytest.mark.usefixtures("database")

DAY = timedelta(days=1)


def text_of(pack: str) -> bytes:
    return files("gatepost.policy").joinpath("packs", f"{pack}.md").read_bytes()


def adopt(person: Person, pack: str = "caldecote", on: date | None = None) -> AdoptedPolicy:
    return actions.adopt(person=person, source=text_of(pack), origin=pack, in_force_from=on or today())


def standing(on: date, slug: str = "quillbrook") -> str | None:
    school = cast.school(slug)
    with school_scope(school.pk):
        found = in_force(school, on)
    return found.origin if found else None


def entries(slug: str = "quillbrook") -> list[tuple[str, str, str]]:
    with school_scope(cast.school(slug).pk):
        rows = Entry.objects.filter(action__startswith="policy.").order_by("seq")
        return [(row.actor, row.action, row.thing) for row in rows]


def bare_school() -> School:
    """A school without a policy whose head is Quillbrook's."""
    school = School.objects.create(slug="newbury", name="Newbury Lane School", jurisdiction="wales")
    with school_scope(school.pk):
        member = Membership.objects.create(school=school, account=cast.account("head"))
        RoleHeld.objects.create(school=school, membership=member, role="headteacher", starts_on=date(2020, 9, 1))
    return school


def test_a_version_is_in_force_from_its_day_until_the_day_before_the_next() -> None:
    head = cast.person("head")
    with school_scope(head.school_id):
        adopt(head, "caldecote", today() + 10 * DAY)
        adopt(head, "rattlesden", today() + 20 * DAY)
    assert [standing(today() + n * DAY) for n in (0, 9, 10, 19, 20, 400)] == [
        "bullion-lane",
        "bullion-lane",
        "caldecote",
        "caldecote",
        "rattlesden",
        "rattlesden",
    ]
    assert standing(today() + 400 * DAY, "larksend") == "safe-use"


def test_before_the_first_policy_there_is_none() -> None:
    assert standing(date(2024, 8, 31)) is None
    assert standing(date(2024, 9, 1)) == "bullion-lane"


def test_of_two_versions_for_one_day_the_later_decision_counts() -> None:
    head = cast.person("head")
    with school_scope(head.school_id):
        adopt(head, "caldecote")
        adopt(head, "rattlesden")
        assert [(one.row.origin, one.state) for one in versions()] == [
            ("rattlesden", "in-force"),
            ("caldecote", "replaced"),
            ("bullion-lane", "past"),
        ]
    assert standing(today()) == "rattlesden"


def test_a_version_withdrawn_before_it_begins_leaves_what_was() -> None:
    head = cast.person("head")
    with school_scope(head.school_id):
        coming = adopt(head, "caldecote", today() + DAY)
        assert [(one.state, one.until) for one in versions()] == [("coming", None), ("in-force", today())]
        actions.withdraw(person=head, adopted=coming)
        assert [(one.state, one.until) for one in versions()] == [("withdrawn", None), ("in-force", None)]
        with pytest.raises(actions.NotAdopted, match="withdrawn before"):
            actions.withdraw(person=head, adopted=coming)
    assert standing(today() + 2 * DAY) == "bullion-lane"


def test_a_version_that_has_begun_is_never_withdrawn() -> None:
    head = cast.person("head")
    with school_scope(head.school_id):
        (only,) = versions()
        with pytest.raises(actions.NotAdopted, match="has begun"):
            actions.withdraw(person=head, adopted=only.row)
    assert standing(today()) == "bullion-lane"


def test_a_later_version_never_begins_in_the_past_and_a_first_one_may() -> None:
    head = cast.person("head")
    with school_scope(head.school_id), pytest.raises(actions.NotAdopted, match="cannot begin in the past"):
        adopt(head, "caldecote", today() - DAY)
    school = bare_school()
    with school_scope(school.pk):
        assert in_force(school) is None
        new_head = person_at(cast.account("head").pk)
        assert new_head is not None
        adopt(new_head, "llandough", date(2021, 9, 1))
        found = in_force(school, date(2021, 9, 1))
    assert isinstance(found, Adopted)
    assert found.offices["dsl"] == "designated safeguarding person"
    assert standing(today()) == "bullion-lane"


def test_nobody_adopts_for_a_year_that_was_mistyped() -> None:
    head = cast.person("head")
    with school_scope(head.school_id), pytest.raises(actions.NotAdopted, match="Check the year"):
        adopt(head, on=today().replace(year=today().year + 10, day=1))


@pytest.mark.parametrize("key", ["head", "chair"])
def test_the_head_and_the_chair_adopt(key: str) -> None:
    person = cast.person(key)
    with school_scope(person.school_id):
        adopted = adopt(person)
    assert entries()[-1] == (person.actor, "policy.adopted", f"policy:{adopted.pk}")


@pytest.mark.parametrize("key", ["teacher", "dsl", "office", "clerk", "governor", "it", "dpo", "parent"])
def test_nobody_else_proposes_adopts_discards_or_withdraws(key: str) -> None:
    head, person = cast.person("head"), cast.person(key)
    with school_scope(head.school_id):
        coming = adopt(head, on=today() + DAY)
        proposed = actions.propose(person=head, source=text_of("caldecote"), origin="caldecote", in_force_from=today())
        before = entries()
        for refused in (
            lambda: actions.propose(person=person, source=b"", origin="file", in_force_from=today()),
            lambda: adopt(person),
            lambda: actions.discard(person=person, proposed=proposed),
            lambda: actions.withdraw(person=person, adopted=coming),
        ):
            with pytest.raises(Refused):
                refused()
        assert ProposedPolicy.objects.count() == 1
        assert versions()[0].state == "coming"
    assert entries() == before


def test_the_record_commits_to_the_text_and_holds_no_word_of_it() -> None:
    head = cast.person("head")
    with school_scope(head.school_id):
        adopted = adopt(head)
        entry = Entry.objects.get(action="policy.adopted", thing=f"policy:{adopted.pk}")
        assert list(json.loads(entry.body)["commitments"]) == ["text"]
        assert CommitmentKey.objects.filter(entry=entry, name="text").exists()
    assert "Caldecote" not in entry.body


@pytest.mark.parametrize("source", [b"", b"# Only a heading\n", text_of("caldecote").replace(b"who:", b"whom:", 1)])
def test_a_text_with_faults_is_neither_proposed_nor_adopted(source: bytes) -> None:
    head = cast.person("head")
    with school_scope(head.school_id):
        with pytest.raises(PolicyFaults):
            actions.propose(person=head, source=source, origin="file", in_force_from=today())
        with pytest.raises(PolicyFaults):
            actions.adopt(person=head, source=source, origin="file", in_force_from=today())
        assert not proposals()
        assert len(versions()) == 1


def test_a_text_of_more_than_200_kb_is_refused() -> None:
    head = cast.person("head")
    with school_scope(head.school_id), pytest.raises(actions.NotAdopted, match="200 kB"):
        actions.propose(person=head, source=b"x" * 200_001, origin="file", in_force_from=today())


def test_a_proposal_is_gone_once_it_is_adopted_discarded_or_a_month_old() -> None:
    head = cast.person("head")
    with school_scope(head.school_id):
        first, second, third = (
            actions.propose(person=head, source=text_of("caldecote"), origin="caldecote", in_force_from=today())
            for _ in range(3)
        )
        actions.adopt(
            person=head, source=first.text.encode(), origin="caldecote", in_force_from=today(), proposed=first
        )
        actions.discard(person=head, proposed=second)
        due.run(cast.school(), third.proposed_at + 29 * DAY)
        assert [one.pk for one in proposals()] == [third.pk]
        due.run(cast.school(), third.proposed_at + 31 * DAY)
        assert not proposals()
    assert [action for _actor, action, _thing in entries()][1:] == [
        "policy.proposed",
        "policy.proposed",
        "policy.proposed",
        "policy.adopted",
        "policy.discarded",
        "policy.expired",
    ]


def test_a_proposal_is_adopted_once_even_where_two_people_press_at_once() -> None:
    head, chair = cast.person("head"), cast.person("chair")
    with school_scope(head.school_id):
        given: dict[str, Any] = {"source": text_of("caldecote"), "origin": "caldecote", "in_force_from": today()}
        proposed = actions.propose(person=head, **given)
        seen_by_the_chair = ProposedPolicy.objects.get()
        actions.adopt(person=head, proposed=proposed, **given)
        with pytest.raises(actions.NotAdopted, match="not on the table"):
            actions.adopt(person=chair, proposed=seen_by_the_chair, **given)
        assert len(versions()) == 2


def test_a_proposal_that_was_adopted_meanwhile_is_not_taken_off_the_table_again() -> None:
    head, chair = cast.person("head"), cast.person("chair")
    with school_scope(head.school_id):
        given: dict[str, Any] = {"source": text_of("caldecote"), "origin": "caldecote", "in_force_from": today()}
        proposed = actions.propose(person=head, **given)
        seen_by_the_chair = ProposedPolicy.objects.get()
        actions.adopt(person=head, proposed=proposed, **given)
        with pytest.raises(actions.NotAdopted, match="not on the table"):
            actions.discard(person=chair, proposed=seen_by_the_chair)
    assert entries()[-1][1] == "policy.adopted"


def waiting(key: str) -> list[str]:
    person = cast.person(key)
    with school_scope(person.school_id):
        rows = Notice.objects.filter(membership_id=person.membership_id, kind__startswith="policy-", read_at=None)
        return [row.kind for row in rows]


def test_whoever_else_may_adopt_learns_of_a_proposal_until_it_is_settled() -> None:
    head = cast.person("head")
    with school_scope(head.school_id):
        seen, left = (
            actions.propose(person=head, source=text_of("caldecote"), origin="caldecote", in_force_from=today())
            for _ in range(2)
        )
    assert waiting("chair") == ["policy-proposed", "policy-proposed"]
    assert waiting("head") == waiting("teacher") == []
    with school_scope(head.school_id):
        actions.discard(person=head, proposed=left)
        actions.adopt(person=head, source=seen.text.encode(), origin="caldecote", in_force_from=today(), proposed=seen)
    assert waiting("chair") == ["policy-adopted"]


def test_another_schools_versions_are_never_read_nor_written() -> None:
    head = cast.person("head")
    with school_scope(head.school_id):
        adopt(head, "caldecote", today() + DAY)
        proposed = actions.propose(person=head, source=text_of("caldecote"), origin="caldecote", in_force_from=today())
    other = cast.person("head", "larksend")
    with school_scope(other.school_id):
        assert [one.row.origin for one in versions()] == ["safe-use"]
        assert not proposals()
        with pytest.raises(NoSchool):
            actions.discard(person=other, proposed=proposed)
    found = in_force_at("larksend")
    assert found is not None
    assert found.origin == "safe-use"
    assert in_force_at("no-such-school") is None


def test_one_text_is_compiled_once_however_many_schools_adopt_it() -> None:
    head = cast.person("head")
    with school_scope(head.school_id):
        adopt(head, "caldecote")
    ours, theirs = in_force_at("quillbrook"), in_force_at("wrenmoor")
    assert ours is not None
    assert theirs is not None
    assert ours.book is theirs.book
    assert ours.offices == theirs.offices
