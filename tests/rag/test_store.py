"""The store: whole documents in, whole documents out, ids that are never used again."""

from __future__ import annotations

import sqlite3

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.chunking import chunk
from rag.document import Box, Cell, Document, Page, Span, Table
from rag.evidence import Chunk
from rag.layout import pack_layout, unpack_layout
from rag.records import Embedded, Entry
from rag.store import Store

NUMBERS = st.floats(0, 5_000, allow_nan=False)
BOXES = st.none() | st.builds(Box, NUMBERS, NUMBERS, NUMBERS, NUMBERS)
SPANS = st.builds(
    lambda start, length, page, box: Span(start, start + length, page, box),
    st.integers(0, 9_999),
    st.integers(0, 99),
    st.none() | st.integers(1, 500),
    BOXES,
)
CELLS = st.builds(Cell, *[st.integers(0, 50)] * 4, st.text(), SPANS)


def document(name: str, text: str = "Sales grew. Costs fell. Cash is fine.") -> Document:
    return Document(name, f"{name}.txt", "text", text, "en")


def entry(made: Document, model: str | None = "m/1", **meta: str) -> Entry:
    chunks = chunk(made, meta=meta, size=10)
    vectors = np.eye(4, dtype=np.float32)[np.zeros(len(chunks), int)]
    return Entry(made, chunks, Embedded(model, vectors) if model else None, meta)


@pytest.fixture
def store(tmp_path):
    made = Store(tmp_path / "store.db")
    yield made
    made.close()


@given(
    st.lists(st.builds(Page, st.integers(1, 99), st.integers(0, 9), st.integers(9, 99), NUMBERS)),
    st.lists(st.builds(Table, SPANS, st.lists(CELLS, max_size=4).map(tuple)), max_size=3),
)
def test_a_layout_survives_its_bytes(pages, tables):
    assert unpack_layout(pack_layout(pages, tables)) == (tuple(pages), tuple(tables))


def test_a_document_comes_back_as_it_was(store):
    cell = Cell(0, 0, 1, 1, "Sales", Span(0, 5, 1, Box(1, 2, 3, 4)))
    text = "Sales 茅台 \ud800 grew."
    made = Document(
        "d", "d.pdf", "pdf", text, "en", (Page(1, 0, len(text), 10.0, 20.5),),
        (Table(Span(0, 5), (cell,)),),
    )  # fmt: skip
    store.add([Entry(made, [], None, {"company": "茅台"})], tenant="")
    assert store.document("d", tenant="") == made
    (card,) = store.documents(tenant="")
    assert (card.id, card.name, dict(card.meta)) == ("d", "d.pdf", {"company": "茅台"})


def test_ids_grow_and_are_not_used_again(store):
    store.add([entry(document("a"))], tenant="")
    first = store.mark()
    store.remove("a", tenant="")
    store.add([entry(document("a"))], tenant="")
    ids, _ = store.rows_after(0, store.mark().chunk)
    assert ids.min() > first.chunk
    assert store.removed_after(first.removal) == [(1, first.chunk)]


def test_adding_again_replaces(store):
    store.add([entry(document("a"))], tenant="")
    store.add([entry(document("a", "Something else entirely."))], tenant="")
    (card,) = store.documents(tenant="")
    assert card.chunks == 1
    assert store.count() == 1
    assert store.document("a", tenant="").text == "Something else entirely."


def test_a_step_that_fails_leaves_nothing(store):
    good = entry(document("a"))
    vectors = Embedded("m/1", np.zeros((99, 4), np.float32))
    bad = Entry(document("b"), entry(document("b")).chunks, vectors, {})
    with pytest.raises(ValueError, match="99 vectors"):
        store.add([good, bad], tenant="")
    assert store.documents(tenant="") == []
    assert store.count() == 0


def test_a_chunk_that_does_not_quote_its_document_is_refused(store):
    made = document("a")
    piece = Chunk("a", Span(0, 5), "Other")
    with pytest.raises(ValueError, match="does not quote"):
        store.add([Entry(made, [piece], None, {})], tenant="")


def test_another_tenant_sees_nothing(store):
    store.add([entry(document("a"))], tenant="one")
    ids = list(range(1, 10))
    assert store.chunks(ids, tenants=["two"]) == {}
    assert store.documents(tenant="two") == []
    assert store.chunks(ids, tenants=["one"])
    assert not store.remove("a", tenant="two")
    with pytest.raises(KeyError, match="add it again"):
        store.document("a", tenant="two")


def test_vectors_of_two_models_are_kept_apart(store):
    store.add([entry(document("a"), "m/1"), entry(document("b"), "m/2")], tenant="")
    mark = store.mark().chunk
    first, _ = store.vectors_after("m/1", 0, mark)
    second, vectors = store.vectors_after("m/2", 0, mark)
    assert set(first).isdisjoint(second)
    assert vectors.shape == (second.size, 4)
    assert store.vectors_after("m/3", 0, mark)[0].size == 0


def test_a_store_of_another_version_is_refused(tmp_path):
    path = tmp_path / "store.db"
    Store(path).close()
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version=99")
    db.close()
    with pytest.raises(ValueError, match="version 99"):
        Store(path)
