"""The template of the Word report: whose file is used, its places filled, and what is wrong with it in words."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.exceptions import TemplateError
from jinja2.sandbox import SandboxedEnvironment

from reports.content import Report
from reports.files import ReportError
from reports.word.template import SHIPPED
from reports.word.xml import UNSAYABLE
from settings import settings

NAME = "report_template.docx"
LARGEST = 20_000_000
BODY_PLACES = ("contents", "summary", "chapters", "appendix")
MARK = "\u2063{}\u2063"
HOW = "改法见 docs/reports.md；把自己的模板移走，就用随程序的那一份。"


def own_template() -> Path:
    """Where the office puts a template of its own."""
    return settings().data_dir / "reference" / NAME


def template_path() -> Path:
    """The office's own template where there is one, else the shipped one."""
    own = own_template()
    return own if own.exists() else SHIPPED


def places(report: Report) -> dict[str, str | bool]:
    """What may stand in {{ }} of a template, by name."""
    said = {
        "title": report.title,
        "subject": report.subject,
        "period": report.period,
        "choices": report.choices_in_words,
        "data_date": report.data_date.isoformat(),
        "build": report.build,
        "address": unquote(report.address),
        "made": report.made,
        "demonstration": "演示数据" if report.is_demonstration else "",
    }
    clean = {name: UNSAYABLE.sub("", text) for name, text in said.items()}
    marks = {name: MARK.format(name) for name in BODY_PLACES}
    return {**clean, "is_demonstration": report.is_demonstration, **marks}


def filled(report: Report, template: Path | None = None) -> Document:
    """The template with its words filled in; the places of the body hold marks that `put` finds.

    Raises ReportError in words for a template that cannot be used.
    """
    path = template or template_path()
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _broken(path, f"打不开（{error.strerror or '读不出'}）。") from error
    if len(content) > LARGEST:
        raise _broken(path, f"有 {len(content) // 1_000_000} MB，太大；模板里不要放大图片。")
    made = _rendered(content, places(report), path)
    for name in ("chapters",):
        if mark_of(made, name) is None:
            raise _broken(path, f"正文里没有 {{{{ {name} }}}}，不知道各章写在哪里。请让它单独占一段。")
    return made


def _rendered(content: bytes, words: Mapping[str, object], path: Path) -> Document:
    known = "、".join(words)
    try:
        template = DocxTemplate(BytesIO(content))
        environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
        template.render(dict(words), environment, autoescape=True)
        whole = BytesIO()
        template.save(whole)
        return docx.Document(BytesIO(whole.getvalue()))
    except TemplateError as error:
        why = error.message or str(error)
        raise _broken(path, f"里的占位符不能用：{why}。可用的只有：{known}。") from error
    except Exception as error:
        raise _broken(path, f"不是可用的 Word 文件（.docx），或者已经损坏：{type(error).__name__}。") from error


def _broken(path: Path, why: str) -> ReportError:
    return ReportError(f"报告模板《{path.name}》（{path.parent}）{why}", HOW, 500)


def mark_of(document: Document, name: str) -> BaseOxmlElement | None:
    """The paragraph of the body that stands for a place, or None."""
    mark = MARK.format(name)
    for one in document.element.body.iter(qn("w:p")):
        if mark in "".join(text.text or "" for text in one.iter(qn("w:t"))):
            return one
    return None


def put(document: Document, name: str, elements: list[BaseOxmlElement]) -> bool:
    """Put elements in a place of the body; False when the template has no such place."""
    place = mark_of(document, name)
    if place is None:
        return False
    for element in elements:
        place.addprevious(element)
    place.getparent().remove(place)
    return True
