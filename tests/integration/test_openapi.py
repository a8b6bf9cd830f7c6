"""src/api/openapi.yaml as a document: whole, consistent, and about the routes that there are."""

import re

import jsonschema
import pytest
from lib.contract import document, resolved
from lib.paths import ROOT

pytestmark = pytest.mark.plain_only

VERBS = ("get", "put", "post", "patch", "delete")


def operations():
    return [(path, verb, row[verb]) for path, row in document()["paths"].items() for verb in VERBS if verb in row]


def walk(value, place="#"):
    yield place, value
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, one in entries:
        yield from walk(one, f"{place}/{name}")


def test_operations_have_names_of_their_own():
    names = [operation["operationId"] for _, _, operation in operations()]
    assert len(names) == len(set(names))
    assert [name for name in names if not re.fullmatch("[a-z][a-zA-Z]+", name)] == []


@pytest.mark.parametrize("path, verb", [(path, verb) for path, verb, _ in operations()])
def test_an_operation_is_described(path, verb):
    operation = document()["paths"][path][verb]
    assert operation["summary"] and not operation["summary"].endswith(".")
    statuses = set(map(str, operation["responses"]))
    assert any(status.startswith("2") for status in statuses)
    for status, response in operation["responses"].items():
        assert resolved(response)["description"], status
    named = {resolved(parameter)["name"] for parameter in operation.get("parameters", ()) if resolved(parameter)["in"] == "path"}
    assert named == set(re.findall(r"{(\w+)}", path))
    for parameter in map(resolved, operation.get("parameters", ())):
        assert "schema" in parameter and (parameter["in"] != "path" or parameter["required"])
    if path.startswith("/api/v1"):
        assert operation["tags"] == ["console"] and "default" in statuses
        login = (path, verb) == ("/api/v1/session", "post")
        assert operation["security"] == ([] if login else [{"console": []}] if verb == "get" else [{"console": [], "csrf": []}])


def test_references_lead_somewhere_and_everything_is_used():
    used = {value for place, value in walk(document()) if place.endswith("/$ref")}
    for reference in used:
        resolved({"$ref": reference})
    there = {f"#/components/{kind}/{name}" for kind, entries in document()["components"].items() for name in entries if kind != "securitySchemes"}
    assert there - used == set()


def test_schemas_are_schemas():
    schemas = [(place, value) for place, value in walk(document())
               if place.endswith("/schema") or re.fullmatch("#/components/schemas/[^/]+", place)]
    assert len(schemas) > 100
    for place, schema in schemas:
        try:
            jsonschema.Draft202012Validator.check_schema(schema)
        except jsonschema.SchemaError as error:
            raise AssertionError(f"{place}: {error.message}") from error


def test_examples_fit_their_schemas():
    for place, value in walk(document()):
        if isinstance(value, dict) and "example" in value and "type" in value:
            schema = value | {"components": document()["components"]}
            assert jsonschema.Draft202012Validator(schema).is_valid(value["example"]), place


def test_the_console_s_routes_are_described_and_no_others():
    rows = re.compile(r'\{\{?(?:http::)?Method::(\w+),\s*"(/api/v1/[^"]*)"')
    verbs = {"del": "delete"}
    found = {(verbs.get(verb, verb), path) for source in (ROOT / "src" / "api" / "console").glob("*.cpp")
             for verb, path in rows.findall(source.read_text())}
    described = {(verb, path) for path, verb, _ in operations() if path.startswith("/api/v1")}
    assert found == described
