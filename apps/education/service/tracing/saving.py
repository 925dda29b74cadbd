"""A course's model as two files: `course.json` (names and numbers) and the arrays that it names.

The version hashes all that predictions depend on, so files that were changed or cut short are
refused. The description is put in place last, whole: a reader finds the old model or the new one.
Nothing in the files is ever executed. Values are taken apart and rebuilt by their types.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from hashlib import sha256
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

import numpy as np
import torch
from numpy.typing import NDArray

from apps.education.domain.tracing.tracer import Tracer
from apps.education.service.tracing.ensemble import Ensemble
from apps.education.service.tracing.fitting import network_of
from apps.education.service.tracing.network import NetworkShape, SequenceNetwork
from apps.education.service.tracing.training import Training

FORMAT = 1
NAME = "course.json"
Arrays = dict[str, NDArray[Any]]


class SpoiledModel(ValueError):
    """The files of a model are not what was written; train the course again."""


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """All of a model that predictions depend on."""

    tracer: Tracer
    ensemble: Ensemble | None


def version_of(tracer: Tracer, ensemble: Ensemble | None) -> str:
    arrays: Arrays = {}
    return _hash(_apart(Parts(tracer, ensemble), "model", arrays), arrays)


def save_parts(folder: Path, parts: Parts, training: Training) -> Path:
    """Writes the model into `folder`, in place of one that is there. Returns the description."""
    from safetensors.numpy import save_file

    arrays: Arrays = {}
    model = _apart(parts, "model", arrays)
    version = _hash(model, arrays)
    folder.mkdir(parents=True, exist_ok=True)
    stored = f"course-{version}.safetensors"
    save_file(arrays, folder / f"{stored}.part")
    os.replace(folder / f"{stored}.part", folder / stored)
    told = {
        "format": FORMAT,
        "version": version,
        "arrays": stored,
        "training": _apart(training, "training", {}),
        "model": model,
    }
    (folder / f"{NAME}.part").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    os.replace(folder / f"{NAME}.part", folder / NAME)
    for old in folder.glob("course-*.safetensors"):
        if old.name != stored:
            old.unlink(missing_ok=True)
    return folder / NAME


def load_parts(folder: Path) -> tuple[Parts, Training, str]:
    """With the version. Raises FileNotFoundError, or SpoiledModel naming the file and the fault."""
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    path = folder / NAME
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        if told["format"] != FORMAT:
            raise SpoiledModel(f"{path}: format {told['format']!r}, not {FORMAT}; train again")
        stored = folder / Path(told["arrays"]).name
        arrays: Arrays = load_file(stored)
        if _hash(told["model"], arrays) != told["version"]:
            raise SpoiledModel(f"{stored}: not what {path} describes; train again")
        parts = _whole(Parts, told["model"], "model", arrays)
        return parts, _whole(Training, told["training"], "training", {}), told["version"]
    except (KeyError, TypeError, json.JSONDecodeError, UnicodeDecodeError, SafetensorError) as why:
        raise SpoiledModel(f"{path}: cannot be read as a model ({why!r}); train again") from why


def _hash(model: object, arrays: Mapping[str, NDArray[Any]]) -> str:
    found = sha256(json.dumps(model, ensure_ascii=False, sort_keys=True).encode())
    for name in sorted(arrays):
        array = arrays[name]
        found.update(f"{name} {array.dtype.str} {array.shape}".encode())
        found.update(np.ascontiguousarray(array).tobytes())
    return found.hexdigest()[:16]


def _apart(value: Any, path: str, arrays: Arrays) -> Any:
    """What JSON can say of a value; arrays go into `arrays` under their path."""
    if isinstance(value, np.ndarray):
        arrays[path] = np.ascontiguousarray(value)
        return None
    if isinstance(value, SequenceNetwork):
        for name, tensor in value.state_dict().items():
            arrays[f"{path}.{name}"] = tensor.contiguous().numpy()
        return _apart(value.shape, path, arrays)
    if is_dataclass(value):
        return {
            one.name: _apart(getattr(value, one.name), f"{path}.{one.name}", arrays)
            for one in fields(value)
        }
    if isinstance(value, tuple):
        return [_apart(one, f"{path}.{place}", arrays) for place, one in enumerate(value)]
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"{path}: {type(value).__name__} cannot be stored")


def _whole(kind: Any, told: Any, path: str, arrays: Arrays) -> Any:
    """The value of type `kind` that was taken apart."""
    origin = get_origin(kind)
    if origin is np.ndarray:
        return arrays[path]
    if kind is SequenceNetwork:
        return _network(_whole(NetworkShape, told, path, arrays), path, arrays)
    if isinstance(kind, type) and is_dataclass(kind):
        hints, build = get_type_hints(kind), cast(Callable[..., Any], kind)
        return build(
            **{
                one.name: _whole(hints[one.name], told[one.name], f"{path}.{one.name}", arrays)
                for one in fields(kind)
            }
        )
    if origin is tuple:
        each = get_args(kind)[0]
        return tuple(_whole(each, one, f"{path}.{i}", arrays) for i, one in enumerate(told))
    if origin in (Union, UnionType):
        some = next(one for one in get_args(kind) if one is not NoneType)
        return None if told is None else _whole(some, told, path, arrays)
    if kind is float and isinstance(told, int | float):
        return float(told)
    if not isinstance(told, kind):
        raise TypeError(f"{path}: {told!r} is no {kind.__name__}")
    return told


def _network(shape: NetworkShape, path: str, arrays: Arrays) -> SequenceNetwork:
    inside = f"{path}."
    state = {
        name.removeprefix(inside): torch.from_numpy(array)
        for name, array in arrays.items()
        if name.startswith(inside)
    }
    return network_of(shape, state)
