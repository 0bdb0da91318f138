"""The state of a page is its address and nothing else: reading it, and making links that change a part of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import parse_qsl, quote

from indicators.errors import ChoiceError

SHARED = ("area", "year", "as_of", "basis", "universe")
VIEW_ONLY = ("panel", "tables", "events", "frozen", "frozen_said")
EXPLORING = ("explore", "indicator", "by", "view", "change", "sum", "against", "level", "compare", "top", "weight")
NOT = "__not"
SHORT = 100  # letters of a text that is kept as it stands in addresses; longer ones come back seldom and take room
MOST_FIELDS = 200
EQUALITY, AGAINST = "均等", "对比"  # views of 自由分析 that ask for more than the others


@dataclass(frozen=True)
class State:
    """Where the reader is: the path and the choices behind `?`, each key with one or several values.

    `inside` is the one key whose value stands in the path itself (/hubs/<hub>), so that links keep it there.
    """

    path: str = "/"
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)
    inside: str | None = field(default=None, compare=False)

    @classmethod
    def parse(cls, path: str | None, search: str | None) -> State:
        """The state of an address; repeated keys and comma lists are the same thing, empty values are no choice.

        ChoiceError for one with more than two hundred choices.
        """
        choices: dict[str, tuple[str, ...]] = {}
        asked = (search or "").lstrip("?")
        if asked.count("&") >= MOST_FIELDS:
            raise ChoiceError(f"地址里的条件超过 {MOST_FIELDS} 个，没有读。", "请去掉几个，或重新选择。")
        for key, text in parse_qsl(asked, keep_blank_values=False):
            values = tuple(part.strip() for part in text.split(",") if part.strip())
            choices[key] = tuple(dict.fromkeys(choices.get(key, ()) + values))
        return cls(path or "/", {key: values for key, values in choices.items() if values})

    def __getitem__(self, key: str) -> str | None:
        """The first value of a key, or None."""
        values = self.choices.get(key)
        return values[0] if values else None

    def values(self, key: str) -> tuple[str, ...]:
        """All values of a key."""
        return self.choices.get(key, ())

    def pick(self, keys: Iterable[str]) -> dict[str, str]:
        """The choices among `keys` that are made, as `indicators.evaluate` takes them; with what they leave out."""
        both = [one for key in keys for one in ((key,) if key in SHARED else (key, f"{key}{NOT}"))]
        return {key: ",".join(self.choices[key]) for key in both if key in self.choices}

    def link(self, path: str | None = None, **changes: str | int | Iterable[str] | None) -> str:
        """The address of this state with some choices changed; None takes a choice away.

        A word that is chosen is no longer left out, and the other way round.
        """
        made = {key: _as_values(value) for key, value in changes.items()}
        merged = {**self.choices, **made}
        for key, values in made.items():
            if (other := opposite(key)) in merged and other not in made:
                merged[other] = tuple(one for one in merged[other] if one not in values)
        if path is None and self.inside and merged.get(self.inside):
            path = f"{self.path}/{quote(merged.pop(self.inside)[0], safe='')}"
        return address(path or self.path, {key: values for key, values in merged.items() if values})

    def go(self, path: str, **changes: str | int | Iterable[str] | None) -> str:
        """The address of another page that keeps only what pages share: area, time, basis, universe."""
        kept = {key: values for key, values in self.choices.items() if key in SHARED}
        return State(path, kept).link(**changes)

    def toggled(self, key: str, value: str) -> str:
        """The address with `value` added to the values of a key, or removed if it is there."""
        values = self.values(key)
        changed = tuple(one for one in values if one != value) if value in values else (*values, value)
        return self.link(**{key: changed})


def opposite(key: str) -> str:
    """The key under which a word is left out instead of chosen, and back: field ↔ field__not."""
    return key.removesuffix(NOT) if key.endswith(NOT) else f"{key}{NOT}"


def narrowing_of(state: State, keys: Iterable[str]) -> dict[str, list[str] | None]:
    """Filters as parameters of a question: the words chosen under `<key>`, those left out under `not_<key>`."""
    chosen = {key: list(state.values(key)) or None for key in keys}
    return chosen | {f"not_{key}": list(state.values(f"{key}{NOT}")) or None for key in chosen}


def address(path: str, choices: dict[str, tuple[str, ...]]) -> str:
    """A readable address: Chinese percent-encoded, commas left as commas."""
    query = "&".join(f"{_quoted(key)}={_quoted(','.join(values))}" for key, values in choices.items())
    return f"{path}?{query}" if query else path


def _quoted(text: str) -> str:
    """As it stands in an address."""
    return _quoted_once(text) if len(text) <= SHORT else quote(text, safe=",")


@lru_cache(maxsize=20_000)
def _quoted_once(text: str) -> str:
    """A page has hundreds of links with the same few words."""
    return quote(text, safe=",")


def _as_values(value: str | int | Iterable[str] | None) -> tuple[str, ...]:
    if value is None or value == "":
        return ()
    if isinstance(value, (str, int)):
        return (str(value),)
    return tuple(str(one) for one in value)
