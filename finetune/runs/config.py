"""One typed config a stage, read from TOML and `key=value` words.

Knows fields and files; knows nothing of training.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError


class ConfigRefused(Exception):
    """A stage cannot run as configured; the message names the field and the remedy."""


class StageConfig(BaseModel):
    """What every stage needs to know. Each stage adds its own fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    LIMITS: ClassVar[frozenset[str]] = frozenset(
        {"minutes", "max_steps", "checkpoint_minutes", "threads", "log_steps"}
    )
    """Fields that may change when a run is resumed; any other change needs a new folder."""

    out: Path = Field(description="Folder of the run; an existing one is resumed.")
    model: Path | None = Field(default=None, description="Model folder; None: the embedded one.")
    seed: int = 0
    minutes: float | None = Field(
        default=None, gt=0, description="Stops after so many minutes of training, resumes included."
    )
    max_steps: int | None = Field(default=None, gt=0, description="Stops after so many steps.")
    checkpoint_minutes: float = Field(default=5, gt=0)
    threads: int | None = Field(default=None, gt=0, description="On the CPU; None: as torch likes.")
    log_steps: int = Field(default=10, gt=0)


Config = TypeVar("Config", bound=BaseModel)


def read_config(
    kind: type[Config], file: Path | None = None, words: Sequence[str] = (), **given: object
) -> Config:
    """The config of `kind` from a TOML file, `key=value` words over it, and `given` over both.

    A key may be dotted (`weights.finance=2`); a value is a TOML value, or else a plain string.
    Raises ConfigRefused.
    """
    fields: dict[str, Any] = {} if file is None else _toml(file)
    for word in words:
        _set(fields, word)
    fields |= {name: value for name, value in given.items() if value is not None}
    try:
        return kind.model_validate(fields)
    except ValidationError as problem:
        lines = [_line(kind, error) for error in problem.errors()]
        raise ConfigRefused("; ".join(lines)) from problem


def changed_fields(old: StageConfig, new: StageConfig) -> list[str]:
    """Fields that differ and may not when a run is resumed."""
    before, after = old.model_dump(mode="json"), new.model_dump(mode="json")
    same = new.LIMITS | {"out"}
    return sorted(name for name in after if name not in same and before[name] != after[name])


def described(kind: type[BaseModel]) -> str:
    """One line a field: its name, its default or that it must be given, and what it means."""
    lines = []
    for name, field in kind.model_fields.items():
        default = field.get_default(call_default_factory=True)
        stated = "(to be given)" if field.is_required() else f"= {_shown(default)}"
        lines.append(f"{name} {stated}{f'  {field.description}' if field.description else ''}")
    return "\n".join(lines)


def _shown(value: object) -> str:
    if isinstance(value, BaseModel):
        return "{...}"
    return "none" if value is None else str(value)


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise ConfigRefused(f"{file}: {problem}; give a TOML file of the stage's fields") from (
            problem
        )


def _set(fields: dict[str, Any], word: str) -> None:
    key, equals, value = word.partition("=")
    if not key or not equals:
        raise ConfigRefused(f"{word!r} is not key=value; for instance minutes=10")
    *outer, name = key.split(".")
    for part in outer:
        fields = fields.setdefault(part, {})
        if not isinstance(fields, dict):
            raise ConfigRefused(f"{word!r}: {part!r} is not a table")
    fields[name] = _value(value)


def _value(text: str) -> object:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _line(kind: type[BaseModel], error: Any) -> str:
    name = ".".join(map(str, error["loc"]))
    known = ", ".join(kind.model_fields)
    if error["type"] == "extra_forbidden":
        return f"{kind.__name__} has no field {name!r}; it has {known}"
    return f"{name}={error['input']!r}: {error['msg']}"
