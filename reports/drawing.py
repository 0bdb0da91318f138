"""A picture made ready to be drawn by an office program: colours, labels, marks and gaps decided once for all files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from figures.numbers import NOT_REPORTED, compact
from reports.content import Mark, Picture, Series
from reports.series_colours import QUIET, tokens_of

MOST_LABELS = 36
MOST_POINTS_NAMED = 24
SMALLEST_LABELLED = 0.07
TEN_THOUSAND, MANY_YUAN = 10_000, 100_000


@dataclass(frozen=True)
class Run:
    """One series as drawn: `token` its colour, `tokens` those of single points, `labelled` the points with a number.

    `is_mark` is a target or a median, drawn as a dashed line.
    """

    name: str
    values: tuple[float | None, ...]
    token: str
    tokens: dict[int, str]
    labelled: tuple[int, ...]
    is_mark: bool = False


@dataclass(frozen=True)
class Drawing:
    """What every writer draws. `notes` are the words that a picture cannot say: who has not delivered, the mark."""

    kind: str
    categories: tuple[str, ...]
    runs: tuple[Run, ...]
    unit: str
    number_format: str
    from_zero: bool
    notes: tuple[str, ...] = ()
    named_points: tuple[int, ...] = ()
    maximum: float | None = None

    @property
    def has_legend(self) -> bool:
        """Whether the names of the runs must be said beside the picture."""
        return self.kind != "scatter" and len(self.runs) > 1


def number_format(decimals: int) -> str:
    """The format of Office for numbers with so many places."""
    return f"#,##0.{'0' * decimals}" if decimals else "#,##0"


def in_ten_thousands(picture: Picture) -> Picture:
    """Yuan above a hundred thousand as 万元, the numbers divided and nothing rounded away."""
    known = [abs(value) for one in picture.series for value in one.values if value is not None]
    if picture.unit != "元" or max(known, default=0) < MANY_YUAN or picture.kind in ("radar", "scatter"):
        return picture
    series = tuple(
        Series(one.name, tuple(None if value is None else value / TEN_THOUSAND for value in one.values))
        for one in picture.series
    )
    mark = picture.mark and Mark(picture.mark.value / TEN_THOUSAND, picture.mark.words)
    return replace(picture, series=series, mark=mark, unit="万元", decimals=1)


def drawn(picture: Picture, subject: str = "") -> Drawing:
    """The picture ready to be drawn; `subject` names the category that stands out."""
    names = tuple(one.name for one in picture.series)
    tokens = tokens_of(names)
    own = [place for place, name in enumerate(picture.categories) if subject and name and _same(name, subject)]
    runs = tuple(
        Run(
            one.name, one.values, _in_bars(token, picture), _points(picture, own, one.values), _labelled(picture, place)
        )
        for place, (one, token) in enumerate(zip(picture.series, tokens, strict=True))
    )
    known = [value for one in picture.series for value in one.values if value is not None]
    from_zero = picture.kind != "scatter" and all(value >= 0 for value in known)
    plain = Drawing(
        picture.kind, picture.categories, runs, picture.unit, number_format(picture.decimals), from_zero, _gaps(picture)
    )
    if picture.kind == "scatter":
        return replace(plain, named_points=_named(picture, own))
    named = _with_gaps_named(plain, picture.series[0].gap)
    return _marked(named, picture.mark, picture) if picture.mark else named


def parts_of(drawing: Drawing, most: int) -> list[Drawing]:
    """The drawing cut into several of at most `most` categories with one scale; only lying bars are ever cut."""
    count = len(drawing.categories)
    if drawing.kind != "bar" or count <= most:
        return [drawing]
    number = -(-count // most)
    size = -(-count // number)
    known = [value for run in drawing.runs for value in run.values if value is not None]
    whole = replace(drawing, maximum=_round_up(max(known, default=1)))
    return [_cut(whole, start, min(count, start + size)) for start in range(0, count, size)]


def _in_bars(token: str, picture: Picture) -> str:
    """What a run is held against is a dark line, but a light bar."""
    return "bar" if token == QUIET and picture.kind in ("bar", "column") else token


def _cut(drawing: Drawing, start: int, end: int) -> Drawing:
    runs = tuple(
        replace(
            run,
            values=run.values[start:end],
            tokens={place - start: token for place, token in run.tokens.items() if start <= place < end},
            labelled=tuple(place - start for place in run.labelled if start <= place < end),
        )
        for run in drawing.runs
    )
    return replace(drawing, categories=drawing.categories[start:end], runs=runs)


def turned(drawing: Drawing) -> Drawing:
    """The same drawing with its categories in the other order."""
    last = len(drawing.categories) - 1
    runs = tuple(
        replace(
            run,
            values=run.values[::-1],
            tokens={last - at: token for at, token in run.tokens.items()},
            labelled=tuple(sorted(last - at for at in run.labelled)),
        )
        for run in drawing.runs
    )
    return replace(drawing, categories=drawing.categories[::-1], runs=runs)


def _round_up(value: float) -> float:
    step = 10 ** (len(str(int(abs(value)))) - 1)
    return -(-value // step) * step * (1 if value > 0 else 0) or 1.0


def _same(name: str, subject: str) -> bool:
    return name == subject or (len(name) >= 2 and (name in subject or subject in name))


def _points(picture: Picture, own: Sequence[int], values: Sequence[float | None]) -> dict[int, str]:
    """Own points in the full colour, the others quiet, where there is only one run and one of them is the own one."""
    if picture.kind not in ("bar", "column") or len(picture.series) > 1 or not own:
        return {}
    return {place: "bar" for place in range(len(values)) if place not in own}


def _labelled(picture: Picture, place: int) -> tuple[int, ...]:
    """Points that say their number: all of few; of lines over time the last; of stacks the parts that have room."""
    values = picture.series[place].values
    known = [at for at, value in enumerate(values) if value is not None]
    total = sum(value is not None for one in picture.series for value in one.values)
    if picture.kind in ("radar", "scatter"):
        return ()
    if picture.kind == "line" and (len(picture.series) > 1 or len(known) > 16):
        return tuple(known[-1:])
    if picture.kind == "stacked":
        return _roomy(picture, place) if total <= 3 * MOST_LABELS else ()
    return tuple(known) if total <= MOST_LABELS or picture.kind == "bar" else ()


def _roomy(picture: Picture, place: int) -> tuple[int, ...]:
    sums = [sum(one.values[at] or 0 for one in picture.series) for at in range(len(picture.categories))]
    highest = max(sums, default=0) or 1
    values = picture.series[place].values
    return tuple(at for at, value in enumerate(values) if value and value / highest >= SMALLEST_LABELLED)


def _silent(drawing: Drawing) -> list[int]:
    return [at for at in range(len(drawing.categories)) if all(run.values[at] is None for run in drawing.runs)]


def _with_gaps_named(drawing: Drawing, gap: str) -> Drawing:
    """Lying bars say 未报送, or why else there is no number, at the name itself; the others say it below."""
    if drawing.kind != "bar":
        return drawing
    silent = set(_silent(drawing))
    names = tuple(f"{name}（{gap}）" if at in silent else name for at, name in enumerate(drawing.categories))
    return replace(drawing, categories=names)


def _gaps(picture: Picture) -> tuple[str, ...]:
    """Who has not delivered, in words."""
    if picture.kind == "scatter":
        lost = [
            name
            for at, name in enumerate(picture.categories)
            if any(one.values[at] is None for one in picture.series[:2])
        ]
        return (f"{NOT_REPORTED}、未画出：{'、'.join(lost)}",) if lost else ()
    said = []
    for one in picture.series:
        lost = [name for name, value in zip(picture.categories, one.values, strict=True) if value is None]
        if lost and len(lost) < len(picture.categories):
            said.append((one.name, "、".join(lost), one.gap))
        elif lost:
            said.append((one.name, "全部", one.gap))
    if len(said) == len(picture.series) and len({words[1:] for words in said}) == 1:
        return (f"{said[0][2]}：{said[0][1]}",)
    return tuple(f"{gap}（{name}）：{lost}" for name, lost, gap in said)


def _marked(drawing: Drawing, mark: Mark, picture: Picture) -> Drawing:
    """The mark drawn where a program can: a dashed line over standing pictures, one more bar among lying ones."""
    value = compact(mark.value, picture.decimals)
    words = mark.words if any(sign.isdigit() for sign in mark.words) else f"{mark.words} {value} {picture.unit}".strip()
    if drawing.kind in ("column", "stacked", "line") and len(drawing.categories) > 1:
        line = Run(words, (mark.value,) * len(drawing.categories), "target", {}, (), is_mark=True)
        return replace(drawing, runs=(*drawing.runs, line))
    if drawing.kind == "bar" and len(drawing.runs) == 1:
        return _among(drawing, mark)
    return replace(drawing, notes=(*drawing.notes, words))


def _among(drawing: Drawing, mark: Mark) -> Drawing:
    """The mark as one more lying bar: at its place where the bars fall, else last."""
    run = drawing.runs[0]
    known = [value for value in run.values if value is not None]
    lower = (at for at, value in enumerate(run.values) if value is None or value < mark.value)
    last = len(run.values)
    at = next(lower, last) if known == sorted(known, reverse=True) else last
    moved = {place + (place >= at): token for place, token in run.tokens.items()}
    labelled = sorted([*(place + (place >= at) for place in run.labelled), at])
    values = (*run.values[:at], mark.value, *run.values[at:])
    longer = replace(run, values=values, tokens={**moved, at: "target"}, labelled=tuple(labelled))
    names = (*drawing.categories[:at], mark.words, *drawing.categories[at:])
    return replace(drawing, categories=names, runs=(longer,))


def _named(picture: Picture, own: Sequence[int]) -> tuple[int, ...]:
    """Points of a scatter that say their name: all of few, else the own one and the outermost."""
    count = len(picture.categories)
    if count <= MOST_POINTS_NAMED:
        return tuple(range(count))
    named = set(own)
    for one in picture.series[:2]:
        known = sorted((value, at) for at, value in enumerate(one.values) if value is not None)
        named.update(at for _, at in [*known[:2], *known[-4:]])
    return tuple(sorted(named))
