"""Text files: which encoding, which delimiter, and the records in them; never a guess that could spoil characters."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from etl.errors import DeliveryError
from etl.files.table import Grid, ReadOptions

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CJK = re.compile("[\u3400-\u9fff]")
_TWO_BYTE_RUN = re.compile("[\u00a1-\u07ff]{2,}")
_TWO_BYTES = re.compile("[\u00a1-\u07ff]+")
_WITHIN_A_WORD = re.compile("(?<=[A-Za-z])[\u00a1-\u07ff]+|[\u00a1-\u07ff]+(?=[A-Za-z])")
_TWO_BYTE_FOREIGN = re.compile("[\u0100-\u024f\u0250-\u02af\u0370-\u07ff]")
_SPOILT = re.compile("锟斤拷|烫烫烫|屯屯屯|\ufffd|ï¿½")
_RUN_OF_CHINESE = re.compile("[\u2e80-\u9fff\ue000-\uf8ff\u3000-\u30ff]{4,}")
_DELIMITERS = (",", "\t", ";", "|")
_EXPECTED = re.compile("[\t\r\n -~\u2010-\u2027\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
_LOOKED_AT = 60
_LONGEST_FIELD = 10**8


def read_text_file(path: Path, options: ReadOptions, count_known: Callable[[list[str]], int]) -> Grid:
    """The records of a text file; `count_known` tells how many headings of ours a record holds."""
    text = decode(path.read_bytes(), options.encodings)
    if not text.strip():
        raise DeliveryError("文件是空的，没有任何内容。", "请重新导出后再报送", "B001")
    _refuse_spoilt(text)
    delimiter = options.delimiter or find_delimiter(text, count_known)
    cells = [[cell if cell != "" else None for cell in record] for record in records(text, delimiter)]
    return Grid(sheet="", cells=cells, is_text=True)


def decode(data: bytes, encodings: tuple[str, ...] = ()) -> str:
    """The text: by BOM, else UTF-8, else GB18030, each strictly; DeliveryError names the first bad line."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            text = _strictly(data, encoding)
            if text is None and encoding == "utf-8-sig":
                return _refuse_mixed(data.removeprefix(bom))
            if text is None:
                return _refuse_null(data.count(b"\n") + 1)
            return text if "\0" not in text else _refuse_null(text[: text.index("\0")].count("\n") + 1)
    if b"\0" in data:
        text = _utf16_without_mark(data)
        return text if text is not None else _refuse_null(data[: data.index(b"\0")].count(b"\n") + 1)
    for encoding in encodings:
        if (text := _strictly(data, encoding)) is not None:
            return text
    text = _strictly(data, "utf-8")
    if text is not None:
        return _chinese_after_all(data, text)
    text = _strictly(data, "gb18030")
    if text is None or _utf8_line(data):
        return _refuse_mixed(data)
    return text


def _utf16_without_mark(data: bytes) -> str | None:
    """The text if the bytes are UTF-16 whose byte order nobody marked: nearly all of it is plain or Chinese."""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = _strictly(data, encoding)
        if text and "\0" not in text and len(_EXPECTED.findall(text[:20_000])) >= 0.95 * min(len(text), 20_000):
            return text
    return None


def _refuse_null(line: int) -> str:
    raise DeliveryError(f"文件含有不可见的非法字符（第{line}行），可能是导出中断。", "请重新导出", "B008")


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _chinese_after_all(data: bytes, text: str) -> str:
    """A few Chinese characters in GB18030 are also valid UTF-8, as runs of letters nobody writes here."""
    if _CJK.search(text) or not (_TWO_BYTE_FOREIGN.search(text) and _TWO_BYTE_RUN.search(text)):
        return text
    if 2 * len(_WITHIN_A_WORD.findall(text)) > len(_TWO_BYTES.findall(text)):
        return text
    chinese = _strictly(data, "gb18030")
    return chinese if chinese is not None and _CJK.search(chinese) else text


def _utf8_line(data: bytes) -> int | None:
    """The first line that is Chinese in UTF-8, within a file that as a whole is not UTF-8."""
    for number, line in enumerate(data.split(b"\n"), start=1):
        text = None if line.isascii() else _strictly(line, "utf-8")
        if text and len(_CJK.findall(text)) >= 2:
            return number
    return None


def _refuse_mixed(data: bytes) -> str:
    """Say in which line the encoding changes, or that there is none we know."""
    first = None
    for number, line in enumerate(data.split(b"\n"), start=1):
        if line.isascii():
            continue
        kind = "utf-8" if _strictly(line, "utf-8") else "gb18030" if _strictly(line, "gb18030") else "unknown"
        first = first or kind
        if kind != first or kind == "unknown":
            raise DeliveryError(
                f"第{number}行起文字编码与前面不一致，会出现乱码。",
                "请用Excel打开核对后另存为“CSV UTF-8”再报",
                "B006",
            )
    raise DeliveryError("无法识别文件的文字编码。", "请用Excel打开核对后另存为“CSV UTF-8”再报", "B006")


def _refuse_spoilt(text: str) -> None:
    match = _SPOILT.search(text)
    if match is None and not _is_misread(text[:20000]):
        return
    line = text[: match.start()].count("\n") + 1 if match else 1
    raise DeliveryError(
        f"文件中的汉字在导出前已经损坏（第{line}行，如“锟斤拷”一类的乱码），无法恢复。",
        "请从原系统重新导出",
        "B007",
    )


def _is_misread(text: str) -> bool:
    """Whether the text is UTF-8 that somebody once read as GBK: written back, it turns into Chinese again."""
    runs = _RUN_OF_CHINESE.findall(text)[:200]
    back = "".join(run.encode("gb18030").decode("utf-8", "replace") for run in runs)
    return len(_CJK.findall(back)) >= 2 and len(_CJK.findall(back)) > 2 * back.count("\ufffd")


def find_delimiter(text: str, count_known: Callable[[list[str]], int]) -> str:
    """The delimiter that makes the most headings of ours, else the widest records that agree."""
    scored = []
    for delimiter in _DELIMITERS:
        found = _first_records(text, delimiter)
        known = max((count_known(record) for record in found), default=0)
        widths = [len(record) for record in found if len(record) > 1]
        agreeing = max((widths.count(width) for width in set(widths)), default=0)
        scored.append((known, agreeing, -_DELIMITERS.index(delimiter)))
    best = max(scored)
    if best[0] < 2 and _chinese_commas(text, count_known) > best[0]:
        raise DeliveryError("各列之间用了中文逗号，系统无法分列。", "请用Excel另存为CSV", "B011")
    return _DELIMITERS[-best[2]]


def _chinese_commas(text: str, count_known: Callable[[list[str]], int]) -> int:
    lines = text.splitlines()[:_LOOKED_AT]
    return max((count_known(re.split("[，、；]", line)) for line in lines if "，" in line or "；" in line), default=0)


def _first_records(text: str, delimiter: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=delimiter)
    found = []
    try:
        for record in reader:
            found.append(record)
            if len(found) == _LOOKED_AT:
                break
    except csv.Error:
        return found
    return found


def records(text: str, delimiter: str) -> Iterator[list[str]]:
    """The records of the text, one per row as Excel would number them; DeliveryError for a quote left open."""
    csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    started = 1
    try:
        for record in reader:
            yield record
            started = reader.line_num + 1
    except csv.Error as fault:
        raise DeliveryError(
            f"第{started}行的引号没有成对，后面的内容都会错位。", "请检查该行的双引号", "B012"
        ) from fault
