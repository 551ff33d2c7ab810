"""The newest head of the record, for programs that keep it outside the school."""

from datetime import datetime

from ninja import Field, Router, Schema

from gatepost.web.record.queries import key, newest_head
from gatepost.web.reports import permissions
from gatepost.web.reports.queries import record_line
from gatepost.web.tokens.access import Bearer, TokenRequest

router = Router()


class HeadOut(Schema):
    """A signed head."""

    size: int = Field(description="How many entries it covers.")
    made_at: datetime
    note: str = Field(description="The signed note (C2SP checkpoint), word for word: keep it as it is.")


class RecordHead(Schema):
    """The newest head; null before the first day's is made."""

    says: str = Field(description="Whether the record is complete and unchanged, in one line.")
    key: str | None = Field(description="The key that signs the heads; compare it with the one you hold.")
    head: HeadOut | None


@router.get(
    "/record/head",
    auth=Bearer("record-head", permissions.may_see_record, "record"),
    response=RecordHead,
    url_name="record-head",
    summary="The newest signed head of the record",
)
def record_head(request: TokenRequest) -> RecordHead:
    """Scope `record`. A head proves something once somebody outside the school holds it: keep each."""
    head, signs = newest_head(request.person.school_id), key(request.person.school_id)
    return RecordHead(
        says=record_line(request.person.school_id),
        key=signs.to_text() if signs else None,
        head=HeadOut(size=head.size, made_at=head.made_at, note=head.note) if head else None,
    )
