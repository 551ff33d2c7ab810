"""The policy in force, for programs."""

from datetime import date

from django.urls import reverse
from ninja import Field, Router, Schema

from gatepost.web.policies.pages import on_page
from gatepost.web.policies.queries import in_force
from gatepost.web.schools.access import anyone
from gatepost.web.tokens.access import Bearer, TokenRequest

router = Router()


class Sentence(Schema):
    """What the software reads in one block of a clause."""

    says: str
    reading: str | None = Field(description="What it had to choose in reading the clause so.")


class ClauseOut(Schema):
    """One clause."""

    id: str
    where: str = Field(description="Where it stands on paper.")
    section: str = Field(description="The heading above it.")
    topic: str | None
    mark: str | None = Field(description="Why no rule speaks for it.")
    prose: str = Field(description="Markdown, word for word as adopted.")
    address: str = Field(description="Where a browser finds it.")
    sentences: list[Sentence]


class PolicyOut(Schema):
    """A version of a school's policy."""

    name: str
    title: str
    version: str
    digest: str = Field(description="SHA-256 of its text, in hex.")
    source: str = Field(description="Whose policy it was made from.")
    in_force_since: date
    review_due: str | None = Field(description="A date, `rolling`, or null where none is stated.")
    clauses: list[ClauseOut]


class InForce(Schema):
    """The policy in force today; null while the school has none here."""

    policy: PolicyOut | None


@router.get(
    "/policy",
    auth=Bearer("policy", anyone, "policy"),
    response=InForce,
    url_name="policy",
    summary="The policy in force",
)
def policy(request: TokenRequest) -> InForce:
    """Scope `policy`. Every clause with its own address, so that it can be linked to."""
    adopted = in_force(request.school)
    if adopted is None:
        return InForce(policy=None)
    page = request.build_absolute_uri(reverse("policies:policy", args=[request.school.slug]))
    document = adopted.policy
    clauses = []
    for section in document.sections:
        for clause in section.clauses:
            shown = on_page(adopted, clause)
            clauses.append(
                ClauseOut(
                    id=clause.id,
                    where=clause.where,
                    section=section.heading,
                    topic=shown.topic,
                    mark=shown.mark,
                    prose=clause.prose,
                    address=f"{page}#{clause.id}",
                    sentences=[Sentence(says=one.says, reading=one.reading) for one in shown.sentences],
                )
            )
    return InForce(
        policy=PolicyOut(
            name=document.name,
            title=document.title,
            version=document.version,
            digest=document.digest,
            source=adopted.source,
            in_force_since=adopted.since,
            review_due=document.review_due,
            clauses=clauses,
        )
    )
