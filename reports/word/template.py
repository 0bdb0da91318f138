"""Makes data/reference/report_template.docx: `python -m reports.word.template`. The office edits the file, not this."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm

from reports.colours import colour
from reports.packing import repacked
from reports.word.styles import STYLES, TABLE_STYLE, add_numbering, complete, letters, shape
from reports.word.xml import field, paragraph, run, style_ids, w

SHIPPED = Path(__file__).parents[2] / "data" / "reference" / "report_template.docx"
MADE = datetime(2026, 1, 1)
PAGE = {"page_width": 21.0, "page_height": 29.7, "left_margin": 2.6, "right_margin": 2.6, "top_margin": 2.8}
REST = {"bottom_margin": 2.5, "header_distance": 1.5, "footer_distance": 1.4}
TAB = 8960


def made() -> bytes:
    """The template as it is shipped; the same bytes every time."""
    document = docx.Document()
    _clean(document)
    _styles(document)
    _as_of_today(document)
    section = document.sections[0]
    for name, size in {**PAGE, **REST}.items():
        setattr(section, name, Cm(size))
    section.different_first_page_header_footer = True
    _around(document)
    end = document.element.body[-1]
    for element in [*_cover(style_ids(document)), *_inside(style_ids(document))]:
        end.addprevious(element)
    about = document.core_properties
    about.title, about.author, about.comments, about.keywords = "年度成效报告模板", "五社联动分析台", "", ""
    about.created = about.modified = MADE
    about.last_modified_by, about.revision = "五社联动分析台", 1
    whole = BytesIO()
    document.save(whole)
    return repacked(whole.getvalue())


def _clean(document: Document) -> None:
    """Leave out what no report uses: the styles of tables in colours, the small picture of the first page."""
    for style in list(document.styles.element.findall(qn("w:style"))):
        kind, name = style.get(qn("w:type")), style.find(qn("w:name")).get(qn("w:val"))
        keep = kind in ("character", "numbering") and style.get(qn("w:default")) == "1"
        if not keep and name not in ("Normal", "Normal Table", "Table Grid", "heading 1", "heading 2", "List Bullet"):
            document.styles.element.remove(style)
    package = document.part.package
    for key in [key for key, one in package.rels.items() if one.reltype.endswith("/thumbnail")]:
        package.rels.pop(key)


def _as_of_today(document: Document) -> None:
    """Opened as a document of today's Word, not in 兼容模式, and as a Chinese one."""
    own = document.settings.element
    for one in own.iter(qn("w:compatSetting")):
        if one.get(qn("w:name")) == "compatibilityMode":
            one.set(qn("w:val"), "15")
    own.find(qn("w:themeFontLang")).set(qn("w:eastAsia"), "zh-CN")
    own.replace(own.find(qn("w:zoom")), w("zoom", percent=100))
    for tag in ("w:rsids", "w:savePreviewPicture"):
        own.remove(own.find(qn(tag)))


def _styles(document: Document) -> None:
    default = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}")
    for old in list(default):
        default.remove(old)
    default.append(letters("宋体", 10.5, "text"))
    complete(document)
    known = {style.name.lower(): style for style in document.styles}
    add_numbering(document)
    for style in STYLES:
        shape(known.get(style.name.lower()) or document.styles[style.name], style)
    assert TABLE_STYLE in {style.name for style in document.styles}  # noqa: S101


def _cover(styles: dict[str, str]) -> list[BaseOxmlElement]:
    """The letterhead, the name of the report, and what a reader must know before the first number."""
    head = paragraph(styles["版头"], "五　社　联　动")
    line = {"val": "single", "sz": 12, "space": 6, "color": colour("accent")}
    head.pPr.append(w("pBdr", w("bottom", **line)))
    about = [
        "{{ choices }}",
        "数据截至 {{ data_date }} · 数据版本 {{ build }}",
        "{%p if made %}",
        "{{ made }}",
        "{%p endif %}",
    ]
    return [
        head,
        paragraph(styles["Title"], "{{ subject }}"),
        paragraph(styles["Subtitle"], "{{ title }}"),
        paragraph(styles["封面期间"], "{{ period }}"),
        paragraph(styles["Normal"], "{%p if is_demonstration %}"),
        paragraph(styles["演示标记"], "演示数据 · 不是真实情况，不能引用"),
        paragraph(styles["Normal"], "{%p endif %}"),
        *_at_the_foot([paragraph(styles["封面说明"], words) for words in about]),
        paragraph(styles["Normal"]),
    ]


def _at_the_foot(lines: list[BaseOxmlElement]) -> list[BaseOxmlElement]:
    """Lines that stand at the foot of the cover, however long the name above is."""
    place = {
        "w": 8900,
        "hAnchor": "margin",
        "vAnchor": "margin",
        "xAlign": "center",
        "yAlign": "bottom",
        "hRule": "auto",
    }
    for line in lines:
        line.pPr.append(w("framePr", wrap="around", **place))
    return lines


def _inside(styles: dict[str, str]) -> list[BaseOxmlElement]:
    """The places for what the product writes."""
    return [
        paragraph(styles["TOC Heading"], "目　录"),
        paragraph(styles["Normal"], "{{ contents }}"),
        paragraph(styles["摘要标题"], "摘　要"),
        paragraph(styles["Normal"], "{{ summary }}"),
        paragraph(styles["Normal"], "{{ chapters }}"),
        paragraph(styles["Normal"], "{{ appendix }}"),
    ]


def _around(document: Document) -> None:
    """Head and foot of every page but the cover: name, 演示数据, data date, page of pages."""
    section, styles = document.sections[0], style_ids(document)
    tabs = w("tabs", w("tab", val="right", pos=TAB))
    line = {"val": "single", "sz": 4, "space": 4, "color": colour("line")}
    head, foot = section.header.paragraphs[0]._p, section.footer.paragraphs[0]._p
    words = [run("{{ subject }} · {{ period }}{{ title }}"), w("r", w("tab")), run("{{ demonstration }}")]
    new_head = paragraph(styles["Header"], *words)
    new_head.pPr.extend([w("pBdr", w("bottom", **line)), tabs])
    page = [run("第 "), *field("PAGE", "2"), run(" 页 / 共 "), *field("NUMPAGES", "2"), run(" 页")]
    left = run("数据截至 {{ data_date }}{% if is_demonstration %} · 演示数据{% endif %}")
    new_foot = paragraph(styles["Footer"], left, w("r", w("tab")), *page)
    new_foot.pPr.append(w("tabs", w("tab", val="right", pos=TAB)))
    head.getparent().replace(head, new_head)
    foot.getparent().replace(foot, new_foot)
    for part in (section.first_page_header, section.first_page_footer):
        part.is_linked_to_previous = False


if __name__ == "__main__":
    SHIPPED.write_bytes(made())
