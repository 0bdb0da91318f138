"""The deck: nothing outside a slide, nothing lost, native charts, real titles, notes, links, the same bytes."""

import io
import re
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from lxml import etree
from pptx import Presentation
from pptx.util import Pt

from reports.content import Column, Figure, Headlines, Table, Words
from reports.measure import height, lines
from reports.powerpoint.cards import CardGrid
from reports.powerpoint.charts import chart_parts
from reports.powerpoint.document import write_pptx
from reports.powerpoint.frame import ROOM, Head
from reports.powerpoint.plan import numeral, planned
from reports.powerpoint.prose import SMALLEST, TIGHT, Group, prose_pages
from reports.powerpoint.tables import slides_of, table_pages
from tests.reports.made_up import long_table, report, wide_table


def written(content) -> bytes:
    whole = io.BytesIO()
    write_pptx(content, whole)
    return whole.getvalue()


@pytest.fixture(scope="module")
def made() -> bytes:
    return written(report())


@pytest.fixture(scope="module")
def deck(made):
    return Presentation(io.BytesIO(made))


def words_of(slide) -> str:
    found = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    for shape in slide.shapes:
        if shape.has_table:
            found += [cell.text.replace("\n", "") for row in shape.table.rows for cell in row.cells]
    return "\n".join(found)


def test_the_same_report_gives_the_same_bytes_without_a_clock(made):
    assert written(report()) == made
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = package.read("docProps/core.xml").decode()
    assert core.count("2024-12-31T00:00:00Z") == 2


def test_every_slide_has_a_title_stays_inside_and_says_demonstration(deck):
    assert (deck.slide_width, deck.slide_height) == (Pt(960), Pt(540))
    for slide in deck.slides:
        assert slide.shapes.title.text_frame.text.strip()
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.top >= 0
            assert shape.left + shape.width <= deck.slide_width and shape.top + shape.height <= deck.slide_height
    master = " ".join(shape.text_frame.text for shape in deck.slide_master.shapes if shape.has_text_frame)
    assert "演示数据" in master and "下沙社会组织服务中心" in master and "2024年度成效报告" in master
    assert "不得作为统计依据" in words_of(deck.slides[0])


def test_words_fit_into_their_boxes(deck):
    for slide in deck.slides:
        for shape in slide.shapes:
            if not shape.has_text_frame or not shape.text_frame.text or "Slide Number" in shape.name:
                continue
            frame = shape.text_frame
            room = shape.width.pt - frame.margin_left.pt - frame.margin_right.pt
            sizes = [
                (one.text, one.runs[0].font.size.pt) for one in frame.paragraphs if one.runs and one.runs[0].font.size
            ]
            used = sum(height(text, size, room) for text, size in sizes)
            assert used <= shape.height.pt + 8, (slide.shapes.title.text_frame.text, frame.text)


def test_charts_are_native_with_a_workbook_of_their_numbers(deck):
    charts = [shape for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    kinds = {etree.QName(child).localname for shape in charts for child in shape.chart._chartSpace.chart.plotArea}
    assert {"barChart", "lineChart", "radarChart", "scatterChart"} <= kinds
    lying = charts[0].chart
    book = openpyxl.load_workbook(io.BytesIO(lying.part.chart_workbook.xlsx_part.blob))
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[0] == (None, "登记组织") and ("下沙社会组织服务中心", 42) in rows
    assert ("同级中位数", 24) in rows and ("幸福驿站（未报送）", None) in rows
    assert list(lying.plots[0].categories) == [row[0] for row in rows[1:]]
    assert [value for value in lying.plots[0].series[0].values] == [row[1] for row in rows[1:]]
    assert lying.value_axis.minimum_scale == 0
    standing = charts[1].chart
    assert [one.name for one in standing.series] == ["登记", "目标 12 个"]
    assert standing.series[0].values == (5, 8, None, 9, 14)
    described = [shape._element.nvGraphicFramePr.cNvPr.get("descr") for shape in charts]
    assert all(described)


@pytest.mark.parametrize(
    ("words", "name"),
    [("同级中位数 14", "同级中位数"), ("同级中位数 24.0 家", "同级中位数"), ("目标 ≥ 45 家", "目标 ≥ 45 家")],
)
def test_a_bar_of_the_median_writes_its_number_once(words, name):
    lying = next(
        block
        for chapter in report().chapters
        for block in chapter.blocks
        if isinstance(block, Figure) and block.picture and block.picture.kind == "bar" and block.picture.mark
    )
    figure = replace(lying, picture=replace(lying.picture, mark=replace(lying.picture.mark, words=words)))
    (part,) = chart_parts(figure, Head("", "在册组织"), (), "")
    assert name in part.drawing.categories and (words == name or words not in part.drawing.categories)


def test_a_gap_is_said_in_words(deck):
    said = [words_of(slide) for slide in deck.slides]
    assert any("未报送：2022" in words for words in said)
    assert any("2024年没有活动的报送" in words for words in said)


def test_no_row_and_no_column_of_a_table_is_lost(deck):
    told = "\n".join(words_of(slide) for slide in deck.slides)
    assert all(f"组织{number:03d}" in told for number in range(60)) and "1,830,915.00" in told
    assert all(f"第{number}个领域的服务（人次）" in told for number in range(24))
    assert "=1+1" in told and "@x" in told
    pages = table_pages(long_table(), 872, 360)
    assert [page.first for page in pages[1:]] == [page.last + 1 for page in pages[:-1]]
    assert pages[-1].has_total and all(sum(page.heights) <= 360 for page in pages)
    assert all(sum(page.widths) <= 873 for page in [*pages, *table_pages(wide_table(), 872, 360)])
    narrow = replace(long_table(), columns=long_table().columns[:1], rows=tuple(row[:1] for row in long_table().rows))
    assert len(slides_of(table_pages(narrow, 872, 360), 872)) < len(table_pages(narrow, 872, 360))


def test_a_cell_higher_than_a_slide_goes_on_in_the_next_row():
    tall = "为居民服务，" * 300
    table = replace(long_table(1), rows=(("甲", tall, 1.0, 2.0, 3.0),), has_total=False)
    pages = table_pages(table, 872, 360)
    assert "".join(row[1] for page in pages for row in page.cells[1:]) == tall
    assert all(sum(page.heights) <= 360 for page in pages)


def test_a_unit_in_brackets_stays_together_in_a_narrow_column():
    columns = (Column("方式"), *(Column(title, unit, True) for title, unit in (("占比", "%"), ("参训", "人次")) * 3))
    pages = table_pages(Table("", columns, (("个别督导", *(62.5, 148) * 3),) * 4), 360, 300)
    heads = [(head, wide) for page in pages for head, wide in zip(page.cells[0], page.widths, strict=True)]
    assert {"占比\n（%）", "参训\n（人次）"} <= {head for head, _ in heads}
    assert all(wide - 12 > 3.3 * page.size for page in pages for wide in page.widths[1:])
    roomy = table_pages(Table("", columns[:2], (("个别督导", 62.5),)), 360, 300)
    assert roomy[0].cells[0] == ("方式", "占比（%）")


def test_contents_lead_to_their_slides(deck):
    agenda = deck.slides[1]
    links = [shape for shape in agenda.shapes if shape.name.startswith("链接 ") and not shape.text_frame.text.isdigit()]
    assert [shape.text_frame.text for shape in links][:2] == ["摘要", "一、概况与十项指标"]
    pages = [shape.text_frame.text for shape in agenda.shapes if shape.text_frame.text.isdigit()]
    for shape, page in zip(links, pages, strict=True):
        assert shape.click_action.target_slide.slide_id == deck.slides[int(page) - 1].slide_id
    whole = next(
        re.search(r"附表1见第 (\d+) 页", words_of(slide)) for slide in deck.slides if "附表1见第" in words_of(slide)
    )
    assert "附表1" in deck.slides[int(whole[1]) - 1].shapes.title.text_frame.text
    assert numeral(10) == "十" and numeral(11) == "十一" and numeral(20) == "二十" and numeral(21) == "二十一"


def test_notes_say_basis_source_and_definitions(deck):
    chart = next(slide for slide in deck.slides if any(shape.has_chart for shape in slide.shapes))
    notes = chart.notes_slide.notes_text_frame.text
    assert "来源：枢纽名录、活动记录" in notes and "登记+备案" in notes and "数据版本 b-20241231" in notes


def test_cards_tell_change_goal_and_silence(deck):
    cards = next(words_of(slide) for slide in deck.slides if slide.shapes.title.text_frame.text == "十项指标")
    assert "▲ 上年多 3 个" in cards and "目标（区民政局） 50 个" in cards and "未报送" in cards
    assert "▼ 上年少 20万 元" in cards or "▼ 上年少 20万元" in cards


def test_real_data_are_not_called_a_demonstration_and_strange_signs_do_no_harm():
    chapter = report().chapters[1]
    odd = Figure("\x00<r>甲</r>&\ud800", "", "")
    some = replace(report(False), chapters=(replace(chapter, blocks=(odd,)),), summary=("&<\x0b>",))
    plain = written(some)
    told = "\n".join(words_of(slide) for slide in Presentation(io.BytesIO(plain)).slides)
    assert "演示" not in told and "<r>甲</r>&" in told
    assert lines("甲" * 100, 10, 100) == 12


def test_a_short_remark_after_the_cards_stands_below_them():
    chapter = report().chapters[0]
    cards = next(block for block in chapter.blocks if isinstance(block, Headlines))
    remark = "新增备案的街道目标出处：年度工作计划。"
    some = replace(report(), chapters=(replace(chapter, lead="", blocks=(cards, Words("", (remark,)))),))
    slides = [slide for slide in planned(some) if isinstance(slide.content, CardGrid)]
    assert [slide.head.foot for slide in slides] == [remark] * len(slides) and slides
    assert not any(remark in text.words for slide in planned(some) for text in getattr(slide.content, "texts", ()))


def test_prose_that_nearly_fits_gets_smaller_letters_and_long_prose_is_spread_evenly():
    nearly = Group("摘要", ("为居民服务，" * 14,) * 10, is_list=True)
    assert [len(page.texts) for _, page in prose_pages([nearly], "", "摘要")] == [5, 5]
    (_, tight), *more = prose_pages([nearly], "", "摘要", TIGHT)
    assert not more and tight.texts[0].size < SMALLEST
    long = Group("", ("为居民服务，" * 14,) * 21, is_list=True)
    pages = [page for _, page in prose_pages([long], "", "进与出", TIGHT)]
    filled = [sum(text.height(ROOM) for text in page.texts) for page in pages]
    assert len(pages) > 1 and min(filled) > 0.8 * max(filled)
    assert sum(len(page.texts) for page in pages) == 21
