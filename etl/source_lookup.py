"""Values found among rows delivered before or together: a ward's name gives its code."""

import hashlib
from collections.abc import Iterable, Mapping

from etl.normalise.text import word_key
from etl.source_rules import LookupRule
from etl.source_values import as_text


class KnownRows:
    """Rows by record type, searchable by any column; only what was added is known."""

    def __init__(self) -> None:
        self._rows: dict[str, list[Mapping[str, object]]] = {}
        self._indexes: dict[tuple[str, str, str], dict[str, list[str]]] = {}
        self._parents: dict[str, str] | None = None

    def add(self, record_type: str, rows: Iterable[Mapping[str, object]]) -> None:
        """Makes the rows findable; of two rows with the same key both are found."""
        self._rows.setdefault(record_type, []).extend(rows)
        self._indexes = {key: index for key, index in self._indexes.items() if key[0] != record_type}
        self._parents = None if record_type == "areas" else self._parents

    def find(self, rule: LookupRule, text: str) -> list[str]:
        """The different values the text leads to, in the order they were added; a value that is itself given counts."""
        found = self._index(rule).get(word_key(text), [])
        if rule.within and rule.give == "area_code":
            found = [code for code in found if self._lies_within(code, rule.within)]
        return found

    def fingerprint(self, types: Iterable[str]) -> str:
        """Changes when the rows of these types change."""
        rows = sorted(f"{name}{sorted((key, as_text(value)) for key, value in row.items() if not key.startswith('_'))}"
                      for name in types for row in self._rows.get(name, []))
        return hashlib.sha256("\n".join(dict.fromkeys(rows)).encode()).hexdigest()[:8]

    def _index(self, rule: LookupRule) -> dict[str, list[str]]:
        key = (rule.type, rule.match, rule.give)
        if key not in self._indexes:
            index: dict[str, dict[str, None]] = {}
            for row in self._rows.get(rule.type, []):
                given = as_text(row.get(rule.give))
                for name in {word_key(as_text(row.get(rule.match))), word_key(given)} - {""} if given else ():
                    index.setdefault(name, {})[given] = None
            self._indexes[key] = {name: list(values) for name, values in index.items()}
        return self._indexes[key]

    def _lies_within(self, code: str, root: str) -> bool:
        if self._parents is None:
            self._parents = {as_text(row.get("area_code")): as_text(row.get("parent_code"))
                             for row in self._rows.get("areas", [])}
        seen: set[str] = set()
        while code and code not in seen:
            if code == root:
                return True
            seen.add(code)
            code = self._parents.get(code, "")
        return False
