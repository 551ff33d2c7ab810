"""The demo's policies: at each school a headteacher adopts the pack that the plan names."""

from datetime import date
from importlib.resources import files

from gatepost.policy.library import pack
from gatepost.web.policies.actions import adopt
from gatepost.web.schools.models import RoleHeld
from gatepost.web.schools.person import person_at


def adopt_pack(name: str, otherwise: date) -> None:
    """Inside a school's scope: in force from the day that the pack states, or from another where it states none."""
    held = RoleHeld.objects.select_related("membership").filter(role="headteacher").order_by("pk")[0]
    head = person_at(held.membership.account_id)
    assert head is not None  # INVARIANT: the plan gives each school a headteacher
    source = files("gatepost.policy").joinpath("packs", f"{name}.md").read_bytes()
    since = pack(name).effective
    adopt(person=head, source=source, origin=name, in_force_from=date.fromisoformat(since) if since else otherwise)
