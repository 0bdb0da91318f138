"""Where files are brought in: the drop zone, the templates, and what a clerk should know."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.icon import icon
from components.notes import notes
from components.words import box
from jobs import offers
from settings import settings

ACCEPTED = ".csv,.tsv,.txt,.xlsx,.xlsm,.xls,.xlsb,.ods,.et"


def drop_zone() -> html.Section:
    """The place to drop files on or to choose them; assets/imports.js makes the input and shows the uploads."""
    limit = settings().upload_mb
    zone = html.Div(
        [
            icon("upload"),
            html.P("把表格拖到这里，或者", className="drop-words"),
            html.Span(**{"data-import-input": ACCEPTED, "data-limit-mb": str(limit), "data-label": "选择文件"}),
            html.P(f"CSV、Excel（xlsx、xls、et）、ODS；一次可选几个，每个不超过 {limit} MB。", className="subtitle"),
        ],
        className="drop-zone",
        **{"data-import-drop": "yes"},
    )
    running = html.Output(id="import-uploads", **{"data-import-uploads": "yes"})
    return html.Section([html.H2("上传表格", className="unseen"), zone, running], className="span-12")


def templates(span: int = 12) -> html.Section:
    """One template per kind of record."""
    links = [
        html.Li(
            html.A(
                [icon("file-earmark-excel"), f"{name}模板"],
                href=f"/imports/templates/{type_id}.xlsx",
                download="",
                className="button",
            )
        )
        for type_id, name in offers.record_names().items()
    ]
    words = "带下拉选项、日期和数字格式、示例行和填报说明；照模板填，装入最顺利。"
    foot = "没有模板也可以：已有的表格直接上传。"
    return box("填报模板", words, html.Ul(links, className="import-templates"), foot=foot, span=span)


def advice() -> html.Section:
    """What a clerk should know before uploading."""
    lines: list[str | Component | list] = [
        "表格不必改成固定样子：标题行、合并单元格、合计行、一个文件里几张表、万元或元、2016年6月或 2016.6.30，都能读。",
        "先检查、后装入：上传只做检查，不改动任何数据；点“确认装入”才写入。",
        "退回的行不影响其他行：可以先装入能用的，改好退回的行以后再传一次，重复的内容不会重复计算。",
        "缺伙伴的行（例如活动先到、组织名录未到）先“待核”，伙伴到了自动生效，不必重报。",
        "身份证号、手机号不要填：查到就不留原件，要从表里删去这些内容后重新上传。",
        "关掉浏览器或电脑不影响处理；回到本页，从“以前的导入”里接着看。",
    ]
    return notes(lines, "怎么用")
