"""The four charts in Vizro: `gunicorn bench.peers.vizro_page:server` (started by bench/peer_products.py)."""

import pandas as pd
import vizro.models as vm
from flask_caching import Cache
from plotly import graph_objects as go
from vizro import Vizro
from vizro.managers import data_manager
from vizro.models.types import capture

from bench.peers import pictures, questions

FIRST = {"area": questions.COUNTRY, "year": questions.YEARS[0]}


@capture("graph")
def line(data_frame: pd.DataFrame, title: str, here: int = FIRST["year"]) -> go.Figure:
    """A line over the years."""
    return go.Figure(pictures.line(data_frame, title, here))


@capture("graph")
def bars(data_frame: pd.DataFrame, title: str, decimals: int = 0) -> go.Figure:
    """Bars from high to low."""
    return go.Figure(pictures.bars(data_frame, title, decimals))


def load_trend(area: str = FIRST["area"]) -> pd.DataFrame:
    """Kept by Vizro's cache, as the others."""
    return questions.trend(area)


def load_ranking(area: str = FIRST["area"], year: int = FIRST["year"]) -> pd.DataFrame:
    """Places from high to low."""
    return questions.ranking(area, year)


def load_fields(area: str = FIRST["area"], year: int = FIRST["year"]) -> pd.DataFrame:
    """Organisations by field."""
    return questions.fields(area, year)


def load_forms(area: str = FIRST["area"], year: int = FIRST["year"]) -> pd.DataFrame:
    """Organisations by legal form."""
    return questions.forms(area, year)


data_manager.cache = Cache(config={"CACHE_TYPE": "SimpleCache", "CACHE_DEFAULT_TIMEOUT": 0})
for name, load in {"trend": load_trend, "ranking": load_ranking, "fields": load_fields, "forms": load_forms}.items():
    data_manager[name] = load

NAMES = ("trend", "ranking", "fields", "forms")
areas = [{"label": name, "value": code} for code, name in questions.AREAS.items()]
page = vm.Page(
    title="组织密度",
    layout=vm.Grid(grid=[[0, 1], [2, 3]]),
    components=[
        vm.Graph(id="trend", figure=line("trend", title="组织密度逐年变化")),
        vm.Graph(id="ranking", figure=bars("ranking", title="各地的组织密度", decimals=1)),
        vm.Graph(id="fields", figure=bars("fields", title="按服务领域")),
        vm.Graph(id="forms", figure=bars("forms", title="按法律形式")),
    ],
    controls=[
        vm.Parameter(
            targets=[f"{name}.data_frame.area" for name in NAMES],
            selector=vm.RadioItems(title="地区", options=areas, value=FIRST["area"]),
        ),
        vm.Parameter(
            targets=["trend.here", *(f"{name}.data_frame.year" for name in NAMES[1:])],
            selector=vm.RadioItems(title="年度", options=list(questions.YEARS), value=FIRST["year"]),
        ),
    ],
)
server = Vizro().build(vm.Dashboard(pages=[page])).dash.server
