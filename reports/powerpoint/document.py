"""年度成效报告 as PowerPoint: one message a slide, charts that PowerPoint draws itself, sources and notes on each."""

from __future__ import annotations

import io
import uuid
from datetime import datetime, time
from itertools import groupby
from typing import BinaryIO

from lxml import etree
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Deck

from reports.content import Report
from reports.packing import repacked
from reports.powerpoint.master import empty_deck, named
from reports.powerpoint.plan import Planned, planned
from reports.powerpoint.slides import add_slide, link_agenda
from reports.powerpoint.text import clean

SECTIONS = "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"
OFFICE_2010 = "http://schemas.microsoft.com/office/powerpoint/2010/main"
NAMES = uuid.UUID("8d6e0d52-6a55-4f0e-9f0a-7d5f3a1f2b11")


def write_pptx(report: Report, target: BinaryIO) -> None:
    """The deck of the report. The same report gives the same bytes."""
    plans = planned(report)
    deck = empty_deck(report)
    slides = [add_slide(deck, plan, report.data_date) for plan in plans]
    link_agenda(deck, slides, plans)
    _sections(deck, plans)
    _properties(deck, report)
    whole = io.BytesIO()
    deck.save(whole)
    target.write(repacked(whole.getvalue()))


def _properties(deck: Deck, report: Report) -> None:
    made = datetime.combine(report.data_date, time.min)
    properties = deck.core_properties
    properties.title = clean(f"{report.subject}{named(report)}")[:255]
    properties.subject = clean(report.choices_in_words)[:255]
    properties.keywords = "演示数据" if report.is_demonstration else ""
    properties.author = properties.last_modified_by = "五社联动分析台"
    properties.comments = clean(f"数据截至 {report.data_date}，数据版本 {report.build}")[:255]
    properties.created = properties.modified = made
    properties.revision = 1


def _sections(deck: Deck, plans: list[Planned]) -> None:
    """Chapters as sections of the deck, so that it can be folded and reordered by chapter."""
    numbers = [slide_id.get("id") for slide_id in deck.slides._sldIdLst]
    root = deck.part._element
    extensions = root.find(qn("p:extLst"))
    if extensions is None:
        extensions = etree.SubElement(root, qn("p:extLst"))
    extension = etree.SubElement(extensions, qn("p:ext"), uri=SECTIONS)
    held = etree.SubElement(extension, f"{{{OFFICE_2010}}}sectionLst", nsmap={"p14": OFFICE_2010})
    for at, (part, run) in enumerate(groupby(zip(plans, numbers, strict=True), key=lambda pair: pair[0].part)):
        own = f"{{{str(uuid.uuid5(NAMES, f'{at}')).upper()}}}"
        section = etree.SubElement(held, f"{{{OFFICE_2010}}}section", name=clean(part), id=own)
        listed = etree.SubElement(section, f"{{{OFFICE_2010}}}sldIdLst")
        for _, number in run:
            etree.SubElement(listed, f"{{{OFFICE_2010}}}sldId", id=number)
