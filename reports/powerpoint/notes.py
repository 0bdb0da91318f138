"""What the speaker reads below a slide: basis, source, definitions of the indicators in it."""

from __future__ import annotations

from collections.abc import Sequence

from exports.notes import DEMONSTRATION
from reports.content import Basis, Report


def notes_of(report: Report, words: Sequence[str] = (), names: Sequence[str] = ()) -> str:
    """The words of the figure, the definitions they name, then what holds for the whole report."""
    said = [one for one in dict.fromkeys(words) if one]
    text = " ".join((*said, *names))
    defined = [
        f"{basis.name}（{basis.unit}）：{basis.definition} 算法：{basis.formula}。".replace("。。", "。")
        for basis in report.bases
        if _is_named(basis, text)
    ]
    whole = [f"口径：{report.choices_in_words}", f"数据截至 {report.data_date}，数据版本 {report.build}。"]
    demonstration = [DEMONSTRATION] if report.is_demonstration else []
    return "\n".join([*said, *defined, *whole, *demonstration])


def _is_named(basis: Basis, text: str) -> bool:
    short = basis.name.replace("社会组织", "组织").removesuffix("数").removesuffix("组织")
    return basis.name in text or (len(short) >= 3 and short in text)
