"""Reads a Patient resource into an identity."""

from __future__ import annotations

import re
from typing import Any, get_args

from apps.medical.domain.fhir.elements import Opened, at, listed, text_of
from apps.medical.domain.record import Identifier, Identity, Sex

_IDEOGRAPH = re.compile(r"[\u3400-\u9fff]")
_NAME_USES = ("official", "usual", "", "nickname", "maiden", "anonymous", "temp", "old")
_SEXES: dict[str, Sex] = {sex: sex for sex in get_args(Sex)}
_SYNTHETIC = frozenset({"synthetic", "HTEST"})


def identity_of(opened: Opened) -> Identity:
    """Who a Patient resource is; what it leaves out stays empty."""
    resource = opened.resource
    return Identity(
        name=_name(listed(resource, "name")),
        sex=_SEXES.get(str(resource.get("gender")), "unknown"),
        birth=opened.when("birthDate"),
        identifiers=_identifiers(resource),
        address=_address(resource),
        telecom=tuple(
            dict.fromkeys(
                value
                for item in listed(resource, "telecom")
                if (value := text_of(item.get("value")))
            )
        ),
        died=opened.when("deceasedDateTime"),
        synthetic=_is_synthetic(resource),
    )


def _name(names: list[dict[str, Any]]) -> str:
    ordered = sorted(names, key=lambda name: _NAME_USES.index(_use(name)))
    return next((found for name in ordered if (found := _written(name))), "")


def _use(name: dict[str, Any]) -> str:
    use = name.get("use", "")
    return use if use in _NAME_USES else ""


def _written(name: dict[str, Any]) -> str:
    """The name as it is written: the family name first, and joined, where it is Chinese."""
    given = [text_of(item) for item in name.get("given") or [] if text_of(item)]
    family = text_of(name.get("family"))
    if not family and not given:
        return text_of(name.get("text"))
    if _IDEOGRAPH.search(family + "".join(given)):
        return family + "".join(given)
    return " ".join([*given, family]).strip()


def _identifiers(resource: dict[str, Any]) -> tuple[Identifier, ...]:
    found = (
        Identifier(text_of(item.get("system")) or _type(item), text_of(item.get("value")))
        for item in listed(resource, "identifier")
    )
    return tuple(dict.fromkeys(item for item in found if item.value))


def _type(identifier: dict[str, Any]) -> str:
    return text_of(at(identifier, "type.text"))


def _address(resource: dict[str, Any]) -> str:
    for item in listed(resource, "address"):
        if whole := text_of(item.get("text")):
            return whole
        lines = [text_of(line) for line in item.get("line") or []]
        rest = [text_of(item.get(key)) for key in ("city", "state", "postalCode", "country")]
        if written := ", ".join(part for part in [*lines, *rest] if part):
            return written
    return ""


def _is_synthetic(resource: dict[str, Any]) -> bool:
    labels = [*listed(resource.get("meta"), "tag"), *listed(resource.get("meta"), "security")]
    if any(label.get("code") in _SYNTHETIC for label in labels):
        return True
    systems = [text_of(item.get("system")) for item in listed(resource, "identifier")]
    return any("synthea" in system or "synthetic" in system for system in systems)
