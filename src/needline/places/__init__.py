"""From a written name to the code of a place. Nothing is guessed: an ambiguous name keeps its candidates."""

from needline.places.gazetteer import Gazetteer, Mention

__all__ = ["Gazetteer", "Mention"]
