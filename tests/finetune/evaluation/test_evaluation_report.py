from __future__ import annotations

from pathlib import Path

from finetune.evaluation.report import Measure, Report, read_report


def report(**changes) -> Report:
    measures = (
        Measure(name="ppl_finance", title="perplexity", ours=8.0, base=10.0, items=5,
                higher_is_better=False, headline=True),
        Measure(name="tatqa_span_f1", title="spans", ours=None, base=0.5, items=0),
    )  # fmt: skip
    fields = {
        "model": "core", "adapters": {}, "backend": "native", "quick": True, "trained": True,
        "measures": measures, "utilisation": (1.0, 0.5), "information": (0.1, 0.3),
        "seconds": 1.2, "cpu_seconds": 2.0,
    }  # fmt: skip
    return Report(**(fields | changes))


def test_ours_and_base_stand_side_by_side() -> None:
    keys = report().keys()
    assert keys["ppl_finance"] == 8.0
    assert keys["base_ppl_finance"] == 10.0
    assert keys["ppl_ratio_finance"] == 0.8
    assert keys["tatqa_span_f1"] is None
    assert keys["utilisation"] == 0.75
    assert keys["utilisation_worst_layer"] == 0.5


def test_lower_perplexity_is_better_and_nothing_is_no_verdict() -> None:
    assert [one.verdict for one in report().measures] == ["better", ""]


def test_the_short_table_holds_headlines_only() -> None:
    assert "spans" in report().table()
    assert "spans" not in report().table(headlines=True)


def test_a_report_is_read_as_it_was_saved(tmp_path: Path) -> None:
    report().save(tmp_path)
    assert read_report(tmp_path / "evaluation.json") == report()
    assert "| perplexity | 10.0 | 8.000 | 5 | better |" in (tmp_path / "evaluation.md").read_text()
