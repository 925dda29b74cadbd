"""What an answer must look like: OpenAI's `response_format`, and vLLM's fields for the same.

Knows nothing of how an answer is held to it.
"""

from __future__ import annotations

import re
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from core_model.engine.request import Grammar
from core_model.server.field_refused import FieldRefused


class NamedSchema(BaseModel):
    """A JSON schema with the name that OpenAI asks for; always strict here."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    name: str
    json_schema: dict[str, Any] | None = Field(default=None, alias="schema")
    description: str | None = None
    strict: bool | None = None


class ResponseFormat(BaseModel):
    """Plain text, any JSON object, or JSON of a schema."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["text", "json_object", "json_schema"]
    json_schema: NamedSchema | None = None

    def grammar(self) -> Grammar | None:
        if self.type == "text":
            return None
        if self.type == "json_object":
            return Grammar("json_object")
        if self.json_schema is None or self.json_schema.json_schema is None:
            raise FieldRefused("response_format.json_schema", "is missing; send name and schema")
        return Grammar("json_schema", self.json_schema.json_schema)


class StructuredOutputs(BaseModel):
    """vLLM's field: exactly one of the kinds."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    json_value: dict[str, Any] | None = Field(default=None, alias="json")
    regex: str | None = None
    choice: list[str] | None = Field(default=None, min_length=1)
    json_object: bool | None = None

    def grammars(self) -> list[Grammar]:
        """What is asked for; more than one is refused elsewhere."""
        object_ = [Grammar("json_object")] if self.json_object else []
        return [*grammars(self.json_value, self.regex, self.choice), *object_]


class GrammarFields(BaseModel):
    """Every way in which a request may ask for a form; at most one at a time."""

    response_format: ResponseFormat | None = None
    structured_outputs: StructuredOutputs | None = None
    guided_json: dict[str, Any] | None = None
    guided_regex: str | None = None
    guided_choice: list[str] | None = Field(default=None, min_length=1)

    def grammar(self) -> Grammar | None:
        """Raises FieldRefused where several are asked for at once."""
        by_format = self.response_format.grammar() if self.response_format else None
        newer = self.structured_outputs
        asked = [
            *([] if by_format is None else [by_format]),
            *grammars(self.guided_json, self.guided_regex, self.guided_choice),
            *([] if newer is None else newer.grammars()),
        ]
        if newer is not None and not newer.grammars():
            raise FieldRefused("structured_outputs", "asks for nothing; send json, regex or choice")
        if len(asked) > 1:
            raise FieldRefused(
                "structured_outputs", "several forms are asked for at once; send one of them"
            )
        return asked[0] if asked else None


def grammars(
    schema: dict[str, Any] | None, regex: str | None, choice: list[str] | None
) -> list[Grammar]:
    """One for each that is given."""
    return [
        *([] if schema is None else [Grammar("json_schema", schema)]),
        *([] if regex is None else [Grammar("regex", regex)]),
        *([] if choice is None else [one_of(choice)]),
    ]


def one_of(choices: list[str]) -> Grammar:
    """Exactly one of some texts."""
    return Grammar("regex", "|".join(f"({re.escape(choice)})" for choice in choices))
