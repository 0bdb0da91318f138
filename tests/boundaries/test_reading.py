"""Boundary files as offices have them: good ones give shapes, every other one words and never an exception."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from boundaries import reading
from boundaries.codes import code_of
from boundaries.reading import read
from boundaries.shelf import library
from tests.boundaries.conftest import square, written

KAIXUAN = "330102011000"


@pytest.mark.parametrize(
    ("properties", "more", "code"),
    [
        ({"code": "330102011"}, {}, KAIXUAN),
        ({"adcode": 330102}, {}, "330102000000"),
        ({"Area_Code": " 330102011000 "}, {}, KAIXUAN),
        ({"gb": "156330102"}, {}, "330102000000"),
        ({"区划代码": 33.0}, {}, "330000000000"),
        ({"id": 7}, {"id": "330102011"}, KAIXUAN),
        ({"code": "凯旋", "adcode": "330102"}, {}, "330102000000"),
        ({"code": "33010"}, {}, None),
        ({"code": True, "name": "330102"}, {}, None),
        (None, {}, None),
    ],
    ids=str,
)
def test_the_code_is_found_and_brought_to_twelve_digits(properties, more, code):
    assert code_of({"properties": properties, **more}) == code


def test_parts_holes_collections_and_repeated_codes_are_one_shape(tmp_path):
    ring = square(KAIXUAN)["geometry"]["coordinates"][0]
    many = {"type": "MultiPolygon", "coordinates": [[ring, ring], [ring]]}
    collection = {"type": "GeometryCollection", "geometries": [many, {"type": "Point", "coordinates": [1, 2]}]}
    path = written(tmp_path / "a.geojson", [square(KAIXUAN), square("330102011", geometry=collection)])
    (shape,), problems = read(path)
    assert (shape.code, len(shape.rings), problems) == (KAIXUAN, 4, [])
    path.write_bytes(path.read_text("utf-8").encode("gb18030"))
    assert read(path)[0][0].code == KAIXUAN


SPOILT = [
    ("", "不是完整的 JSON"),
    ('{"type": "FeatureCollection", "features": [{"type"', "不是完整的 JSON"),
    ("[" * 100_000, "不是完整的 JSON"),
    ('{"type": "FeatureCollection", "features": [NaN]}', "不是完整的 JSON"),
    ("[]", "不是 GeoJSON"),
    ('"面"', "不是 GeoJSON"),
    ('{"type": "FeatureCollection", "features": {}}', "不是 GeoJSON"),
    ('{"type": "Topology", "objects": {}}', "TopoJSON"),
    ('{"type": "FeatureCollection", "features": []}', "没有一块能用"),
    ('{"type": "FeatureCollection", "features": [null, 3]}', "没有一块能用"),
]


@pytest.mark.parametrize(("text", "words"), SPOILT, ids=range(len(SPOILT)))
def test_a_file_that_cannot_be_used_is_told_in_words(tmp_path, text, words):
    path = tmp_path / "坏.json"
    path.write_text(text, encoding="utf-8")
    shapes, problems = read(path)
    assert not shapes and words in problems[-1].words and problems[-1].hint and problems[-1].is_whole


def test_bad_parts_are_left_out_and_named_and_the_rest_is_used(tmp_path):
    ring = [[120, 30], [121, 30], [121, 31]]
    bad = {
        "没有区划代码": square("没有"),
        "不是面": square(KAIXUAN, geometry={"type": "Point", "coordinates": [120, 30]}),
        "围不成面": square(KAIXUAN, geometry={"type": "Polygon", "coordinates": [[[120, 30], [121, 30], [120, 30]]]}),
        "不是经纬度": square(
            KAIXUAN, geometry={"type": "Polygon", "coordinates": [[[500000, 3e6], [500001, 3e6], [5, 3]]]}
        ),
        "不是成对的数": square(KAIXUAN, geometry={"type": "Polygon", "coordinates": [[*ring, ["甲", 1]]]}),
        "不是一块边界": 7,
    }
    huge = square(KAIXUAN, geometry={"type": "Polygon", "coordinates": [[*ring, [10**400, 1]]]})
    shapes, problems = read(written(tmp_path / "a.json", [*bad.values(), huge, square("330102009")]))
    assert [shape.code for shape in shapes] == ["330102009000"]
    said = "".join(problem.words for problem in problems)
    assert all(words in said for words in bad) and "第 1 块" in said and not any(one.is_whole for one in problems)


def test_a_file_too_large_is_refused_unread_with_a_way_out(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "LARGEST", 100)
    shapes, (problem,) = read(written(tmp_path / "a.json", [square(KAIXUAN)]))
    assert not shapes and "没有读" in problem.words and "mapshaper" in problem.hint


JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False) | some.text(max_size=5),
    lambda inner: (
        some.lists(inner, max_size=4)
        | some.dictionaries(
            some.sampled_from(["type", "geometry", "coordinates", "properties", "code", "id"]), inner, max_size=4
        )
    ),
    max_leaves=20,
)


@settings(max_examples=40, deadline=None)
@given(some.lists(JSON, max_size=4), some.sampled_from(["Polygon", "MultiPolygon", "GeometryCollection"]))
def test_whatever_is_in_a_file_the_answer_is_words(tmp_path_factory, inner, kind):
    path = tmp_path_factory.getbasetemp() / "anything.json"
    inside = {"type": kind, "coordinates": inner, "geometries": inner}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [*inner, square(KAIXUAN, geometry=inside)]}))
    shapes, problems = read(path)
    assert shapes or problems
    assert all(np.isfinite(ring).all() and ring.shape[1] == 2 for shape in shapes for ring in shape.rings)


def test_files_are_read_again_when_they_change_and_the_first_of_two_wins(folder):
    assert not library().shapes and not library().problems
    written(folder / "1.geojson", [square(KAIXUAN, west=120)])
    written(folder / "2.json", [square(KAIXUAN, west=100), square("330102009")])
    (folder / "boundary.shp").write_bytes(b"\x00")
    (folder / "README.md").write_text("说明")
    (folder / ".hidden.json").write_text("{")
    found = library()
    assert found is library() and set(found.shapes) == {KAIXUAN, "330102009000"}
    assert found.shapes[KAIXUAN].rings[0][0][0] == 120 and found.files == {"1.geojson": 1, "2.json": 2}
    assert {problem.file for problem in found.problems} == {"2.json", "boundary.shp"}
    (folder / "1.geojson").unlink()
    assert library().shapes[KAIXUAN].rings[0][0][0] == 100
