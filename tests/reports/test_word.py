"""年度成效报告 as Word: complete, native, the same every time, in the office's own clothes."""

import io
import re
import zipfile
from dataclasses import replace

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from lxml import etree

from reports.content import Chapter, Column, Figure, Picture, Series, Table, Words
from reports.drawing import drawn
from reports.files import ReportError
from reports.word import template as word_template
from reports.word.blocks import chinese
from reports.word.document import write_docx
from reports.word.places import places
from reports.word.tables import pieces_of, words_of
from tests.reports.made_up import FOOT, pictures, report

CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def written(made, template=None) -> bytes:
    """The bytes of a report as Word."""
    target = io.BytesIO()
    write_docx(made, target, template)
    return target.getvalue()


def opened(made, template=None):
    """A report as Word, read again."""
    return docx.Document(io.BytesIO(written(made, template)))


def words(document) -> str:
    """Everything a reader sees in the body."""
    return "\n".join(one.text or "" for one in document.element.body.iter(qn("w:t")))


@pytest.fixture(scope="module")
def whole() -> bytes:
    return written(report())


@pytest.fixture(scope="module")
def document(whole):
    return docx.Document(io.BytesIO(whole))


def test_the_same_report_gives_the_same_bytes(whole, document):
    assert written(report()) == whole
    moments = {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(whole)).infolist()}
    assert moments == {(1980, 1, 1, 0, 0, 0)}
    about = document.core_properties
    assert str(about.created) == str(about.modified) == "2024-12-31 00:00:00+00:00"
    assert "下沙社会组织服务中心" in about.title


def test_the_shipped_template_is_the_one_the_script_makes():
    assert word_template.SHIPPED.read_bytes() == word_template.made()


def test_every_chapter_and_part_is_a_heading_and_in_the_contents(document):
    headings = [one.text for one in document.paragraphs if one.style.name in ("Heading 1", "Heading 2", "附录标题")]
    lines = [one.text.split("\t")[0] for one in document.paragraphs if one.style.name.startswith("toc")]
    assert headings[0] == "概况与十项指标" and headings[-1] == "附　口径与来源" and len(headings) == 16
    assert [re.sub(r"^(（[一二三四五六七八九十]+）|[一二三四五六七八九十]+、)", "", line) for line in lines] == headings
    assert lines[0] == "一、概况与十项指标" and lines[1] == "（一）十项指标" and "五、志愿服务" in lines
    codes = [one.text for one in document.element.body.iter(qn("w:instrText"))]
    assert any("TOC" in code for code in codes) and any("SEQ 图" in code for code in codes)


def test_pictures_are_charts_with_their_numbers_in_a_workbook(whole):
    package = zipfile.ZipFile(io.BytesIO(whole))
    charts = sorted((name for name in package.namelist() if re.fullmatch(r"word/charts/chart\d+\.xml", name)), key=len)
    assert len(charts) == len(pictures()) and not [name for name in package.namelist() if "media/" in name]
    for place, figure in enumerate(pictures(), 1):
        root = etree.fromstring(package.read(f"word/charts/chart{place}.xml"))
        assert (
            root.find(f"{CHART}externalData") is not None
            and root.find(f"{CHART}externalData").getprevious() is not None
        )
        book = openpyxl.load_workbook(io.BytesIO(package.read(f"word/embeddings/chart_numbers{place}.xlsx")))
        rows = list(book.worksheets[0].values)
        drawing = drawn(figure.picture, "下沙社会组织服务中心")
        assert [row[0] for row in rows[1:]] == list(drawing.categories)
        for column, run in enumerate(drawing.runs, 1):
            assert [row[column] for row in rows[1:]] == [None if v is None else float(v) for v in run.values]


def test_what_was_not_reported_is_a_gap_and_said(document, whole):
    chart = etree.fromstring(zipfile.ZipFile(io.BytesIO(whole)).read("word/charts/chart2.xml"))
    assert chart.find(f".//{CHART}dispBlanksAs").get("val") == "gap"
    values = chart.find(f".//{CHART}barChart/{CHART}ser/{CHART}val")
    assert [one.get("idx") for one in values.iter(f"{CHART}pt")] == ["0", "1", "3", "4"]
    assert chart.find(f".//{CHART}valAx/{CHART}scaling/{CHART}min").get("val") == "0"
    assert "未报送：2022" in words(document)
    assert "2024年没有活动的报送，所以没有图也没有表。" in words(document)


def test_tables_repeat_their_heads_and_no_row_is_torn(document):
    tables = [one for one in document.tables if one.style and one.style.name == "报告表格"]
    assert tables
    for table in tables:
        rows = table._tbl.findall(qn("w:tr"))
        assert rows[0].find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)
    long = next(table for table in tables if len(table.rows) == 62)
    assert next(cell.text for cell in long.rows[-1].cells) == "合计" and long.rows[1].cells[2].text == "1,000.50"


def test_a_table_too_wide_for_paper_comes_in_pieces(document):
    captions = [one.text for one in document.paragraphs if one.style.name == "Caption" and "社区与领域" in one.text]
    assert len(captions) >= 2 and all(f"（{place}/{len(captions)}）" in one for place, one in enumerate(captions, 1))
    columns = (Column("社区"), *(Column(f"第{n}个领域的服务", "人次", True) for n in range(24)))
    table = Table("", columns, tuple((f"社区{n}", *range(24)) for n in range(3)))
    pieces = pieces_of(table, 15.8)
    assert all(piece.columns[0] == columns[0] for piece in pieces)
    assert [one for piece in pieces for one in piece.columns[1:]] == list(columns[1:])
    assert [value for piece in pieces for value in piece.rows[1][1:]] == list(range(24))


def test_every_figure_has_its_source_and_the_appendix_its_definitions(document):
    said = words(document)
    figures = [block for chapter in report().chapters for block in chapter.blocks if isinstance(block, Figure)]
    assert said.count(FOOT) == len(figures)
    assert all(f"指标{place}（个）" in said for place in range(30))
    assert "数据版本：b-20241231" in said and "统计范围：登记+备案；常住人口；不含代管" in said


def test_demonstration_is_told_on_the_cover_and_on_every_page(document):
    section = document.sections[0]
    assert "演示数据 · 不是真实情况，不能引用" in words(document)
    assert "演示数据" in section.footer.paragraphs[0].text and "第 " in section.footer.paragraphs[0].text
    real = opened(replace(report(), is_demonstration=False))
    everything = words(real) + real.sections[0].footer.paragraphs[0].text + real.sections[0].header.paragraphs[0].text
    assert "演示" not in everything


def test_words_are_never_taken_for_orders_of_the_template():
    odd = replace(
        report(),
        subject="{{ 7*7 }}<b>&\x00\ud800中心",
        summary=("{% if x %}", "=1+1"),
        chapters=(Chapter("<章> & {{ y }}", "", (Words("", ("\x0b甲\n乙",)),)),),
    )
    said = words(opened(odd))
    assert "{{ 7*7 }}<b>&" in said and "{% if x %}" in said and "<章> & {{ y }}" in said and "49" not in said


def test_pages_in_the_contents_rise_and_begin_after_the_contents():
    figure = Figure(
        "在册组织", "家", FOOT, Picture("bar", ("甲", "乙"), (Series("在册", (3, 1)),), "家"), table=None, summary=""
    )
    chapters = tuple(
        Chapter(f"第{n}章", "这一章说了什么。" * 9, (figure, Words("为什么", ("因为。" * 40,)))) for n in range(9)
    )
    made = opened(replace(report(), chapters=chapters))
    pages = [int(one.text.split("\t")[1]) for one in made.paragraphs if one.style.name.startswith("toc")]
    assert len(pages) == 28 and pages == sorted(pages) and pages[0] == 3 and pages[-1] > 6


def test_an_own_template_is_filled_and_missing_styles_are_added(tmp_path):
    own = docx.Document()
    own.add_paragraph("钱塘区民政局 · {{ subject }} {{ period }}")
    own.add_paragraph("{{ chapters }}")
    own.add_paragraph("（盖章）")
    own.save(tmp_path / "own.docx")
    made = opened(report(), tmp_path / "own.docx")
    texts = [one.text for one in made.paragraphs]
    assert texts[0] == "钱塘区民政局 · 下沙社会组织服务中心 2024年" and texts[-1] == "（盖章）"
    assert "附　口径与来源" not in texts and "图表来源" in {one.name for one in made.styles}
    assert next(one.text for one in made.paragraphs if one.style.name == "Heading 1") == "概况与十项指标"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ subject }}", "没有 {{ chapters }}"),
        ("{{ chapters }}{{ 名字 }}", "'名字' is undefined"),
        ("{{ chapters }}{% if %}", "占位符不能用"),
        ("{{ chapters }}{{ ''.__class__.__mro__ }}", "占位符不能用"),
        (None, "不是可用的 Word 文件"),
    ],
)
def test_a_broken_template_is_told_in_words(tmp_path, text, said):
    path = tmp_path / "report_template.docx"
    if text is None:
        path.write_bytes(b"PK not a document")
    else:
        own = docx.Document()
        own.add_paragraph(text)
        own.save(path)
    with pytest.raises(ReportError) as told:
        written(report(), path)
    assert said in told.value.message and "report_template.docx" in told.value.message
    assert "docs/reports.md" in told.value.hint
    with pytest.raises(ReportError, match="打不开"):
        written(report(), tmp_path / "nothing.docx")


def test_every_place_is_explained():
    guide = (word_template.SHIPPED.parents[2] / "docs" / "reports.md").read_text("utf-8")
    assert all(f"{{{{ {name} }}}}" in guide or f"if {name}" in guide for name in places(report()))


def test_numbers_are_written_as_on_the_pages():
    column = Column("数", "元", True, 1)
    found = [words_of(value, column) for value in (1234, 1234.56, -0.5, None, "未报送")]
    assert found == ["1,234", "1,234.6", "−0.5", "—", "未报送"]
    assert [chinese(number) for number in (1, 10, 11, 20, 21)] == ["一", "十", "十一", "二十", "二十一"]
