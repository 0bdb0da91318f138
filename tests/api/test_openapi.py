"""The description of the API is true: generated requests get described answers (schemathesis)."""

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from indicators import warehouse
from indicators.catalog import catalog
from server import make_server

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]


@pytest.fixture(scope="session")
def described(demo_dir):
    """The API as schemathesis sees it.

    No description can say which choices exclude each other (as_of and year), so refusing a good request is no fault.
    """
    warehouse.use(demo_dir)
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", make_server())


schema = schemathesis.pytest.from_fixture("described")


@schema.parametrize()
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_answers_are_as_described(case):
    case.call_and_validate(checks=CHECKS, headers={"Accept-Encoding": "identity"})


def test_every_indicator_and_every_record_column_is_described(client):
    paths = client.get("/api/v1/openapi.json").json["paths"]
    assert {path.rpartition("/")[2] for path in paths if "/indicators/" in path} == set(catalog())
    for path, operations in paths.items():
        if "/records/" not in path:
            continue
        good = operations["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        described = good["properties"]["rows"]["items"]["properties"]
        row = client.get(f"{path}?limit=1&columns={','.join(described)}").json
        assert all(set(found) == set(described) for found in row["rows"])


def test_unknown_keys_are_refused_everywhere(client):
    for path in client.get("/api/v1/openapi.json").json["paths"]:
        if path == "/healthz":
            continue
        answer = client.get(f"{path}?no_such_key=1")
        assert answer.status_code == 400 and "no_such_key" in answer.json["error"] + answer.json["hint"], path


def test_only_reading_is_offered(client):
    for path, operations in client.get("/api/v1/openapi.json").json["paths"].items():
        assert set(operations) == {"get"}
        for method in ("post", "put", "patch", "delete"):
            answer = getattr(client, method)(path)
            assert answer.status_code == 405 and "GET" in answer.headers["Allow"], path
