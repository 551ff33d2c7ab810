"""The whole screening of a text: every detector over one reading, the findings in order, and the facts they tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gatepost.screening import cues, names_at_large, personal_data, tone, wording
from gatepost.screening.cues.book import school_book
from gatepost.screening.facts import ENTITLED, SPEAKS_AS_SCHOOL, Told, facts
from gatepost.screening.finding import Finding
from gatepost.screening.names import Names
from gatepost.screening.names.tiers import LABELS
from gatepost.screening.order import bounded, ordered
from gatepost.screening.reading import read
from gatepost.screening.roll import Person
from gatepost.screening.school import School
from gatepost.screening.school_words import SchoolWords

Facts = dict[str, dict[Told, list[str]]]

_MEMO = 1_000  # sets of labels whose facts are remembered
_PEOPLE = frozenset(LABELS.values())
_PERSONAL = frozenset(("personal-data", "own-personal-data"))
# Looked for only where the school has said what it is: the label, and the field of the school.
_OF_SCHOOL = (
    ("school", "name"),
    ("school-name", "name"),
    ("school-logo", "logo_words"),
    ("school-location", "address"),
)


@dataclass(frozen=True, slots=True)
class Screened:
    """What a text holds.

    `findings` are in the order of the text, `facts` are what they tell of `content`, `mentions` and `uses`,
    `protections` the grounds on which nothing is held against the writer, `notices` sentences about the whole.
    """

    findings: tuple[Finding, ...]
    facts: Facts
    protections: tuple[cues.Protection, ...] = ()
    notices: tuple[str, ...] = ()


class Screener:
    """Everything that is known before a text is read, built once for one school."""

    def __init__(
        self,
        roll: Sequence[Person] = (),
        school: School = School(),  # noqa: B008  it is frozen
        model: bool = True,
        words: Sequence[Path] = (),
    ) -> None:
        """`words` are word lists of the school beside those that `school` names; a fault in one raises FileFaults."""
        own = [*(Path(one) for one in school.words), *words]
        self._school = school
        self._school_words = SchoolWords(school)
        self._names = Names(roll) if roll else None
        self._book = school_book(*own) if own else cues.standard_book()
        self._model = tone.standard_model() if model else None
        self._wording = wording.standard_model() if model else None
        # A roll without a governor says nothing about governors, and no list of words knows who is a pupil.
        self._ran = (self._book.labels | set(tone.UNKIND) | _PERSONAL) - _PEOPLE | {
            LABELS[person.kind] for person in roll
        }
        self._ran |= set(self._wording.labels if self._wording else ())
        self._ran |= {label for label, of_school in _OF_SCHOOL if getattr(school, of_school)}
        self._known_facts: dict[tuple[frozenset[tuple[str, bool]], str, str, frozenset[str]], Facts] = {}

    def screen(self, text: str, account: str | None = None, role: str | None = None) -> Screened:
        """Screen one text; raises TooLong. `account` is a word of `capacity`, `role` one of `role`, None: not known.

        The roll is asked for the roles in ENTITLED, and where no role is given: whoever holds the roll is then taken
        for a teacher. For every other role it is never touched, so that neither answer nor time can tell who is on
        it; any name raises the same finding instead.
        """
        reading = read(text)
        account, role = account or "personal", role or "teacher"
        entitled = role in ENTITLED
        found = personal_data.find(reading, self._school)
        found += self._school_words.find(reading)
        if not entitled:
            found += names_at_large.find(reading, self._school)
        elif self._names is not None:
            found += self._names.find(reading, account in SPEAKS_AS_SCHOOL)
        told = cues.find(reading, account, self._book)
        found += told.findings
        found += tone.find(reading, self._model, _memory(entitled))
        if self._wording is not None:
            found += wording.find(reading, self._wording, account, told.unset, self._book, _wordings(entitled))
        findings = ordered(found)
        shown, notice = bounded(findings)
        return Screened(
            tuple(shown),
            self._facts(findings, account, role, told.unset),
            tuple(told.protections),
            (notice,) if notice else (),
        )

    def _facts(self, findings: Sequence[Finding], account: str, role: str, unset: frozenset[str]) -> Facts:
        """The facts of these findings; worked out once for each set of labels and certainties."""
        key = frozenset([(one.label, one.sure == "certain") for one in findings]), account, role, unset
        known = self._known_facts.get(key)
        if known is None:
            known = facts(findings, self._ran, account, role, unset)
            if len(self._known_facts) < _MEMO:
                self._known_facts[key] = known
        return {fact: {"has": [*told["has"]], "not": [*told["not"]]} for fact, told in known.items()}


# What remembers words does so twice: a word that those who hold the roll have written must not be answered faster to
# those who do not.


@cache
def _memory(entitled: bool) -> tone.Memory:
    return tone.Memory()


@cache
def _wordings(entitled: bool) -> wording.Memory:
    return wording.Memory()
