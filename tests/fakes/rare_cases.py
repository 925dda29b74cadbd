"""Invented phenopackets over the tiny ontology."""

from __future__ import annotations

from typing import Any

SIGNS = {
    "OMIM:1": (["HP:0002197", "HP:0000518"], ["HP:0000365"]),
    "OMIM:2": (["HP:0000365"], []),
    "OMIM:3": (["HP:0000518", "HP:0000501"], ["HP:0001250"]),
    "OMIM:4": (["HP:0001638", "HP:0000365"], []),
    "OMIM:9": (["HP:0002373"], ["HP:0001638"]),
}


def packet(disease: str, reference: str, group: str, age: str | None = "P20Y") -> dict[str, Any]:
    present, excluded = SIGNS[disease]
    features = [{"type": {"id": id}} for id in present]
    features += [{"type": {"id": id}, "excluded": True} for id in excluded]
    seen = {"timeAtLastEncounter": {"age": {"iso8601duration": age}}} if age else {}
    return {
        "group": group,
        "path": f"invented/{disease}/{reference}.json",
        "phenopacket": {
            "subject": {"sex": "FEMALE"} | seen,
            "phenotypicFeatures": features,
            "interpretations": [{"diagnosis": {"disease": {"id": disease}}}],
            "metaData": {"externalReferences": [{"id": reference}]},
        },
    }


def packets() -> list[dict[str, Any]]:
    """Cases of four known diseases and one unknown; the last has no observed sign."""
    rows = [
        packet("OMIM:1", "PMID:11", "cited"),
        packet("OMIM:1", "PMID:11", "cited", None),
        packet("OMIM:1", "PMID:21", "never_cited"),
        packet("OMIM:2", "PMID:22", "never_cited"),
        packet("OMIM:3", "PMID:23", "never_cited"),
        packet("OMIM:4", "PMID:24", "never_cited"),
        packet("OMIM:4", "PMID:25", "never_cited"),
        packet("OMIM:9", "PMID:26", "not_in_hpoa"),
        packet("OMIM:9", "PMID:27", "not_in_hpoa"),
    ]
    empty = packet("OMIM:9", "PMID:28", "not_in_hpoa")
    empty["phenopacket"]["phenotypicFeatures"] = []
    return [*rows, empty]
