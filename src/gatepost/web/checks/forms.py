"""The form of one question, and how an answer becomes something told."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from gatepost.vocabulary.activity import Partial, Value
from gatepost.vocabulary.words import vocabulary
from gatepost.web.checks.conversation import Step
from gatepost.web.checks.gather import PUPIL, Told
from gatepost.web.checks.providers import ROLE

NONE, UNSURE = "none-of-these", "not-sure"


def token(value: Value) -> str:
    """How an option is named in the form: a word, yes or no, or ages as `13-17`."""
    match value:
        case bool():
            return "yes" if value else "no"
        case Partial():
            return f"{value.low}-{value.high}"
        case _:
            return str(value)


class QuestionForm(forms.Form):
    """One question: one choice, or every choice that fits."""

    def __init__(self, step: Step, data: Mapping[str, Any] | None = None, before: Told | None = None) -> None:
        super().__init__(data)
        self.step = step
        self.before = _tokens(before) if before is not None and before.fact == step.fact else frozenset()
        choices = [(token(value), label) for value, label in step.options]
        if not step.first:
            if step.several:
                choices.append((NONE, _("None of these")))
            choices.append((UNSURE, _("I'm not sure")))
        if step.several:
            needed = (
                _("Tick at least one answer")
                if step.first
                else _("Tick what fits, or “None of these”, or “I'm not sure”")
            )
            field: forms.Field = forms.MultipleChoiceField(choices=choices)
        else:
            needed = _("Choose an answer") if step.first else _("Choose an answer, or “I'm not sure”")
            field = forms.ChoiceField(choices=choices)
        field.error_messages["required"] = needed
        field.error_messages["invalid_choice"] = _("Choose one of the answers on this page")
        self.fields["answer"] = field

    def clean_answer(self) -> str | list[str]:
        """Refuse ticks that deny one another."""
        chosen: str | list[str] = self.cleaned_data["answer"]
        if isinstance(chosen, list) and len(chosen) > 1:
            if NONE in chosen:
                raise forms.ValidationError(_("Tick what fits, or “None of these”, but not both"))
            if self.step.fact == ROLE and PUPIL in chosen:
                raise forms.ValidationError(
                    _("A pupil ticks “{label}” alone").format(label=dict(self._choices())[PUPIL])
                )
        return chosen

    def _choices(self) -> list[tuple[str, str]]:
        field = self.fields["answer"]
        assert isinstance(field, forms.ChoiceField)
        return list(field.choices)  # type: ignore[arg-type]

    def options(self) -> Iterator[dict[str, Any]]:
        """For the template: id, value, label, whether chosen, whether set apart from the others."""
        chosen = self.before if not self.is_bound else frozenset(_listed(self.data, "answer"))
        for at, (value, label) in enumerate(self._choices()):
            yield {
                "id": "answer" if at == 0 else f"answer-{at + 1}",
                "value": value,
                "label": label,
                "chosen": value in chosen,
                "apart": value in (NONE, UNSURE),
            }

    def told(self) -> Told:
        """What a valid answer says."""
        fact = vocabulary().facts[self.step.fact]
        chosen = self.cleaned_data["answer"]
        values = {token(value): value for value, _label in self.step.options}
        if fact.name == ROLE:
            return Told(ROLE, tuple(chosen))
        if not self.step.several:
            return Told(fact.name, None, False) if chosen == UNSURE else Told(fact.name, values[chosen])
        sure = UNSURE not in chosen
        has = frozenset(word for word in chosen if word in values)
        if not has and not sure:
            return Told(fact.name, None, False)
        # Only what was on the page is denied; words that no rule here asks about stay unknown.
        lacks = frozenset(str(word) for word in values) - has if sure else frozenset()
        return Told(fact.name, Partial(has=has, lacks=lacks), sure)


def _tokens(before: Told) -> frozenset[str]:
    match before.value:
        case None:
            return frozenset({UNSURE})
        case tuple(roles):
            return frozenset(roles)
        case Partial(has=has) if vocabulary().facts[before.fact].kind == "any-of":
            ticked = has or frozenset({NONE})
            return ticked if before.sure else ticked | {UNSURE}
        case frozenset():
            return before.value or frozenset({NONE})
        case value:
            return frozenset({token(value)})


def _listed(data: Any, name: str) -> list[str]:
    return list(data.getlist(name)) if hasattr(data, "getlist") else list(data.get(name, []))
