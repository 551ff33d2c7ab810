"""How a text speaks to and of people: rude, demeaning, abusive words, and a model that asks for a second look."""

from gatepost.screening.tone.find import Memory, find
from gatepost.screening.tone.lexicon import UNKIND
from gatepost.screening.tone.model import Model, ModelError, standard_model
from gatepost.screening.word_list import ListError

__all__ = ["UNKIND", "ListError", "Memory", "Model", "ModelError", "find", "standard_model"]
