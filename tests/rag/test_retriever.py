"""From question to evidence: routed, widened where nothing is found, through LangChain too."""

from __future__ import annotations

import pytest

from rag.chunking import chunk
from rag.document import Document
from rag.index import Index
from rag.late import max_sim
from rag.retriever import IndexRetriever, retrieve
from rag.vectorstore import IndexVectorStore
from tests.fakes.embedding import HashEmbedder


@pytest.fixture
def index(tmp_path):
    made = Index(tmp_path, embedders={"en": HashEmbedder()})
    for company, year in (("Acme", 2021), ("Acme", 2022), ("Brown Beige", 2022)):
        name = f"{company}{year}"
        text = f"Sales of the year were good. {name} sold widgets."
        document = Document(name, f"{name}.pdf", "text", text, "en")
        meta = {"company": company, "period": f"FY{year}", "form": "10-K"}
        made.add(document, chunk(document, meta=meta))
    yield made
    made.close()


def test_the_route_decides_where_it_is_looked(index):
    found = retrieve(index, "What were Acme's sales in 2022?")
    assert {piece.chunk.doc_id for piece in found.evidence} == {"Acme2022"}
    assert found.notes == ()


def test_another_tenants_documents_are_not_even_routed_to(index):
    found = retrieve(index, "What were Acme's sales in 2022?", tenant="other")
    assert found.evidence == ()
    assert found.route.where == {}


def test_it_widens_when_the_route_finds_nothing_and_says_so(index, monkeypatch):
    search = index.search

    def strict(question, *, where=None, **rest):
        narrow = where is not None and len(where.get("doc_id", "12")) == 1
        return [] if narrow else search(question, where=where, **rest)

    monkeypatch.setattr(index, "search", strict)
    found = retrieve(index, "What were Acme's sales in 2022?")
    assert {piece.chunk.doc_id for piece in found.evidence} == {"Acme2021", "Acme2022"}
    assert any("searched all documents of the company" in note for note in found.notes)


def test_langchain_gets_the_place_with_the_text(index):
    retriever = IndexRetriever(index=index, k=2)
    first = retriever.invoke("What were Acme's sales in 2021?")[0]
    place = first.metadata
    text = index.document(place["doc_id"]).text
    assert first.page_content == text[place["start"] : place["end"]]
    assert place["company"] == "Acme"


def test_the_vector_store_adds_finds_filters_and_deletes(tmp_path):
    store = IndexVectorStore.from_texts(
        ["cash flow from operations", "total assets of acme", "goodwill is impaired"],
        HashEmbedder(),
        [{"kind": "a"}, {"kind": "b"}, {"kind": "b"}],
        ids=["1", "2", "3"],
        path=tmp_path,
        model="hash/1",
    )
    assert store.similarity_search("total assets", k=1)[0].id == "2"
    assert [d.id for d in store.similarity_search("assets", filter={"kind": "a"})] == ["1"]
    scored = store.similarity_search_with_score("goodwill impaired", k=3)
    assert scored[0][0].id == "3"
    assert [score for _, score in scored] == sorted((s for _, s in scored), reverse=True)
    assert store.as_retriever(search_kwargs={"k": 1}).invoke("cash flow")[0].id == "1"
    assert [d.page_content for d in store.get_by_ids(["3", "9"])] == ["goodwill is impaired"]
    assert store.delete(["2"])
    assert not store.delete(["2"])
    assert all(d.id != "2" for d in store.similarity_search("total assets", k=9))
    assert store.add_texts(["cash again"], ids=["1"]) == ["1"]
    assert store.get_by_ids(["1"])[0].page_content == "cash again"
    store.index.close()


def test_a_store_without_a_folder_and_a_delete_without_ids_are_refused(index):
    with pytest.raises(ValueError, match="path"):
        IndexVectorStore.from_texts(["x"], HashEmbedder())
    with pytest.raises(ValueError, match="ids"):
        IndexVectorStore(index).delete()


def test_late_interaction_of_nothing_is_nothing():
    one = HashEmbedder().passages(["a b"])
    assert max_sim(one, one) == pytest.approx(1.0, abs=1e-5)
    assert max_sim(one, one[:0]) == 0.0
