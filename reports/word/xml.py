"""The parts a Word document is made of: paragraphs, runs, fields, bookmarks, links."""

from __future__ import annotations

import re
from collections.abc import Mapping

from docx.document import Document
from docx.oxml.ns import nsmap
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement
from lxml import etree

WORD = nsmap["w"]
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def w(tag: str, *children: etree._Element, **values: object) -> BaseOxmlElement:
    """An element of WordprocessingML with its attributes: w("jc", val="center")."""
    made = OxmlElement(f"w:{tag}")
    for key, value in values.items():
        made.set(f"{{{WORD}}}{key}", str(value))
    made.extend(children)
    return made


def run(words: str, style: str = "", bold: bool = False) -> BaseOxmlElement:
    """Words in a run; characters no document can hold are left out, line breaks stay."""
    marks = [w("rStyle", val=style)] if style else []
    marks += [w("b")] if bold else []
    made = w("r", *([w("rPr", *marks)] if marks else []))
    for place, line in enumerate(UNSAYABLE.sub("", words).split("\n")):
        if place:
            made.append(w("br"))
        text = w("t")
        text.text = line
        text.set(SPACE, "preserve")
        made.append(text)
    return made


def paragraph(style: str, *runs: BaseOxmlElement | str, **marks: object) -> BaseOxmlElement:
    """A paragraph of a style (by its id); marks are properties without children, as keepNext="1"."""
    inside = [w("pStyle", val=style), *(w(name, val=value) for name, value in marks.items())]
    return w("p", w("pPr", *inside), *(run(one) if isinstance(one, str) else one for one in runs))


def field(code: str, shown: str, dirty: bool = False) -> list[BaseOxmlElement]:
    """A field with the result a reader sees before it is updated."""
    begin = w("fldChar", fldCharType="begin")
    if dirty:
        begin.set(f"{{{WORD}}}dirty", "true")
    words = w("instrText")
    words.text = f" {code} "
    words.set(SPACE, "preserve")
    between, end = w("fldChar", fldCharType="separate"), w("fldChar", fldCharType="end")
    return [w("r", begin), w("r", words), w("r", between), run(shown), w("r", end)]


def bookmarked(name: str, number: int, *runs: BaseOxmlElement) -> list[BaseOxmlElement]:
    """Runs between the two ends of a bookmark."""
    return [w("bookmarkStart", id=number, name=name), *runs, w("bookmarkEnd", id=number)]


def link_inside(bookmark: str, *runs: BaseOxmlElement) -> BaseOxmlElement:
    """Runs that lead to a bookmark of the document."""
    return w("hyperlink", *runs, anchor=bookmark, history="1")


def style_ids(document: Document) -> Mapping[str, str]:
    """The ids of the styles by name, as Word shows the names: Heading 1, 图表来源."""
    return {style.name: style.style_id for style in document.styles}
