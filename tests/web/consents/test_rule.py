"""The rule agrees with a slow and obvious one on random families, and keeps its promises on all of them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gatepost.web.consents.purposes import NAMINGS, Purpose
from gatepost.web.consents.rule import ADULT, CHILD, NO, RECORD, SET_ASIDE, WITHDRAWN, YES, Said, Standing, rule

TODAY = date(2026, 3, 2)
LEVELS = list(NAMINGS)
REFUSES = (NO, WITHDRAWN)
MOMENT = datetime(2026, 1, 5, 9, tzinfo=UTC)


def purposes() -> st.SearchStrategy[Purpose]:
    return st.builds(Purpose, st.just("website"), st.sampled_from(["photo", "video"]), st.sampled_from(LEVELS))


@st.composite
def said(draw: st.DrawFn, number: int) -> Said:
    by = draw(st.sampled_from([ADULT, ADULT, ADULT, CHILD, RECORD]))
    return Said(
        by=by,
        adult=draw(st.integers(1, 3)) if by == ADULT else 0,
        purpose=draw(purposes()),
        says=draw(st.sampled_from([YES, YES, NO, WITHDRAWN, SET_ASIDE])),
        responsible=draw(st.sampled_from(["yes", "yes", "no", "unknown"])),
        wording=draw(st.integers(0, 2)),
        starts=TODAY + timedelta(days=draw(st.integers(-2, 1))),
        ends=TODAY + timedelta(days=draw(st.integers(-1, 2))),
        at=MOMENT + timedelta(days=draw(st.integers(0, 4))),
        number=number,
    )


@st.composite
def standings(draw: st.DrawFn) -> Standing:
    return Standing(
        on_roll=draw(st.integers(0, 9)) > 0,
        barred=draw(st.integers(0, 9)) == 0,
        responsible={
            adult: word
            for adult in (1, 2, 3)
            if (word := draw(st.sampled_from(["yes", "yes", "no", "unknown", ""]))) != ""
        },
        said=tuple(draw(said(number)) for number in range(draw(st.integers(0, 6)))),
    )


def lifts(yes: Said, no: Said) -> bool:
    """Whether this yes takes back that no of the same voice: keyed after it, not given before it, not of nobody."""
    if yes.at <= no.at or yes.starts < no.starts:
        return False
    return yes.by != RECORD or yes.responsible == "yes"


class Slowly:
    """The rule once more, as sentences: each method is one of them."""

    def __init__(self, standing: Standing, purpose: Purpose, wording_from: int) -> None:
        self.standing, self.purpose, self.wording_from = standing, purpose, wording_from

    def standing_words(self, voice: tuple[str, int]) -> Iterator[Said]:
        """What nobody took back by saying something else about exactly the same thing later."""
        theirs = sorted((one for one in self.standing.said if one.voice == voice), key=lambda one: (one.at, one.number))
        for naming in LEVELS:
            found = self.last_word([one for one in theirs if one.purpose == replace(self.purpose, naming=naming)])
            if found is not None:
                yield found

    def last_word(self, told: list[Said]) -> Said | None:
        """The last of these, or what stood before where it is a yes that cannot take back a no."""
        if not told:
            return None
        before = self.last_word(told[:-1])
        if told[-1].says == YES and before is not None and before.says in REFUSES and not lifts(told[-1], before):
            return before
        return told[-1]

    def level(self, one: Said) -> int:
        return LEVELS.index(one.purpose.naming)

    def refusals(self, voice: tuple[str, int]) -> list[Said]:
        wanted = LEVELS.index(self.purpose.naming)
        return [one for one in self.standing_words(voice) if one.says in REFUSES and self.level(one) <= wanted]

    def agrees(self, voice: tuple[str, int], fully: bool = True) -> bool:
        """With a yes that counts today and came after every refusal of theirs."""
        wanted = LEVELS.index(self.purpose.naming)
        return any(
            one.says == YES
            and (self.level(one) >= wanted or (not fully and not self.refusals(voice)))
            and one.starts <= TODAY <= one.ends
            and one.wording >= self.wording_from
            and all(lifts(one, no) for no in self.refusals(voice))
            for one in self.standing_words(voice)
        )

    def agreed_once(self, voice: tuple[str, int]) -> bool:
        """The same without asking whether the yes still counts."""
        wanted = LEVELS.index(self.purpose.naming)
        return any(
            one.says == YES
            and one.starts <= TODAY
            and (
                not self.refusals(voice)
                or (self.level(one) >= wanted and all(lifts(one, no) for no in self.refusals(voice)))
            )
            for one in self.standing_words(voice)
        )

    def refuses(self, voice: tuple[str, int]) -> bool:
        return bool(self.refusals(voice)) and not self.agreed_once(voice)

    def was_responsible(self, voice: tuple[str, int]) -> str:
        theirs = [
            one
            for one in self.standing.said
            if one.voice == voice and (one.purpose.channel, one.purpose.media) == ("website", self.purpose.media)
        ]
        return max(theirs, key=lambda one: (one.at, one.number)).responsible

    def shown(self) -> bool:
        voices = {
            one.voice
            for one in self.standing.said
            if (one.purpose.channel, one.purpose.media) == (self.purpose.channel, self.purpose.media)
        }
        if not self.standing.on_roll or self.standing.barred or ((CHILD, 0) in voices and self.refuses((CHILD, 0))):
            return False
        one_agrees = False
        for voice in voices - {(CHILD, 0)}:
            then = self.was_responsible(voice)
            now = self.standing.responsible.get(voice[1], "")
            known = now == "yes" if voice[0] == ADULT else "yes" in self.standing.responsible.values()
            may_agree = then == "yes" and known
            may_refuse = voice[0] == RECORD or (now or then) != "no"
            if may_refuse and self.refuses(voice):
                return False
            if (
                may_agree
                and voice[0] == ADULT
                and self.agreed_once(voice)
                and not self.refuses(voice)
                and not self.agrees(voice, fully=False)
            ):
                return False  # it has run out
            one_agrees |= may_agree and self.agrees(voice)
        return one_agrees


@given(standings(), purposes(), st.integers(0, 2))
def test_the_rule_says_what_the_slow_one_says(standing: Standing, purpose: Purpose, wording_from: int) -> None:
    assert rule(standing, purpose, TODAY, wording_from).shown == Slowly(standing, purpose, wording_from).shown()


@given(standings(), purposes(), st.integers(0, 2))
def test_who_may_be_shown_with_a_name_may_be_shown_without(standing: Standing, purpose: Purpose, since: int) -> None:
    if rule(standing, purpose, TODAY, since).shown:
        for naming in LEVELS[: purpose.level]:
            assert rule(standing, replace(purpose, naming=naming), TODAY, since).shown


@given(
    standings(),
    purposes(),
    st.sampled_from([ADULT, CHILD, RECORD]),
    st.sampled_from(REFUSES),
    st.sampled_from(["yes", "unknown"]),
)
def test_a_no_of_the_child_a_register_or_anybody_who_may_be_responsible_is_a_no(
    standing: Standing, purpose: Purpose, by: str, word: str, then: str
) -> None:
    now = MOMENT + timedelta(days=9)
    no = Said(by, 1 if by == ADULT else 0, purpose, word, then, 0, TODAY, TODAY, now, 99)
    yes = Said(ADULT, 4, replace(purpose, naming="full"), YES, "yes", 2, TODAY, TODAY, now, 98)
    responsible = {**standing.responsible, 1: then, 4: "yes"}
    told = replace(standing, responsible=responsible, said=(*standing.said, yes, no))
    assert not rule(told, purpose, TODAY, 0).shown


@given(standings(), purposes())
def test_a_bar_outranks_all_and_a_child_off_the_roll_is_not_shown(standing: Standing, purpose: Purpose) -> None:
    assert not rule(replace(standing, barred=True), purpose, TODAY, 0).shown
    assert not rule(replace(standing, on_roll=False), purpose, TODAY, 0).shown


@given(standings(), purposes())
def test_without_anybody_known_to_be_responsible_nobody_is_shown(standing: Standing, purpose: Purpose) -> None:
    unknown = dict.fromkeys(standing.responsible, "unknown")
    assert not rule(replace(standing, responsible=unknown), purpose, TODAY, 0).shown


@given(standings())
def test_a_photo_says_nothing_of_a_video(standing: Standing) -> None:
    photos = tuple(one for one in standing.said if one.purpose.media == "photo")
    for naming in LEVELS:
        assert not rule(replace(standing, said=photos), Purpose("website", "video", naming), TODAY, 0).shown
