"""What forms say of a fault: this site's sentences, never the framework's own."""

from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from gatepost.web.forms import DateField, Form

SPOKEN = "Say it this way."


class Everything(Form):
    word = forms.CharField(label="Your word", min_length=2, max_length=4)
    number = forms.IntegerField(label="How many", min_value=1, max_value=9)
    day = DateField(label="First day")
    hour = forms.TimeField(label="From")
    mail = forms.EmailField(label="E-mail address")
    one = forms.ChoiceField(label="Which?", choices=[("a", "A")])
    some = forms.MultipleChoiceField(label="Which of these", choices=[("a", "A")])
    yes = forms.BooleanField(label="I have read it")
    file = forms.FileField(label="The file")
    unnamed = forms.CharField(label="")
    own = forms.CharField(max_length=3, error_messages={"required": SPOKEN, "max_length": SPOKEN})


RIGHT = {"word": "abc", "number": "3", "day": "2026-03-24", "hour": "13:30", "mail": "a@b.example", "one": "a"}
RIGHT |= {"some": "a", "yes": "on", "unnamed": "x", "own": "x"}


def said(name: str, value: str | None) -> str:
    """What is said of a field that was sent so, or not at all, among others that are right."""
    sent = MultiValueDict({key: [words] for key, words in (RIGHT | {name: value}).items() if words is not None})
    files: Any = MultiValueDict({"file": [SimpleUploadedFile("a.txt", b"" if value == "empty" else b"x")]})
    form = Everything(sent, None if name == "file" and value is None else files)
    assert not form.is_valid()
    assert set(form.errors) == {name}
    (words,) = form.errors[name]
    return str(words)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("word", None, "Fill in “Your word”."),
        ("word", "a", "This is too short: it needs 2 characters, and has 1."),
        ("word", "abcde", "This is too long: it may have 4 characters, and has 5."),
        ("word", "a\x00b", "There is a sign in this that cannot be seen. Type it again."),
        ("number", "three", "Type a whole number in digits."),
        ("number", "0", "Give a number of at least 1."),
        ("number", "10", "Give a number of at most 9."),
        ("day", "soon", "Give the day as day/month/year, such as 24/03/2026."),
        ("hour", "noon", "Give the time as hours and minutes, such as 13:30."),
        ("mail", "nobody", "Type the e-mail address in full, such as name@example.org."),
        ("one", None, "Choose an answer under “Which?”."),
        ("one", "z", "Choose one of the answers on this page."),
        ("some", "z", "Choose one of the answers on this page."),
        ("yes", None, "Tick “I have read it”, or leave the page."),
        ("file", None, "Choose “The file”."),
        ("file", "empty", "This file is empty. Choose it again."),
        ("unnamed", None, "Fill this in."),
        ("own", None, SPOKEN),
        ("own", "abcd", SPOKEN),
    ],
)
def test_a_fault_is_said_in_the_sites_own_words(name: str, value: str | None, says: str) -> None:
    assert said(name, value) == says
