"""Files that never change are packed once for each worker of the server, not for each visit."""

import brotli

import app
import server
from components.scripts import plotly_address


def test_a_versioned_file_is_packed_once_and_tightly(monkeypatch):
    packed = []

    class Counting:
        decompress = staticmethod(brotli.decompress)

        @staticmethod
        def compress(content: bytes, quality: int) -> bytes:
            packed.append(quality)
            return brotli.compress(content, quality=quality)

    monkeypatch.setattr(server, "brotli", Counting)
    client = app.server.test_client()
    address = f"{plotly_address()}&only=here"  # an address of its own, which nobody asked for before
    sent = [client.get(address, headers={"Accept-Encoding": "br"}).data for _ in range(4)]
    assert packed == [server.TIGHT]
    assert sent[1] == sent[2] == sent[3] and len(sent[1]) < len(sent[0])
    assert len({brotli.decompress(one) for one in sent}) == 1
