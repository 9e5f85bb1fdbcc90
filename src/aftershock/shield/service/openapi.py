"""What does the service's OpenAPI say? Routes as the framework knows them, records as msgspec reads them.

The framework's own account of a record leaves out bounds inside of lists and that unknown fields are
refused, so each record is described by the library that decodes it.
"""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request
from litestar.openapi.plugins import JsonRenderPlugin

from aftershock.records import Record
from aftershock.shield.ledger.happenings import Link
from aftershock.shield.service import said, wire

REFERENCE = "#/components/schemas/{name}"


class Exact(JsonRenderPlugin):
    """Serves the OpenAPI as JSON, with records described exactly."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """The document; made once for each process."""
        components = openapi_schema["components"]
        exact = records()
        unknown = {name for name in components["schemas"] if name not in exact}
        components["schemas"] = {
            **{name: components["schemas"][name] for name in sorted(unknown)},
            **exact,
        }
        return msgspec.json.encode(openapi_schema)


def records() -> dict[str, Any]:
    """The JSON schema of every record that goes over the wire, by name."""
    there = [each for each in (*vars(said).values(), *vars(wire).values()) if isinstance(each, type)]
    kinds = {each.__name__: each for each in (*there, Link) if issubclass(each, Record)}
    listed = [kinds[name] for name in sorted(kinds) if name != "Record"]
    _, found = msgspec.json.schema_components(listed, ref_template=REFERENCE)
    return found
