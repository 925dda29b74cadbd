"""The index: finds what is there, for whom it is there, whatever happened to its cache."""

from __future__ import annotations

import random
import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag import snapshot
from rag.chunking import chunk
from rag.document import Document, Page
from rag.index import Index
from rag.store import Store
from tests.fakes.embedding import HashEmbedder, TokenHashEmbedder

WORDS = ["cash", "sales", "goodwill", "debt", "margin", "tax", "equity", "lease"]


def document(name: str, text: str, language: str = "en") -> Document:
    return Document(name, f"{name}.txt", "text", text, language)  # pyright: ignore


def fill(index: Index, count: int, *, tenant: str = "", prefix: str = "d") -> None:
    for number in range(count):
        made = document(f"{prefix}{number}", f"The word is {prefix}word{number} of {tenant}.")
        index.add(made, chunk(made, meta={"company": f"C{number}"}), tenant=tenant)


@pytest.fixture
def index(tmp_path):
    made = Index(tmp_path, embedders={"en": HashEmbedder(), "zh": HashEmbedder("hash-zh/1")})
    yield made
    made.close()


def test_what_is_added_is_found_and_opened_at_its_place(index):
    fill(index, 5)
    hit = index.search("dword3")[0]
    assert hit.chunk.doc_id == "d3"
    span = hit.chunk.span
    assert index.document("d3").text[span.start : span.end] == hit.chunk.text
    assert {name for name, _ in hit.why} >= {"bm25", "dense"}


def test_what_is_removed_is_gone(index):
    fill(index, 5)
    assert index.search("dword3")[0].chunk.doc_id == "d3"
    assert index.remove("d3")
    assert not index.remove("d3")
    assert all(hit.chunk.doc_id != "d3" for hit in index.search("dword3", k=50))


def test_chinese_and_english_live_in_one_index(index):
    made = document("zh", "公司营业收入增长。", "zh")
    index.add(made, chunk(made, meta={}))
    fill(index, 2)
    assert index.search("营业收入")[0].chunk.doc_id == "zh"
    assert index.search("dword1")[0].chunk.doc_id == "d1"


def test_filters_hold_one_value_or_several(index):
    fill(index, 6)
    hits = index.search("the word", k=10, where={"company": "C2"})
    assert [hit.chunk.doc_id for hit in hits] == ["d2"]
    hits = index.search("the word", k=10, where={"doc_id": ["d1", "d4"]})
    assert {hit.chunk.doc_id for hit in hits} == {"d1", "d4"}
    assert index.search("the word", where={"company": "C99"}) == []


def test_words_alone_and_meaning_alone_both_find(tmp_path):
    without = Index(tmp_path / "a", embedders={})
    fill(without, 3)
    assert without.search("dword1")[0].chunk.doc_id == "d1"
    without.close()
    index = Index(tmp_path / "b", embedders={"en": HashEmbedder()})
    fill(index, 3)
    assert index.search("zzz yyy unheard")
    index.close()


def test_one_passage_a_page_unless_all_are_wanted(index):
    text = "Alpha is one matter. Alpha is another matter. Alpha is the third matter. "
    pages = (Page(1, 0, len(text)), Page(2, len(text), 2 * len(text)))
    made = Document("p", "p.pdf", "pdf", text * 2, "en", pages)
    index.add(made, chunk(made, meta={}, size=10))
    assert [hit.chunk.span.page for hit in index.search("alpha matter")] in ([1, 2], [2, 1])
    assert len(index.search("alpha matter", spread=False)) > 2


def test_documents_that_fit_come_first(index):
    for name in ("a", "b"):
        made = document(name, "Sales grew in the year.")
        index.add(made, chunk(made, meta={}))
    assert index.search("sales", fit={"b": 1.0})[0].chunk.doc_id == "b"
    assert index.search("sales", fit={"a": 1.0})[0].chunk.doc_id == "a"


def test_the_statement_asked_for_is_preferred(index):
    labels = (
        "Net cash provided by operating activities", "Net cash used in investing activities",
        "Net cash used in financing activities", "Depreciation", "Dividends paid",
        "Purchases of property", "Net increase in cash", "Repurchases of stock", "Other",
    )  # fmt: skip
    statement = "\n".join(f"{label} 1,204 1,100" for label in labels)
    prose = "We think of capital often and of spending seldom."
    text = f"{prose}\n{statement}\n"
    pages = (Page(1, 0, len(prose) + 1), Page(2, len(prose) + 1, len(text)))
    made = Document("p", "p.pdf", "pdf", text, "en", pages)
    index.add(made, chunk(made, meta={}))
    asked, other = (index.search(q) for q in ("What is the capital expenditure?", "capital?"))
    parts = {hit.chunk.span.page: dict(hit.why)["statement"] for hit in asked}
    assert parts == {1: 0.0, 2: pytest.approx(index.weights.statement)}
    assert all("statement" not in dict(hit.why) for hit in other)


def test_late_interaction_only_reorders_what_was_found(tmp_path):
    index = Index(tmp_path, embedders={"en": TokenHashEmbedder()})
    fill(index, 8)
    plain = {hit.chunk.id for hit in index.search("the word dword5", k=8)}
    late = index.search("the word dword5", k=8, late=True)
    assert {hit.chunk.id for hit in late} == plain
    assert late[0].chunk.doc_id == "d5"
    assert "late" in dict(late[0].why)
    index.close()


@pytest.mark.parametrize("query", ["", "  ", "\n"])
def test_an_empty_question_finds_nothing(index, query):
    fill(index, 1)
    assert index.search(query) == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["add", "add", "add", "remove"]),
            st.sampled_from(["one", "two", ""]),
            st.integers(0, 3),
            st.lists(st.sampled_from(WORDS), min_size=1, max_size=4),
        ),
        max_size=14,
    ),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join),
)
def test_no_search_ever_shows_another_tenants_text(tmp_path_factory, steps, query):
    index = Index(tmp_path_factory.mktemp("i"), embedders={"en": HashEmbedder()})
    truth: dict[tuple[str, str], str] = {}
    for what, tenant, number, words in steps:
        name = f"d{number}"
        if what == "add":
            made = document(name, f"{' '.join(words)} said to {tenant or 'nobody'}")
            index.add(made, chunk(made, meta={"company": "Same"}), tenant=tenant)
            truth[tenant, name] = made.text
        else:
            assert index.remove(name, tenant=tenant) == ((tenant, name) in truth)
            truth.pop((tenant, name), None)
    for tenant in ("one", "two", "", "three"):
        hits = index.search(query, k=50, where={"tenant": tenant, "company": "Same"})
        assert all(truth[tenant, hit.chunk.doc_id] == hit.chunk.text for hit in hits)
        held = {name for owner, name in truth if owner == tenant}
        assert {hit.chunk.doc_id for hit in hits} == held
        assert {card.id for card in index.documents(tenant=tenant)} == held
    assert all(hit.chunk.text.endswith("nobody") for hit in index.search(query, k=50))
    index.close()


# The cache


def cached(tmp_path, monkeypatch, count: int = 12) -> None:
    monkeypatch.setattr(snapshot, "LEAST_TAIL", 4)
    index = Index(tmp_path, embedders={"en": HashEmbedder()})
    fill(index, count)
    index.close()


def test_an_opened_index_answers_as_the_one_that_wrote_it(tmp_path, monkeypatch):
    cached(tmp_path, monkeypatch)
    assert (tmp_path / "cache" / "manifest.json").exists()
    again = Index(tmp_path, embedders={"en": HashEmbedder()})
    for number in range(12):
        assert again.search(f"dword{number}")[0].chunk.doc_id == f"d{number}"
    assert again.notices == []
    again.close()


@pytest.mark.parametrize("seed", range(6))
def test_a_damaged_cache_is_put_aside_rebuilt_and_said(tmp_path, monkeypatch, seed):
    cached(tmp_path, monkeypatch)
    rng = random.Random(seed)
    newest = max((tmp_path / "cache").glob("gen-*"))
    file = rng.choice(sorted(newest.iterdir()))
    data = bytearray(file.read_bytes())
    data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    file.write_bytes(data)
    again = Index(tmp_path, embedders={"en": HashEmbedder()})
    for number in range(12):
        assert again.search(f"dword{number}")[0].chunk.doc_id == f"d{number}"
    assert "put aside" in again.notices[0]
    assert "rebuilt" in again.notices[0]
    again.close()
    third = Index(tmp_path, embedders={"en": HashEmbedder()})
    assert third.search("dword1")
    assert third.notices == []
    third.close()


def test_a_cache_of_another_store_is_not_believed(tmp_path, monkeypatch):
    cached(tmp_path / "a", monkeypatch)
    cached(tmp_path / "b", monkeypatch, count=14)
    (tmp_path / "a" / "cache").rename(tmp_path / "old")
    (tmp_path / "b" / "cache").rename(tmp_path / "a" / "cache")
    index = Index(tmp_path / "a", embedders={"en": HashEmbedder()})
    assert index.search("dword13")[0].chunk.doc_id != "d13"
    assert "another store" in index.notices[0]
    index.close()


def test_a_store_without_its_cache_loses_nothing(tmp_path, monkeypatch):
    cached(tmp_path, monkeypatch)
    for path in sorted((tmp_path / "cache").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    index = Index(tmp_path, embedders={"en": HashEmbedder()})
    assert index.search("dword7")[0].chunk.doc_id == "d7"
    index.close()


def test_a_second_process_sees_what_the_first_adds_and_removes(tmp_path, monkeypatch):
    monkeypatch.setattr(snapshot, "LEAST_TAIL", 4)
    writer = Index(tmp_path, embedders={"en": HashEmbedder()})
    reader = Index(tmp_path, embedders={"en": HashEmbedder()})
    assert reader.search("dword1") == []
    for number in range(10):
        made = document(f"d{number}", f"The word is dword{number}.")
        writer.add(made, chunk(made, meta={}))
        assert reader.search(f"dword{number}")[0].chunk.doc_id == f"d{number}"
    writer.remove("d4")
    assert all(hit.chunk.doc_id != "d4" for hit in reader.search("dword4", k=20))
    writer.close()
    reader.close()


def test_readers_and_a_writer_share_one_index(index):
    fill(index, 4)
    wrong: list[str] = []

    def read() -> None:
        for _ in range(20):
            hits = index.search("dword1")
            if not hits or hits[0].chunk.doc_id != "d1":
                wrong.append("d1 not found")

    readers = [threading.Thread(target=read) for _ in range(3)]
    for thread in readers:
        thread.start()
    fill(index, 10, prefix="e")
    for thread in readers:
        thread.join()
    assert wrong == []


def test_progress_grows_to_one(index):
    made = document("long", "Sales grew a little in the year. " * 400)
    seen: list[float] = []
    index.add(made, chunk(made, meta={}), progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    assert len(seen) >= 3


def test_the_model_is_recorded_beside_each_vector(tmp_path):
    first = Index(tmp_path, embedders={"en": HashEmbedder("old/1")})
    fill(first, 3)
    first.close()
    second = Index(tmp_path, embedders={"en": HashEmbedder("new/1")})
    fill(second, 1, prefix="n")
    assert second.search("dword1")[0].chunk.doc_id == "d1", "by words, its vector is another's"
    second.close()
    store = Store(tmp_path / "store.db")
    assert set(store.models()) == {"old/1", "new/1"}
    store.close()


def test_a_model_that_cannot_read_the_question_puts_nothing_beside_one_that_can(index):
    for number in range(6):
        made = document(f"z{number}", f"公司第{number}项营业收入增长", "zh")
        index.add(made, chunk(made, meta={}))
    fill(index, 6)
    hits = index.search("公司营业收入", k=6)
    assert {hit.chunk.doc_id[0] for hit in hits} == {"z"}
    assert index.search("公司营业收入", where={"doc_id": ["d1", "d2"]}), "better noise than nothing"
