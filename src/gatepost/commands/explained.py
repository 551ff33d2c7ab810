"""An answer in words on standard output: each part under its heading, and nothing for a part that says nothing."""

from collections.abc import Mapping, Sequence

from gatepost.policy.explain import Explanation

Parts = Mapping[str, Sequence[str]]  # by heading; the first has none


def parts(explanation: Explanation) -> Parts:
    """What an answer says, from the answer itself to what may follow."""
    return {
        "": (explanation.answer, *explanation.still_fine),
        "Take care": explanation.notices,
        "Why": tuple(f"{cited.where} ({cited.clause_id}): {cited.prose}" for cited in explanation.cited),
        "You must": explanation.must_do,
        "You may": explanation.may_do,
        "It would be fine if": explanation.would_be_fine,
        "It still turns on": explanation.unknown,
        "Already held": explanation.held,
        "Set aside": explanation.set_aside,
        "What if someone does it anyway?": explanation.consequences,
    }


def show(told: Parts) -> None:
    """Print it."""
    for heading, lines in told.items():
        if lines:
            print(f"\n{heading}" if heading else "")
            for line in lines:
                print(f"  {line}" if heading else line)
