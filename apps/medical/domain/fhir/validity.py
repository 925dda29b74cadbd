"""Says whether a resource is R4, by the R4B classes, and where not why not; knows R5 by its marks.

R4B is R4 with corrections; the few R4 types that it dropped are let through unchecked.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from pydantic import ValidationError

from apps.medical.domain.fhir.bundle import Entry
from rag.readers.errors import UnreadableFile

DROPPED_IN_R4B: Final = frozenset(
    [
        "EffectEvidenceSynthesis",
        "MedicinalProduct",
        "MedicinalProductAuthorization",
        "MedicinalProductContraindication",
        "MedicinalProductIndication",
        "MedicinalProductIngredient",
        "MedicinalProductInteraction",
        "MedicinalProductManufactured",
        "MedicinalProductPackaged",
        "MedicinalProductPharmaceutical",
        "MedicinalProductUndesirableEffect",
        "RiskEvidenceSynthesis",
        "SubstanceNucleicAcid",
        "SubstancePolymer",
        "SubstanceProtein",
        "SubstanceReferenceInformation",
        "SubstanceSourceMaterial",
        "SubstanceSpecification",
    ]
)
_SHAPES = frozenset({"extra_forbidden", "list_type", "model_type", "model_validation_format"})
"""Errors of another release: an element that R4 does not have, or of another shape."""
_REASONS = 4
_FAILURES = (
    ValueError, TypeError, AttributeError, LookupError, AssertionError, ArithmeticError,
    RecursionError,
)  # fmt: skip
"""What the classes raise at hostile input, besides their own ValidationError."""


def problem_of(resource: dict[str, Any]) -> str | None:
    """Why a resource is no R4 resource: elements and messages; None where it is one."""
    from fhir.resources.R4B import get_fhir_model_class

    kind = resource["resourceType"]
    if kind in DROPPED_IN_R4B:
        return None
    try:
        model = get_fhir_model_class(kind)
    except _FAILURES:
        return f"{kind[:80]!r} is no R4 resource type"
    try:
        model.model_validate(resource)
    except ValidationError as problem:
        return _reasons(problem)
    except _FAILURES as problem:
        return f"{kind}: {type(problem).__name__}: {str(problem)[:200]}"
    return None


def faulty_elements(resource: dict[str, Any]) -> set[str]:
    """The top-level elements that the errors lie in; empty where the whole is at fault."""
    from fhir.resources.R4B import get_fhir_model_class

    try:
        get_fhir_model_class(resource["resourceType"]).model_validate(resource)
    except ValidationError as problem:
        return {str(error["loc"][0]) for error in problem.errors() if error["loc"]}
    except _FAILURES:
        return set()
    return set()


def _reasons(problem: ValidationError) -> str:
    errors = problem.errors(include_url=False, include_context=False, include_input=False)
    told = [f"{_path(error['loc'])}: {error['msg']}" for error in errors[:_REASONS]]
    if len(errors) > _REASONS:
        told.append(f"and {len(errors) - _REASONS} more")
    return "; ".join(told)


def _path(location: Sequence[int | str]) -> str:
    path = ""
    for step in location:
        path += f"[{step}]" if isinstance(step, int) else f".{step}"
    return path.removeprefix(".") or "resource"


def refuse_r5(entries: Sequence[Entry], failing: Sequence[Entry]) -> None:
    """Raises UnreadableFile where a file is written in R5.

    A file is R5 where a resource of it has the shape of R5 and not of R4, and none the other way
    round. `failing` are those of `entries` that are no R4.
    """
    marks = [mark for entry in failing if (mark := _r5_mark(entry.resource))]
    if not marks:
        return
    faulty = {id(entry) for entry in failing}
    valid = [entry for entry in entries if id(entry) not in faulty][:_SAMPLE]
    if any(_only_r4(entry.resource) for entry in valid):
        return
    raise UnreadableFile(
        entries[0].origin,
        "wrong_type",
        f"it is FHIR R5 ({marks[0]})",
        "export it as FHIR R4 (4.0.1)",
    )


_SAMPLE = 200
"""Valid resources looked at for signs of R4; a bundle's types repeat long before."""


def _r5_mark(resource: dict[str, Any]) -> str | None:
    """What shows that a resource is R5 and not R4."""
    from fhir.resources import get_fhir_model_class as r5_class
    from fhir.resources.R4B import get_fhir_model_class as r4_class

    kind = resource["resourceType"]
    try:
        r5_class(kind).model_validate(resource)
    except _FAILURES:
        return None
    try:
        r4_class(kind).model_validate(resource)
    except ValidationError as problem:
        shapes = [error for error in problem.errors() if error["type"] in _SHAPES]
        return f"{kind}.{_path(shapes[0]['loc'])}" if shapes else None
    except _FAILURES:
        return f"resource type {kind}"
    return None


def _only_r4(resource: dict[str, Any]) -> bool:
    from fhir.resources import get_fhir_model_class as r5_class

    try:
        r5_class(resource["resourceType"]).model_validate(resource)
    except ValidationError as problem:
        return any(error["type"] in _SHAPES for error in problem.errors())
    except _FAILURES:
        return True
    return False
