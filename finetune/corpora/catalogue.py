"""The collections that may train, each with its reader, its licence and where it comes from.

Only permissive licences stand here (MIT, Apache, CC BY, CC0, public domain); what is for evaluation
alone has no entry and therefore no way into a corpus. `datasets/` holds the full card of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from finetune.corpora.rows import Row
from finetune.corpora.sources import (
    ddxplus,
    gsm8k,
    medquad,
    negex,
    oatutor,
    openstax,
    pubmedqa,
    sec_filings,
    svamp,
    synthea,
    tatqa,
)


@dataclass(frozen=True, slots=True)
class Collection:
    """`place` is its folder under a data root; `repository` and `revision` its public address."""

    name: str
    domain: str
    licence: str
    place: str
    repository: str
    revision: str
    within: str
    read: Callable[[Path], Iterator[Row]]

    @property
    def address(self) -> str:
        return f"https://github.com/{self.repository}/tree/{self.revision}/{self.within}"


_ALL = (
    Collection(
        "sec_filings",
        "finance",
        "public disclosures; carriers MIT",
        "finance/sec_filings",
        "alphanome-ai/sec-parser-test-data",
        "3ebd96ca3ed1be529929d8bb4e1ad313dc59d0ce",
        "",
        sec_filings.read,
    ),
    Collection(
        "tatqa",
        "finance",
        "CC BY 4.0",
        "finance/tatqa",
        "NExTplusplus/TAT-QA",
        "870accc41953dcde885aabeb963d94aabdc0fbc3",
        "dataset_raw",
        tatqa.read,
    ),
    Collection(
        "medquad",
        "medical",
        "CC BY 4.0",
        "medical/medquad",
        "abachaa/MedQuAD",
        "577bd37b96c02d1833b2c9eed2de9f96964e96cb",
        "",
        medquad.read,
    ),
    Collection(
        "pubmedqa",
        "medical",
        "MIT",
        "medical/pubmedqa",
        "pubmedqa/pubmedqa",
        "1cbae8e92f72f20c8d3747cbb3bf5bc53554d997",
        "data",
        pubmedqa.read,
    ),
    Collection(
        "negex",
        "medical",
        "Apache-2.0",
        "medical/negex",
        "chapmanbe/negex",
        "d136b972b5d214959807ad5de1881a3225541fe7",
        "",
        negex.read,
    ),
    Collection(
        "ddxplus",
        "medical",
        "CC BY 4.0",
        "medical/ddxplus",
        "karishmagrana/NLP-Final-Project",
        "8e01e3a890f0048f530597e3aa7377af5ec1e097",
        "",
        ddxplus.read,
    ),
    Collection(
        "synthea",
        "medical",
        "Apache-2.0",
        "medical/fhir_synthea",
        "NimbusInformatics/bdcat-fhir-azure-prototype",
        "c35184d037423c7bf4e7ccb7c9d2a91a1fc161ca",
        "",
        synthea.read,
    ),
    Collection(
        "openstax_elementary_algebra",
        "education",
        "CC BY 4.0",
        "education/openstax_elementary_algebra",
        "openstax/osbooks-prealgebra-bundle",
        "77a933c672e9c48c746eb802d588a9a7ddfd6e0d",
        "",
        openstax.read,
    ),
    Collection(
        "oatutor",
        "education",
        "CC BY 4.0",
        "education/oatutor",
        "CAHLR/OATutor-Content",
        "c26295e063749a6f481fb2a3000d6b302e0d149b",
        "",
        oatutor.read,
    ),
    Collection(
        "gsm8k",
        "education",
        "MIT",
        "education/gsm8k",
        "openai/grade-school-math",
        "3101c7d5072418e28b9008a6636bde82a006892c",
        "grade_school_math/data",
        gsm8k.read,
    ),
    Collection(
        "svamp",
        "education",
        "MIT",
        "education/mwp",
        "LYH-YF/MWPToolkit",
        "0993beb336c286a0f974d58834e932cf65e32249",
        "dataset/SVAMP",
        svamp.read,
    ),
)
COLLECTIONS = {one.name: one for one in _ALL}


def collection(name: str) -> Collection:
    """Raises ValueError for a collection that is unknown or not open to training."""
    if name not in COLLECTIONS:
        known = ", ".join(COLLECTIONS)
        raise ValueError(f"no collection {name!r} is open to training; known are {known}")
    return COLLECTIONS[name]
