"""Holds answers against src/api/openapi.yaml: what the document does not describe is a failure."""

import functools
import json
import re
import urllib.parse

import jsonschema
import yaml
from lib.paths import ROOT


@functools.cache
def document():
    return yaml.load((ROOT / "src" / "api" / "openapi.yaml").read_text(), yaml.CSafeLoader)


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
    return response["content"][kind]["schema"] | {"components": document()["components"]}


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
        jsonschema.Draft202012Validator(schema).validate(json.loads(answer.body))
