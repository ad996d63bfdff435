"""Checks requests and answers against the OpenAPI file that Discord publishes for its HTTP API."""

from __future__ import annotations

import copy
import functools
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from tests.wire.discord_http import ApiRequest, template_pattern
from tests.wire.specs import find_specs

FILE_NAME = "discord-openapi.json"

# Keys that discord.py always sends and Discord takes, although the file does not list them.
_UNLISTED_BUT_TAKEN = {
    "ApplicationCommandUpdateRequest": ("nsfw",),
    "RichEmbed": ("flags",),
    "ComponentEmojiForRequest": ("animated",),
    "MessageAttachmentRequest": (
        "size",
        "url",
        "proxy_url",
        "spoiler",
        "height",
        "width",
        "content_type",
    ),
    "MessageEditRequestPartial": ("tts",),
    "IncomingWebhookUpdateRequestPartial": ("tts",),
    "IncomingWebhookUpdateForInteractionCallbackRequestPartial": ("tts",),
}
_OPEN, _CLOSED, _ANSWERS = "urn:discord:open", "urn:discord:closed", "urn:discord:answers"


@dataclass(frozen=True, slots=True)
class _Operation:
    pattern: re.Pattern[str]
    pointer: str
    definition: Mapping[str, Any]
    parameters: tuple[tuple[str, Mapping[str, Any]], ...]


class DiscordSpec:
    """The specification file, loaded once (about 0.3 s); `path` is the file or its folder.

    Raises FileNotFoundError if it is missing, RuntimeError if timestamps could not be checked.
    """

    def __init__(self, path: Path) -> None:
        if "date-time" not in FormatChecker.checkers:
            raise RuntimeError("install rfc3339-validator: without it any text passes as a timestamp")
        document = json.loads((path / FILE_NAME if path.is_dir() else path).read_text(encoding="utf-8"))
        self._document = document
        self._operations = _operations(document)
        documents = {
            _OPEN: _tolerant(document),
            _CLOSED: _closed(_tolerant(document)),
            _ANSWERS: _with_text_codes(document),
        }
        self._registry: Registry[Any] = Registry().with_resources(
            (urn, DRAFT202012.create_resource(contents)) for urn, contents in documents.items()
        )
        self._validators: dict[str, Draft202012Validator] = {}

    def problems(self, request: ApiRequest) -> list[str]:
        """Return what is wrong with the form of a request, one sentence for each finding."""
        found = self._find(request)
        if found is None:
            return [f"{request}: not a route of Discord's API"]
        operation, variables = found
        findings = [
            *self._parameter_problems(operation, "path", variables),
            *self._parameter_problems(operation, "query", request.query),
            *self._body_problems(operation, request),
        ]
        return [f"{request}: {finding}" for finding in findings]

    def answer_problems(self, request: ApiRequest, status: int, body: object) -> list[str]:
        """Return what is wrong with an answer to a request; ids must be strings here."""
        found = self._find(request)
        if found is None:
            return [] if status == 404 else [f"{request}: answered {status} on an unknown route"]
        operation, _ = found
        responses = operation.definition["responses"]
        key = str(status) if str(status) in responses else f"{status // 100}XX"
        if key not in responses:
            return [f"{request}: Discord never answers {status} here"]
        where = f"{operation.pointer}/responses/{key}"
        response = responses[key]
        if "$ref" in response:
            where = response["$ref"].removeprefix("#")
            response = self._document["components"]["responses"][where.rpartition("/")[2]]
        if "content" not in response:
            return [] if body is None else [f"{request}: answered {status} with a body"]
        finding = self._finding(f"{_ANSWERS}#{where}/content/application~1json/schema", body)
        return [f"{request}: answer {status}: {finding}"] if finding else []

    def value_problems(self, schema: str, value: object) -> list[str]:
        """Check a value against a named schema of the file, such as `MessageResponse`."""
        finding = self._finding(f"{_ANSWERS}#/components/schemas/{schema}", value)
        return [f"{schema}: {finding}"] if finding else []

    def _find(self, request: ApiRequest) -> tuple[_Operation, dict[str, str]] | None:
        for operation in self._operations.get(request.method, ()):
            if match := operation.pattern.fullmatch(request.path):
                return operation, match.groupdict()
        return None

    def _parameter_problems(self, operation: _Operation, place: str, values: Mapping[str, str]) -> Iterator[str]:
        known = {d["name"]: (where, d) for where, d in operation.parameters if d["in"] == place}
        for name in values.keys() - known.keys():
            yield f"unknown {place} parameter {name}"
        for name, (where, definition) in known.items():
            if name not in values:
                if definition.get("required"):
                    yield f"{place} parameter {name} is missing"
            elif not any(self._validator(f"{_OPEN}#{where}/schema").is_valid(v) for v in _readings(values[name])):
                yield f"{place} parameter {name} has a wrong value"

    def _body_problems(self, operation: _Operation, request: ApiRequest) -> Iterator[str]:
        body = operation.definition.get("requestBody")
        if body is None:
            if request.json is not None or request.uploads:
                yield "this route takes no body"
            return
        if request.json is None:
            if body.get("required"):
                yield "the body is missing"
            return
        kind = "application/json" if "application/json" in body["content"] else next(iter(body["content"]))
        where = f"{operation.pointer}/requestBody/content/{_escaped(kind)}/schema"
        for urn in (_OPEN, _CLOSED):
            if finding := self._finding(f"{urn}#{where}", request.json):
                yield finding
                return

    def _finding(self, reference: str, value: object) -> str | None:
        errors = list(self._validator(reference).iter_errors(value))
        if not errors:
            return None
        error = _sharpest(errors)
        return f"{error.json_path}: {error.message[:300]}"

    def _validator(self, reference: str) -> Draft202012Validator:
        if reference not in self._validators:
            self._validators[reference] = Draft202012Validator(
                {"$ref": reference}, registry=self._registry, format_checker=FormatChecker()
            )
        return self._validators[reference]


@functools.cache
def discord_spec() -> DiscordSpec | None:
    """Return the specification of this checkout, loaded once for each process, or None without the file."""
    folder = find_specs()
    return None if folder is None else DiscordSpec(folder)


def _sharpest(errors: Iterable[ValidationError]) -> ValidationError:
    """Follow a failed choice into the alternative that was meant: the one whose own `type` is right."""
    branches: dict[Any, list[ValidationError]] = {}
    for error in errors:
        branches.setdefault(error.relative_schema_path[0] if error.parent else None, []).append(error)
    meant = min(branches.values(), key=lambda branch: (sum(map(_wrong_kind, branch)), len(branch)))
    first = meant[0]
    return _sharpest(first.context) if first.context else first


def _wrong_kind(error: ValidationError) -> bool:
    path = list(error.relative_path)
    return path == ["type"] or (not path and (error.validator == "type" or "'type' is a required" in error.message))


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def _readings(value: str) -> Iterator[Any]:
    """Yield what a query value can mean: itself, a number, or one of the spellings of a truth value."""
    yield value
    if re.fullmatch(r"-?\d+", value):
        yield int(value)
    if value.lower() in {"0", "1", "true", "false"}:
        yield value.lower() in {"1", "true"}


def _operations(document: Mapping[str, Any]) -> dict[str, list[_Operation]]:
    """List the operations by method, those with the fewest path variables first."""
    table: dict[str, list[_Operation]] = {}
    for template in sorted(document["paths"], key=lambda path: path.count("{")):
        item, shared = document["paths"][template], f"/paths/{_escaped(template)}"
        for method, definition in item.items():
            if method == "parameters":
                continue
            pointer = f"{shared}/{method}"
            parameters = [
                (f"{place}/parameters/{index}", parameter)
                for place, holder in ((shared, item), (pointer, definition))
                for index, parameter in enumerate(holder.get("parameters", ()))
            ]
            operation = _Operation(template_pattern(template), pointer, definition, tuple(parameters))
            table.setdefault(method.upper(), []).append(operation)
    return table


def _tolerant(document: Mapping[str, Any]) -> dict[str, Any]:
    """Let ids be integers too: discord.py sends some so, and Discord takes them."""
    changed = copy.deepcopy(dict(document))
    snowflake = changed["components"]["schemas"]["SnowflakeType"]
    snowflake["type"], snowflake["minimum"] = ["string", "integer"], 0
    return changed


def _with_text_codes(document: Mapping[str, Any]) -> dict[str, Any]:
    """Let the codes inside `errors` be words, as Discord's documentation shows them."""
    changed = copy.deepcopy(dict(document))
    schemas = changed["components"]["schemas"]
    inner = copy.deepcopy(schemas["Error"])
    inner["properties"]["code"]["type"] = ["string", "integer"]
    schemas["InnerErrors"]["properties"]["_errors"]["items"] = inner
    return changed


def _closed(document: dict[str, Any]) -> dict[str, Any]:
    """Refuse unknown keys in every object, so that a misspelt key is found; `allOf` parts stay open."""
    schemas = document["components"]["schemas"]
    for name, keys in _UNLISTED_BUT_TAKEN.items():
        schemas[name]["properties"].update(dict.fromkeys(keys, True))
    kept_open = {ref.rpartition("/")[2] for ref in _all_of_references(schemas)}
    for name, schema in schemas.items():
        if name not in kept_open and "properties" in schema and "allOf" not in schema:
            schema.setdefault("additionalProperties", False)
    return document


def _all_of_references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        yield from (part["$ref"] for part in node.get("allOf", ()) if "$ref" in part)
        for value in node.values():
            yield from _all_of_references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _all_of_references(value)
