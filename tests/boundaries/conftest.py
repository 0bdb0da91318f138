"""A folder of boundary files of its own for every test."""

import json

import pytest

from boundaries import shelf


@pytest.fixture
def folder(tmp_path):
    """Boundary files are read from here alone."""
    shelf.use(tmp_path)
    yield tmp_path
    shelf.use(None)


def square(code, west=120.0, south=30.0, side=0.01, **more):
    """A feature: one square."""
    ring = [[west, south], [west + side, south], [west + side, south + side], [west, south + side], [west, south]]
    properties = {"code": code, "name": f"甲{code}"}
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}} | more


def written(path, features, **more):
    """The features as a file."""
    document = {"type": "FeatureCollection", "features": features} | more
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path
