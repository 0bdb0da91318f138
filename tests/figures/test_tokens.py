"""The one file of colours: both themes complete, text readable, no colour anywhere else."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIGHT, DARK = (ROOT / "assets" / "tokens.css").read_text(encoding="utf-8").split(':root[data-theme="dark"]')
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(")


def tokens(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6})\b", css))


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


PAIRS = [
    (text, ground)
    for text in ("text", "muted", "accent", "accent-strong", "target", "good", "bad", "warning")
    for ground in ("surface", "canvas", "raised")
] + [
    ("on-accent", "accent"),
    ("accent-strong", "accent-soft"),
    ("muted", "accent-soft"),
    ("muted", "hover"),
    ("warning", "warning-soft"),
    ("text", "warning-soft"),
    ("text", "danger-soft"),
    *((f"grade-{step}-text", f"grade-{step}") for step in range(1, 6)),
    *((f"cat-{step}-text", f"cat-{step}") for step in range(1, 8)),
    *(("text", f"seq-{step}") for step in range(1, 4)),
    *(("seq-text-strong", f"seq-{step}") for step in range(4, 7)),
]


@pytest.mark.parametrize("css", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read_on_its_ground(css, text, ground):
    known = tokens(css)
    assert contrast(known[text], known[ground]) >= 4.5, f"{text} on {ground}"


def test_both_themes_name_the_same_tokens():
    assert set(tokens(LIGHT)) == set(tokens(DARK))


@pytest.mark.parametrize("path", sorted(ROOT.glob("assets/*.css")), ids=lambda path: path.name)
def test_no_style_sheet_but_one_holds_a_colour(path):
    css = re.sub(r"/\*.*?\*/|url\([^)]*\)", "", path.read_text(encoding="utf-8"), flags=re.S)
    if path.name != "tokens.css":
        assert not COLOUR.findall(css), path.name


@pytest.mark.parametrize("folder", ["figures", "components", "pages"])
def test_no_python_file_holds_a_colour(folder):
    for path in sorted((ROOT / folder).glob("*.py")):
        code = path.read_text(encoding="utf-8").replace("rgba(0,0,0,0)", "").replace("stroke='#000'", "")
        assert not re.findall(r"['\"]#[0-9a-fA-F]{3,8}['\"]", code), path.name
