"""The words a policy may use about an activity, and the activity itself; knows nothing of rules."""

from gatepost.vocabulary.activity import Activity, ActivityError, Partial
from gatepost.vocabulary.nearest import nearest
from gatepost.vocabulary.words import Fact, Vocabulary, vocabulary

__all__ = ["Activity", "ActivityError", "Fact", "Partial", "Vocabulary", "nearest", "vocabulary"]
