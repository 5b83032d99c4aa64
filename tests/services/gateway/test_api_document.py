"""The HTTP API's own description."""

from flask import Flask


def test_the_document_is_openapi_3_1_and_has_every_route_of_the_api(app: Flask) -> None:
    document = app.test_client().get("/api/v1/openapi.json").json
    described = {
        (path, method) for path, item in document["paths"].items() for method in item if method != "parameters"
    }
    routed = {
        (
            rule.rule.replace("<path:", "<").replace("<", "{").replace(">", "}"),
            (rule.methods - {"HEAD", "OPTIONS"}).pop().lower(),
        )
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and not rule.endpoint.startswith("docs.")
    }
    assert document["openapi"] == "3.1.0"
    assert described == routed


def test_every_route_has_a_sentence_and_its_problems_and_says_whether_it_takes_a_token(app: Flask) -> None:
    document = app.test_client().get("/api/v1/openapi.json").json
    operations = [
        (method, operation)
        for item in document["paths"].values()
        for method, operation in item.items()
        if method != "parameters"
    ]
    assert all(operation["summary"].endswith(".") for _, operation in operations)
    assert sum("security" in operation for _, operation in operations) > len(operations) / 2
    for method, operation in operations:
        keys = [parameter["name"] for parameter in operation.get("parameters", []) if parameter["in"] == "header"]
        assert keys == ([] if method == "get" else ["Idempotency-Key"])


def test_the_page_of_the_api_brings_its_own_script(app: Flask) -> None:
    client = app.test_client()
    assert "swagger-ui-bundle.js" in client.get("/api/v1/docs").text
    assert client.get("/api/v1/docs/swagger-ui-bundle.js").status_code == 200
    assert client.get("/api/v1/docs/swagger-editor-bundle.js").status_code == 404
