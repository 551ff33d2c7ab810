"""How the words of a text read together: a small model of every label, which asks for a second reading."""

from gatepost.screening.wording.find import KIND, find
from gatepost.screening.wording.model import Memory, Model, standard_model

__all__ = ["KIND", "Memory", "Model", "find", "standard_model"]
