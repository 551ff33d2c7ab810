"""The demo's requests for permission: those that wait, and those that a headteacher has answered."""

from collections.abc import Iterable, Mapping

from gatepost.web.approvals.actions.asking import Wanted, ask
from gatepost.web.approvals.actions.deciding import say_no, say_yes
from gatepost.web.approvals.binding import Asked
from gatepost.web.approvals.kinds import KINDS, asking_clauses
from gatepost.web.operations.demo.acting import one
from gatepost.web.policies.queries import in_force
from gatepost.web.schools.models import School


def ask_and_answer(school: School, requests: Iterable[Mapping[str, str]]) -> None:
    """Inside the school's scope: each is for the clauses that ask for its kind; one with neither `yes` nor `no` waits.
    An account that is approved stands in the register.
    """
    adopted = in_force(school)
    assert adopted is not None  # INVARIANT: each school of the plan has adopted a policy
    for told in requests:
        clauses = frozenset(clause.id for clause in asking_clauses(adopted.policy, KINDS[told["kind"]]))
        platform, handle = told.get("platform", ""), told.get("handle", "")
        where = told.get("account", f"{platform}: {handle}" if platform else "")
        wanted = Wanted(
            kind=told["kind"],
            asked=Asked(words=told["words"], account=where, clauses=clauses),
            platform=platform,
            handle=handle,
            note=told.get("note", ""),
        )
        made = ask(person=one(school, told["asker"]), wanted=wanted)
        if "yes" in told:
            say_yes(person=one(school, told["by"]), request=made, seen=0, conditions=told["yes"])
        elif "no" in told:
            say_no(person=one(school, told["by"]), request=made, reason=told["no"])
