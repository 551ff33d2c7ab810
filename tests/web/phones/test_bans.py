"""Who may bring a phone and who is banned: a need outranks a ban, and few read why."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connections

from gatepost.web.people.actions.roll import take_off
from gatepost.web.people.models import OnRoll
from gatepost.web.phones import actions, queries
from gatepost.web.phones.actions import Leave
from gatepost.web.phones.models import ICT, NEEDS, REASONS, Ban, Handing, Permission
from gatepost.web.record.models import Entry
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.person import today
from gatepost.web.schools.scope import school_scope
from tests.web.cast import person, school, sign_in
from tests.web.databases import ON_POSTGRESQL
from tests.web.people.switching import on
from tests.web.phones.morning import ALONE, MODULE, MORNING, NEED, address, at, child, reasons, row

pytestmark = pytest.mark.usefixtures("database")


def test_a_permission_counts_to_the_end_of_its_last_day_or_until_it_is_taken_back() -> None:
    with at(MORNING), school_scope(school().pk):
        on(MODULE)
        given = actions.permit(person=person("head"), child=child(), leave=replace(ALONE, until=date(2026, 3, 9)))
        assert row(child()).may_bring
    for day, may in ((9, True), (10, False)):
        with at(datetime(2026, 3, day, 12, tzinfo=UTC)), school_scope(school().pk):
            assert row(child()).may_bring is may
    with at(MORNING + timedelta(days=1)), school_scope(school().pk):
        actions.end_permission(person=person("head"), permission=given)
        assert not row(child()).may_bring
        with pytest.raises(Fault):
            actions.end_permission(person=person("head"), permission=given)


@pytest.mark.parametrize(
    "leave",
    [
        replace(ALONE, keeps=True),
        replace(ALONE, until=date(2026, 3, 2)),
        replace(ALONE, until=date(2027, 3, 9)),
    ],
)
def test_a_permission_that_cannot_be_is_refused(leave: Leave) -> None:
    with at(MORNING), school_scope(school().pk):
        on(MODULE)
        with pytest.raises(Fault):
            actions.permit(person=person("head"), child=child(), leave=leave)
        assert Permission.objects.count() == 0


def test_a_ban_takes_the_permission_out_of_force_until_it_ends_or_is_lifted() -> None:
    with at(MORNING), school_scope(school().pk):
        on(MODULE)
        head = person("head")
        actions.permit(person=head, child=child(), leave=ALONE)
        made = actions.ban(person=head, child=child(), reasons=reasons())
        assert not row(child()).may_bring
        assert [one.pk for one in queries.banned_now(person("teacher"), today())] == [made.pk]
    with at(MORNING + timedelta(days=15)), school_scope(school().pk):
        assert row(child()).may_bring
    with at(MORNING + timedelta(days=1)), school_scope(school().pk):
        actions.lift(person=head, ban=made)
        assert row(child()).may_bring
        with pytest.raises(Fault):
            actions.lift(person=head, ban=made)


def test_no_ban_stands_without_an_answer_on_need_and_a_need_outranks_it() -> None:
    with at(MORNING):
        with school_scope(school().pk):
            on(MODULE)
            head, one = person("head"), child()
            with pytest.raises(Fault) as told:
                actions.ban(person=head, child=one, reasons=reasons(need="outranks"))
            assert told.value.field == "need"
            with pytest.raises(Fault):
                actions.ban(person=head, child=one, reasons=reasons(considered_by=person("parent").membership_id))
            actions.permit(person=head, child=one, leave=NEED)
            with pytest.raises(Fault, match="outranks"):
                actions.ban(person=head, child=one, reasons=reasons())
            assert Ban.objects.count() == 0
            actions.ban(person=head, child=one, reasons=reasons(need="met"))
            assert (row(one).keeps, row(one).ban) == (True, None)
            other = child(place=20)
        typed = {"of": "phone", "starts": "2026-03-03", "until": "2026-03-10", "why": "It rang in a lesson."}
        where = f"/quillbrook/phones/children/{other.pk}/ban/"
        shown = sign_in("head").post(where, typed).content.decode()
        for words in ("Choose who looked at it", "Say what came of it", "Say what was looked at"):
            assert words in shown
        assert "It rang in a lesson." in shown
        with school_scope(school().pk):
            assert Ban.objects.filter(child=other).count() == 0


def test_why_is_read_by_few_and_sealed() -> None:
    with at(MORNING):
        with school_scope(school().pk):
            on(MODULE)
            one, head = child(), person("head")
            actions.permit(person=head, child=one, leave=NEED)
            actions.ban(person=head, child=one, reasons=reasons(need="met", need_words="Asked the nurse."))
        where = f"/quillbrook/phones/children/{one.pk}/"
        words = ("Glucose readings.", "Filmed in a lesson.", "Asked the nurse.", "A medical need", "for a need")
        for key, reads in (("head", True), ("dsl", True), ("deputy", True), ("teacher", False), ("office", False)):
            shown = sign_in(key).get(where).content.decode()
            assert [one in shown for one in words] == [reads] * 5, key
            assert "Keeps it" in shown
            assert "This ban does not touch this child’s phone." in shown
            assert ("The phone stays with the child." in shown) is not reads
        with school_scope(school().pk):
            assert Entry.objects.filter(action="phone.read").count() == 3
    cells: list[object] = []
    with connections["owner" if ON_POSTGRESQL else "default"].cursor() as cursor:
        for table in ("phones_ban", "phones_permission"):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 (a name of ours)
            cells += [cell for found in cursor.fetchall() for cell in found]
    whole = b" ".join(bytes(one) if isinstance(one, bytes | memoryview) else str(one).encode() for one in cells)
    assert not [one for one in words[:3] if one.encode() in whole]
    answers = {code for code, _label in (*REASONS, *NEEDS)}
    assert not answers & {one for one in cells if isinstance(one, str)}


def test_only_a_headteacher_permits_and_bans_and_only_the_list_keepers_take_phones() -> None:
    with at(MORNING), school_scope(school().pk):
        on(MODULE)
        one = child()
        for key in ("teacher", "office", "dsl", "chair"):
            with pytest.raises(Refused):
                actions.permit(person=person(key), child=one, leave=ALONE)
            with pytest.raises(Refused):
                actions.ban(person=person(key), child=one, reasons=reasons())
        for key in ("parent", "governor", "supply", "it"):
            with pytest.raises(Refused):
                actions.hand_in(person=person(key), child=one)
            assert queries.child_row(person(key), one.pk, today()) is None
        for key in ("teacher", "dsl"):
            with pytest.raises(Refused):
                actions.name_keepers(person=person(key), class_name=one.class_name, members=[])


def test_cp_32_the_childs_page_says_what_the_policy_says_of_the_phone_as_it_is() -> None:
    with at(MORNING):
        with school_scope(school("wrenmoor").pk):
            on(MODULE, "wrenmoor")
            one, head = child(), person("head", "wrenmoor")
        client, where = sign_in("head", "wrenmoor"), f"/wrenmoor/phones/children/{one.pk}/"
        shown = client.get(where).content.decode()
        assert "CP-32" in shown
        how = "handed in, silent and with its internet off."
        before = f"Only with the Headteacher’s permission, and if the phone is {how}"
        assert client.get(where).context["ruling"].answer == before
        with school_scope(school("wrenmoor").pk):
            actions.permit(person=head, child=one, leave=ALONE)
        for handed_in in (False, True):
            with school_scope(school("wrenmoor").pk):
                if handed_in:
                    actions.hand_in(person=head, child=one)
            page = client.get(where)
            allowed = page.context["ruling"]
            assert allowed.answer == f"Yes, if the phone is {how}"
            assert [clause.id for clause in allowed.clauses] == ["CP-32"]
            assert any(line.startswith("Hand in the phone at the school office") for line in allowed.duties)
            assert any("a complete ban" in line for line in allowed.consequences)
            assert "You " not in f"{allowed.answer} {allowed.duties} {allowed.consequences}"
        with school_scope(school("wrenmoor").pk):
            made = actions.ban(person=head, child=one, reasons=reasons("wrenmoor"))
        page = client.get(where)
        assert page.context["ruling"].answer == "No: the child is banned from bringing a phone until 17 March 2026."
        assert not page.context["ruling"].duties
        assert "permission first" not in page.content.decode()
        with school_scope(school("wrenmoor").pk):
            actions.lift(person=head, ban=made)
            actions.permit(person=head, child=one, leave=NEED)
        page = client.get(where)
        assert page.context["ruling"] is None
        assert "outranks the rules on phones" in page.content.decode()


def test_everything_goes_with_the_child() -> None:
    with at(MORNING), school_scope(school().pk):
        on(MODULE)
        one, head = child(), person("head")
        OnRoll.objects.filter(pk=one.pk).update(starts=None)
        actions.permit(person=head, child=one, leave=ALONE)
        actions.hand_in(person=head, child=one)
        actions.ban(person=head, child=one, reasons=reasons())
        take_off(person=head, row=one, last_day=today())
        assert [model.objects.count() for model in (Permission, Handing, Ban)] == [0, 0, 0]


def test_a_need_that_becomes_known_after_the_ban_outranks_it_too() -> None:
    with at(MORNING):
        with school_scope(school().pk):
            on(MODULE)
            one, head = child(), person("head")
            actions.ban(person=head, child=one, reasons=reasons())
            actions.permit(person=head, child=one, leave=replace(NEED, keeps=False))
            assert row(one).may_bring
            assert queries.banned_now(person("teacher"), today()) == ()
        assert str(one) not in sign_in("teacher").get("/quillbrook/phones/").content.decode()


def test_a_ban_that_leaves_the_need_untouched_still_stands_for_a_phone_that_is_handed_in() -> None:
    with at(MORNING), school_scope(school().pk):
        on(MODULE)
        one, head = child(), person("head")
        actions.permit(person=head, child=one, leave=replace(NEED, keeps=False))
        actions.ban(person=head, child=one, reasons=reasons(need="met"))
        assert not row(one).may_bring
        assert len(queries.banned_now(person("teacher"), today())) == 1


def test_a_second_tap_sets_no_second_ban() -> None:
    with at(MORNING), school_scope(school().pk):
        on(MODULE)
        one, head = child(), person("head")
        made = actions.ban(person=head, child=one, reasons=reasons())
        with pytest.raises(Fault, match="3 March 2026 to 17 March 2026"):
            actions.ban(person=head, child=one, reasons=reasons())
        actions.lift(person=head, ban=made)
        assert actions.ban(person=head, child=one, reasons=reasons()).pk != made.pk


def test_what_is_over_is_shown_only_to_those_who_may_read_why() -> None:
    with at(MORNING):
        with school_scope(school().pk):
            on(MODULE)
            one, head = child(), person("head")
            made = actions.ban(person=head, child=one, reasons=reasons(until=date(2026, 3, 12)))
            given = actions.permit(person=head, child=one, leave=replace(ALONE, until=date(2026, 3, 11)))
        where = f"/quillbrook/phones/children/{one.pk}/"
        days = ("12 March 2026", "11 March 2026")
        teacher, dsl = sign_in("teacher"), sign_in("dsl")
        assert all(day in teacher.get(where).content.decode() for day in days)
        with school_scope(school().pk):
            actions.lift(person=head, ban=made)
            actions.end_permission(person=head, permission=given)
        assert not any(day in teacher.get(where).content.decode() for day in days)
        assert all(day in dsl.get(where).content.decode() for day in days)


def test_cp_35_a_ban_from_ict_stands_beside_its_clause_and_touches_no_phone() -> None:
    with at(MORNING):
        with school_scope(school("wrenmoor").pk):
            on(MODULE, "wrenmoor")
            one, head = child(), person("head", "wrenmoor")
            actions.permit(person=head, child=one, leave=ALONE)
        client, where = sign_in("teacher", "wrenmoor"), f"/wrenmoor/phones/children/{one.pk}/"
        assert "CP-35" not in client.get(where).content.decode()
        with school_scope(school("wrenmoor").pk):
            actions.ban(person=head, child=one, reasons=reasons("wrenmoor", of=ICT))
            found = queries.child_row(head, one.pk, today())
            assert found is not None
            assert found.may_bring
        shown = client.get(where).content.decode()
        for words in ("(CP-35)", "except under close supervision", "getting round the firewall"):
            assert words in shown
        assert "Banned</strong>" not in shown
        front = client.get("/wrenmoor/phones/").content.decode()
        assert "The school’s ICT equipment, except under close supervision" in front
        assert str(one) in front
    with at(MORNING + timedelta(days=15)):
        assert "CP-35" not in sign_in("teacher", "wrenmoor").get(where).content.decode()


def test_a_ban_of_each_kind_can_stand_at_once_and_a_phone_for_a_need_outranks_only_its_own() -> None:
    with at(MORNING), school_scope(school().pk):
        on(MODULE)
        one, head = child(), person("head")
        actions.ban(person=head, child=one, reasons=reasons())
        ict = actions.ban(person=head, child=one, reasons=reasons(of=ICT))
        with pytest.raises(Fault, match="such a ban"):
            actions.ban(person=head, child=one, reasons=reasons(of=ICT))
        actions.permit(person=head, child=one, leave=NEED)
        assert [found.pk for found in queries.banned_now(person("teacher"), today())] == [ict.pk]


def test_a_ban_that_leaves_a_phone_untouched_is_said_to_do_so_when_it_is_set() -> None:
    with at(MORNING):
        with school_scope(school().pk):
            on(MODULE)
            kept, other = child(), child(place=1)
            actions.permit(person=person("head"), child=kept, leave=NEED)
            lead = person("dsl").membership_id
        typed = {"of": "phone", "starts": "2026-03-03", "until": "2026-03-10", "why": "It rang.", "need": "met"}
        typed |= {"considered_by": str(lead), "need_words": "Asked the nurse."}
        head = sign_in("head")
        for one, touches in ((kept, False), (other, True)):
            shown = head.post(f"/quillbrook/phones/children/{one.pk}/ban/", typed, follow=True).content.decode()
            assert ("The ban stands." in shown) is touches
            assert ("it does not touch this child’s phone" in shown) is not touches
            assert ("This ban does not touch this child’s phone." in shown) is not touches


def test_the_banned_stand_in_a_group_of_their_own_whether_or_not_they_had_permission() -> None:
    with at(MORNING):
        with school_scope(school().pk):
            on(MODULE)
            head = person("head")
            pupils = list(OnRoll.objects.filter(kind="pupil", class_name=child().class_name).order_by("pk"))
            allowed, banned, never, kept = pupils[:4]
            for one in (allowed, banned):
                actions.permit(person=head, child=one, leave=ALONE)
            for one in (banned, never):
                actions.ban(person=head, child=one, reasons=reasons())
            actions.permit(person=head, child=kept, leave=NEED)
            actions.ban(person=head, child=kept, reasons=reasons(need="met"))
            where = address("hand-in", allowed)
        page = sign_in("teacher").get(where)
        groups = {name: {one.child for one in page.context[name]} for name in ("allowed", "banned", "others")}
        assert groups == {"allowed": {allowed, kept}, "banned": {banned, never}, "others": set(pupils[4:])}
        shown = page.content.decode()
        places = [shown.index(one) for one in ("They may bring a phone<", ">Banned</h2>", "They have no permission<")]
        assert places == sorted(places)


def test_what_no_secret_opens_any_more_leaves_the_list_readable() -> None:
    with at(MORNING):
        with school_scope(school().pk):
            on(MODULE)
            one, head = child(), person("head")
            actions.permit(person=head, child=one, leave=replace(NEED, keeps=False))
            actions.ban(person=head, child=one, reasons=reasons(need="met"))
            Permission.objects.update(name="0" * 32)
            Ban.objects.update(name="0" * 32)
            assert row(one).ban is not None
        assert sign_in("head").get(f"/quillbrook/phones/children/{one.pk}/").status_code == 200
