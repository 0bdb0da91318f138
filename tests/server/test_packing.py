"""Files that never change are packed once for each worker of the server, not for each visit."""

import brotli
import pytest
from flask_compress import Compress

import app
import server
from components.scripts import plotly_address

FINGERPRINT = "/_dash-component-suites/dash/dcc/dash_core_components.v{}m1.js"


@pytest.fixture
def kept(monkeypatch):
    """What the server keeps packed: nothing yet."""
    hooks = (getattr(hook, "__self__", None) for hook in app.server.after_request_funcs[None])
    (compress,) = [one for one in hooks if isinstance(one, Compress)]
    monkeypatch.setattr(compress.cache, "kept", {})
    return compress.cache


@pytest.mark.parametrize("address", ["/own.css?m={}", "/assets/theme.js?m={}", FINGERPRINT])
def test_versions_that_somebody_makes_up_take_no_place_of_their_own(kept, address):
    client = app.server.test_client()
    sent = {client.get(address.format(made), headers={"Accept-Encoding": "gzip"}).data for made in range(5)}
    assert len(sent) == 1 and list(kept.kept.values()) == list(sent)


def test_a_versioned_file_is_packed_once_and_tightly(kept, monkeypatch):
    packed = []

    class Counting:
        decompress = staticmethod(brotli.decompress)

        @staticmethod
        def compress(content: bytes, quality: int) -> bytes:
            packed.append(quality)
            return brotli.compress(content, quality=quality)

    monkeypatch.setattr(server, "brotli", Counting)
    client = app.server.test_client()
    sent = [client.get(plotly_address(), headers={"Accept-Encoding": "br"}).data for _ in range(4)]
    assert packed == [server.TIGHT]
    assert sent[1] == sent[2] == sent[3] and len(sent[1]) < len(sent[0])
    assert len({brotli.decompress(one) for one in sent}) == 1
