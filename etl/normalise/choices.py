"""Words from a list, and yes and no, as people write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from etl.normalise.reading import EMPTY, Reading, refuse
from etl.normalise.text import fold, is_placeholder, word_key

_YES = frozenset(
    ["是", "有", "√", "✓", "✔", "☑", "1", "1.0", "y", "yes", "true", "t", "v", "参与", "已参与", "对", "真"]
)
_NO = frozenset(
    ["否", "无", "×", "✗", "✘", "☐", "□", "x", "0", "0.0", "n", "no", "false", "f", "未参与", "不参与", "没有", "错"]
)


def choice_table(choices: Sequence[str], synonyms: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Every way to write each choice → the choice."""
    table = {choice_key(choice): choice for choice in choices}
    for choice, words in synonyms.items():
        for word in words:
            table.setdefault(choice_key(word), choice)
    return table


def choice_key(text: str) -> str:
    """What two spellings of a choice share; stars and other signs stand for themselves when there is nothing else."""
    return word_key(text) or fold(text)


def read_choice(value: object, table: Mapping[str, str], choices: Sequence[str]) -> Reading:
    """The choice meant, by its own name or a synonym; refuses every other word and names the choices."""
    text = fold(str(value))
    if isinstance(value, float) and value.is_integer():
        text = str(int(value))
    found = table.get(choice_key(text))
    if found is not None:
        return Reading(found)
    if is_placeholder(text):
        return EMPTY
    return refuse("V003", f"不在可选范围内。请填写：{'、'.join(choices)}")


def read_boolean(value: object) -> Reading:
    """Yes or no; an empty cell or a dash is neither."""
    if isinstance(value, bool):
        return Reading(value)
    text = fold(str(value)).lower()
    if text in _YES:
        return Reading(True)
    if text in _NO:
        return Reading(False)
    if is_placeholder(text):
        return EMPTY
    return refuse("V003", "应填“是”或“否”")
