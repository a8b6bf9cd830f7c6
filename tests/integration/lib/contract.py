"""Holds requests and answers against src/api/openapi.yaml: what the document does not describe is a failure."""

import functools
import json
import re
import urllib.parse

import jsonschema
import yaml
from lib.paths import ROOT


class Strict(yaml.CSafeLoader):
    """Takes no mapping that has a key twice."""

    def construct_mapping(self, node, deep=False):
        keys = [key.value for key, _ in node.value]
        assert len(keys) == len(set(keys)), f"a key stands twice: {node.start_mark}"
        return super().construct_mapping(node, deep)


@functools.cache
def document():
    return yaml.load((ROOT / "src" / "api" / "openapi.yaml").read_text(), Strict)


def resolved(entry):
    if "$ref" not in entry:
        return entry
    found = document()
    for part in entry["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return resolved(found)


@functools.cache
def operations(path):
    """The row of the table that a path belongs to; literal ones go before those with parameters."""
    for template in sorted(document()["paths"], key=lambda template: template.count("{")):
        pattern = "/".join("[^/]+" if part.startswith("{") else re.escape(part) for part in template.split("/"))
        if re.fullmatch(pattern, path):
            return document()["paths"][template]
    return None


def schema_of(response, content_type):
    kind = content_type.split(";")[0]
    assert kind in response.get("content", {}), f"{kind} is not described"
    # References reach into the whole document.
    return response["content"][kind].get("schema", {}) | {"components": document()["components"]}


def parts_of(schema, value):
    """The schemas that describe the value together."""
    schema = resolved(schema)
    parts = [schema]
    for one in schema.get("allOf", ()):
        parts += parts_of(one, value)
    for one in schema.get("oneOf", ()):
        if jsonschema.Draft202012Validator(resolved(one) | {"components": document()["components"]}).is_valid(value):
            parts += parts_of(one, value)
    return parts


def members_beyond(schema, value, place=""):
    """What stands in the value and not in the schema."""
    parts = parts_of(schema, value)
    if isinstance(value, list):
        for items in (part["items"] for part in parts if "items" in part):
            for at, one in enumerate(value):
                yield from members_beyond(items, one, f"{place}/{at}")
    if not isinstance(value, dict):
        return
    described = {}
    for part in parts:
        described |= part.get("properties", {})
    others = next((part["additionalProperties"] for part in parts if part.get("additionalProperties")), None)
    for name, one in value.items():
        if name in described:
            yield from members_beyond(described[name], one, f"{place}/{name}")
        elif others is None:
            yield f"{place}/{name}"


def typed(schema, text):
    """A parameter's text as its schema takes it."""
    kind = resolved(schema).get("type")
    if kind == "integer" and re.fullmatch("-?[0-9]+", text):
        return int(text)
    return {"true": True, "false": False}.get(text, text) if kind == "boolean" else text


def check_query(operation, row, query):
    """What was asked with is described, and what has to be there is."""
    described = {one["name"]: one for one in map(resolved, (*row.get("parameters", ()), *operation.get("parameters", ()))) if one["in"] == "query"}
    given = urllib.parse.parse_qs(query, keep_blank_values=True)
    assert not set(given) - set(described), f"parameters not described: {set(given) - set(described)}"
    missing = {name for name, one in described.items() if one.get("required")} - set(given)
    assert not missing, f"parameters missing: {missing}"
    for name, texts in given.items():
        schema = described[name]["schema"]
        one = resolved(schema).get("type") != "array"
        validate(schema, typed(schema, texts[0]) if one else [typed(resolved(schema)["items"], text) for text in texts])


def validate(schema, value):
    jsonschema.Draft202012Validator(schema | {"components": document()["components"]}).validate(value)


def check_request(method, target, body, status):
    """Whatever is granted is described; what is refused may be anything."""
    parts = urllib.parse.urlsplit(target)
    row = operations(parts.path)
    if status >= 400 or row is None or method.lower() not in row:
        return
    operation = row[method.lower()]
    check_query(operation, row, parts.query)
    if "requestBody" in operation:
        wanted = resolved(operation["requestBody"])
        assert body or not wanted.get("required"), "a body is missing"
        if body:
            validate(wanted["content"]["application/json"]["schema"], json.loads(body))
    else:
        assert not body, "a body is not described"


def check(method, target, answer):
    path = urllib.parse.urlsplit(target).path
    found = operations(path)
    if found is None or method.lower() not in found:
        assert answer.status in (404, 405), f"{method} {path} is not described"
        return
    described = found[method.lower()]["responses"]
    response = resolved(described.get(str(answer.status)) or described["default"])
    if answer.status not in (int(status) for status in described if status != "default"):
        assert answer.status >= 400, f"{method} {path}: status {answer.status} is not described"
    if answer.status == 204:
        assert answer.body == b""
        return
    schema = schema_of(response, answer.headers["Content-Type"])
    if "json" in answer.headers["Content-Type"]:
        told = json.loads(answer.body)
        jsonschema.Draft202012Validator(schema).validate(told)
        undescribed = list(members_beyond(schema, told))
        assert not undescribed, f"{method} {path}: not described: {', '.join(undescribed)}"
