"""What the clock owes to tokens: that those of whoever may hold none are over for good, and none is kept for ever."""

from datetime import datetime, timedelta

from django.db.models import Q

from gatepost.web.schools.models import School
from gatepost.web.schools.person import person_at
from gatepost.web.signin.queries import has_second_proof
from gatepost.web.tokens import permissions
from gatepost.web.tokens.actions import end
from gatepost.web.tokens.models import Token
from gatepost.web.tokens.queries import live

KEPT = timedelta(days=90)  # after a token's end


def run(school: School, now: datetime) -> None:
    """End the tokens of leavers and of members without a role for them or a second proof, and forget those that ended
    long ago.

    Every question asks for itself whose token it is: this is the second lock, so that none comes to life again with
    somebody who comes back.
    """
    for token in live(now).select_related("membership").order_by("pk"):
        account_id = token.membership.account_id
        person = person_at(account_id, now)
        if person is None or not permissions.may_hold_tokens(person) or not has_second_proof(account_id):
            end(token=token, now=now)
    Token.objects.filter(Q(ended_at__lt=now - KEPT) | Q(expires_at__lt=now - KEPT)).delete()
