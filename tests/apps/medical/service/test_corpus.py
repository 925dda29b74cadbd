"""What a user adds to be cited: reading, packing for the sandbox, indexing in two steps."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest

from apps.medical.service import corpus
from apps.medical.service.retrieval import add_guidance, passages
from apps.shared.corpora.indexes import (
    BadTenant,
    TenantIndexes,
    add_meaning,
    add_pieces,
    add_words,
)
from apps.shared.corpora.piece import pack, unpack
from rag.readers.errors import UnreadableFile


class _Embedder:
    """Counts what it is given; vectors by the letters of a text."""

    name = "letters"
    width = 26

    def __init__(self) -> None:
        self.embedded = 0

    def passages(self, texts):
        self.embedded += len(texts)
        return np.stack([self.query(text) for text in texts])

    def query(self, text):
        counts = np.array([text.lower().count(c) for c in "abcdefghijklmnopqrstuvwxyz"], np.float32)
        return counts / max(1e-6, float(np.linalg.norm(counts)))


def _silent(stage: str, done: float) -> None:
    return None


def _line(number: int, **more: str) -> str:
    pair = {
        "question": f"What is disease number {number}?",
        "answer": f"Disease number {number} is a made-up condition with its own marker m{number}q.",
        "source": "Invented", "url": f"https://example.org/{number}",
    }  # fmt: skip
    return json.dumps({**pair, **more})


def _collection(count: int) -> bytes:
    return "\n".join(_line(n) for n in range(count)).encode()


def test_a_collection_keeps_title_address_collection_and_licence() -> None:
    (piece,) = corpus.read_corpus(_collection(1), "mine.jsonl", licence="CC BY 4.0")
    assert piece.title == "What is disease number 0?"
    assert piece.url == "https://example.org/0"
    assert piece.collection == "Invented"
    assert piece.licence == "CC BY 4.0"
    assert piece.document.text.startswith(piece.title)


def test_an_address_that_is_no_web_address_is_dropped() -> None:
    (piece,) = corpus.read_corpus(_line(1, url="javascript:alert(1)").encode(), "m.jsonl")
    assert piece.url == ""


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"  \n", "empty"),
        (b'{"question": "x"}', "wrong_type"),
        (b"{", "wrong_type"),
        (b"\xff\xfe\x00", "wrong_type"),
        (b'{"question": "x", "answer": ""}', "no_text"),
    ],
)
def test_what_is_no_collection_is_refused(data: bytes, kind: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        corpus.read_corpus(data, "mine.jsonl")
    assert caught.value.kind == kind


def test_a_bad_line_is_named() -> None:
    with pytest.raises(UnreadableFile, match="line 2"):
        corpus.read_corpus(f"{_line(1)}\n[]".encode(), "mine.jsonl")


def test_a_word_guideline_is_read() -> None:
    import docx

    made = docx.Document()
    made.add_paragraph("Guideline of our own")
    made.add_paragraph("Drink when thirsty.")
    out = io.BytesIO()
    made.save(out)
    (piece,) = corpus.read_corpus(out.getvalue(), "own.docx")
    assert piece.title == "Guideline of our own"
    assert "thirsty" in piece.document.text


def test_text_and_html_guidelines_are_read() -> None:
    (text,) = corpus.read_corpus("慢阻肺指南\n戒烟。".encode(), "a.txt")
    assert text.document.language == "zh"
    page = b"<!doctype html><html><body><h1>Title</h1><p>Rest.</p><script>x</script></body></html>"
    (html,) = corpus.read_corpus(page, "a.html")
    assert "Rest." in html.document.text
    assert "<" not in html.document.text


def test_pieces_come_through_the_sandbox_as_they_were() -> None:
    pieces = corpus.read_corpus(_collection(3), "mine.jsonl")
    assert unpack(pack(pieces), "mine.jsonl") == pieces
    with pytest.raises(UnreadableFile):
        unpack(b'[{"id": "nonsense"}]', "mine.jsonl")


def test_the_built_in_passages_say_that_they_are_no_guideline() -> None:
    own = corpus.guidance()
    assert len(own) >= 40
    assert {piece.document.language for piece in own} == {"en", "zh"}
    for piece in own:
        mark = corpus.SYNTHETIC_ZH if piece.document.language == "zh" else corpus.SYNTHETIC
        assert mark in piece.document.text
        assert piece.url.startswith("http")


@pytest.mark.parametrize("tenant", ["", "..", "a/b", "A", "-x", "a" * 64, "a\x00"])
def test_a_tenants_name_cannot_leave_its_folder(tmp_path: Path, tenant: str) -> None:
    with pytest.raises(BadTenant):
        TenantIndexes(tmp_path, "medical").folder(tenant)


def test_one_tenants_corpus_is_not_found_by_another(tmp_path: Path) -> None:
    indexes = TenantIndexes(tmp_path, "medical", embedders={})
    add_words(indexes, "one", corpus.read_corpus(_collection(3), "mine.jsonl"), _silent)
    assert passages(indexes.index("one"), "marker m2q", patient=None)
    assert not passages(indexes.index("two"), "marker m2q", patient=None)
    indexes.close()


def test_a_stopped_embedding_goes_on_where_it_stopped(tmp_path: Path) -> None:
    embedder = _Embedder()
    indexes = TenantIndexes(tmp_path, "medical", embedders={"en": embedder})
    pieces = corpus.read_corpus(_collection(150), "mine.jsonl")

    def stop(stage: str, done: float) -> None:
        if stage == "meaning" and done > 0.3:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        add_pieces(indexes, "one", pieces, stop)
    halfway = embedder.embedded
    assert 0 < halfway < 150
    assert len(indexes.index("one").documents()) == 150
    assert indexes.index("one") is indexes.words("one"), "half of the vectors mislead a search"
    add_meaning(indexes, "one", pieces, _silent)
    assert embedder.embedded == 150
    assert indexes.index("one") is indexes.meaning("one")
    add_pieces(indexes, "one", pieces, _silent)
    assert embedder.embedded == 150
    indexes.close()


def test_guidance_is_added_once_and_found_in_both_languages(tmp_path: Path) -> None:
    indexes = TenantIndexes(tmp_path, "medical", embedders={})
    add_guidance(indexes, "one")
    add_guidance(indexes, "one")
    index = indexes.index("one")
    assert len(index.documents()) == len(corpus.guidance())
    assert "eGFR" in passages(index, "metformin eGFR contraindicated", patient=None)[0].chunk.text
    assert "二甲双胍" in passages(index, "二甲双胍 禁用", patient=None)[0].chunk.text
    indexes.close()
