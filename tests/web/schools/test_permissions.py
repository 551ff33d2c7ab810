"""What the page on people and roles says is what the permissions say."""

import pytest

from gatepost.web.record.registry import actions
from gatepost.web.schools import permissions
from gatepost.web.schools.person import Person
from gatepost.web.schools.roles import ROLES, Role, called
from tests.pages import ROOT, row, text

PAGE = "docs/people-and-roles.md"
GIVES = {
    frozenset(): "–",
    frozenset(ROLES): "all",
    permissions.EVERYDAY: "everyday",
    permissions.EVERYDAY | {"office", "clerk"}: "everyday and office",
}


def holder(role: str) -> Person:
    return Person(1, 1, 1, "Somebody", frozenset({role}))


def yes(answer: bool) -> str:
    return "yes" if answer else "–"


@pytest.mark.parametrize("role", ROLES.values(), ids=lambda role: role.code)
def test_the_table_of_the_page_says_what_each_role_may_do(role: Role) -> None:
    person = holder(role.code)
    assert row(PAGE, str(role.label), width=2)[1] == yes(role.second_factor)
    assert row(PAGE, str(role.label), width=6)[1:] == (
        yes(permissions.may_see_members(person)),
        GIVES[permissions.roles_to_give(person)],
        yes(permissions.may_see_cover(person)),
        yes(permissions.may_change_cover(person)),
        yes(permissions.may_change_settings(person)),
    )
    assert permissions.may_manage_members(person) == bool(permissions.roles_to_give(person))


def test_roles_held_together_may_do_what_each_may() -> None:
    both = Person(1, 1, 1, "Somebody", frozenset({"office", "dsl"}))
    assert permissions.roles_to_give(both) == permissions.EVERYDAY
    assert permissions.may_change_cover(both)


def test_every_role_has_a_name_in_both_countries_and_wales_has_no_dsl() -> None:
    for code in ROLES:
        assert called(code, "england")
        assert "lead" not in called(code, "wales") or code == "it-lead"
        assert "DSL" not in called(code, "wales")


@pytest.mark.parametrize("noun", ["membership", "invitation", "cover", "school"])
def test_every_action_of_the_registry_is_written_by_a_verb_and_the_other_way_round(noun: str) -> None:
    web = ROOT / "src/gatepost/web"
    verbs = [*(web / "schools/actions").glob("*.py"), *(web / "operations").glob("school_*.py")]
    code = "".join(text(str(one.relative_to(ROOT))) for one in sorted(verbs))
    for action in (one for one in actions() if one.startswith(f"{noun}.")):
        assert f'"{action}"' in code
