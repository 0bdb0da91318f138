"""What must not stand in the program: ways for data to become code, pictures the policy forbids, developers' tools."""

import re

import pytest

from tests.architecture.test_rooms import PRODUCT, _name, _tracked

FORBIDDEN = {
    r"dangerously_allow\w*\s*=\s*(?!False\b)": "不许放行网页代码",
    r"\bsrcDoc\b|\bsrcdoc\b": "不许把数据写进内嵌网页",
    r"(?i)scatter(?:3d|gl|polargl)\b|heatmapgl|splom|parcoords": "不许用 WebGL 图形",
    r"(?i)(?:choropleth|density|scatter)map(?:box)?\b": "不许用要底图的图形",
    r"\bdebug\s*=\s*True|\.enable_dev_tools\(|\bapp\.run\(": "不许打开开发者工具",
    r"enable_mcp\s*=\s*True|\.setup_apis\(|api_endpoint\s*=": "不许打开别的入口",
    r"(?<![\w.])(?:eval|exec)\(|\bpickle\b|\bmarshal\.loads|yaml\.load\(|shell\s*=\s*True|os\.system\(": "不许执行数据",
    r"storage_type\s*=\s*[\"'](?:local|session)|persistence\s*=\s*True": "不许把数据留在浏览器里",
    r"dcc\.Upload\b|dcc\.send_data_frame": "上传与下载都走接口",
    r"verify\s*=\s*False|_create_unverified_context": "不许不核对证书",
    r"\burllib\.request\b|^import requests|\bhttpx\b|\baiohttp\b": "程序不向外连接",
}
IN_SCRIPTS = {
    r"(?<![\w.])eval\(|new Function\(|\bFunction\(": "不许执行文字",
    r"\.innerHTML\s*=|\.outerHTML\s*=|insertAdjacentHTML|document\.write": "不许把文字当网页写入",
    r"https?://(?!www\.w3\.org/)": "不许指向别的网站",
    r"localStorage\.setItem\((?![\"'](?:theme|wushe-)|[A-Z_]+,)": "不许把数据留在浏览器里",
}
SERVED = [path for path in PRODUCT if "bench" not in path.parts]  # measuring asks the server over the network
SCRIPTS = [path for path in _tracked("assets/*.js") if "vendor" not in path.parts]


def _found(text: str, patterns: dict[str, str]) -> list[str]:
    return [f"{why}：{found[0]}" for pattern, why in patterns.items() if (found := re.search(pattern, text, re.M))]


@pytest.mark.parametrize("path", SERVED, ids=_name)
def test_no_file_of_the_program_lets_data_become_code(path):
    assert _found(path.read_text("utf-8"), FORBIDDEN) == []


def test_one_file_alone_speaks_with_another_host():
    """The single sign-on of the office asks its provider; nothing else of the program knows how to ask anybody."""
    asks = re.compile(r"^\s*(?:from|import) (?:authlib|requests|urllib3|http\.client|ftplib|smtplib)\b", re.M)
    found = {_name(path) for path in SERVED if asks.search(path.read_text("utf-8"))}
    found |= {_name(path) for path in SERVED if "create_connection(" in path.read_text("utf-8")}
    assert found == {"entrance/sign_on/provider.py"}


@pytest.mark.parametrize("path", SCRIPTS, ids=_name)
def test_no_script_of_ours_lets_data_become_code(path):
    assert _found(path.read_text("utf-8"), IN_SCRIPTS) == []


@pytest.mark.parametrize(
    "line",
    ["html.Iframe(srcDoc=x)", "app.run(debug=True)", "dcc.Markdown(x, dangerously_allow_html=True)", "eval(x)",
     "dict(type='scattergl')", "px.Choroplethmap()", "Dash(enable_mcp=True)", 'dcc.Store(storage_type="local")',
     "subprocess.run(x, shell=True)"],
)  # fmt: skip
def test_the_lists_find_what_they_are_for(line):
    assert _found(line, FORBIDDEN)


@pytest.mark.parametrize(
    "line", ["node.innerHTML = x", "eval(x)", "new Function(x)", 'fetch("https://outside.example")']
)
def test_the_lists_of_scripts_find_what_they_are_for(line):
    assert _found(line, IN_SCRIPTS)
