"""The words a filter may be narrowed to."""

import json

from indicators.catalog import dimensions
from indicators.warehouse import ask

UNWRITTEN = "未填写"


def allowed_words(key: str) -> list[str]:
    """Allowed words of a filter in their order; empty when any text is allowed or nothing is known."""
    dimension = dimensions()[key]
    if dimension.is_open:
        return []
    if dimension.values:
        return dimension.values
    if dimension.words_from:
        return [row["word"] for row in ask(dimension.words_from)]
    for row in ask("choices_of_columns"):
        if (row["type"], row["column"]) == (dimension.record_type, dimension.record_column):
            found = json.loads(row["choices"]) if isinstance(row["choices"], str) else row["choices"]
            return [*(word for word in found or [] if word not in dimension.more_values), *dimension.more_values]
    return []


def order_of(key: str) -> dict[str, int]:
    """Position of every word of a filter for sorting; grades stand in the order of their ladder."""
    words = [row["grade"] for row in ask("ladders")] if key == "grade" else allowed_words(key)
    return {word: position for position, word in reversed(list(enumerate(words)))}
