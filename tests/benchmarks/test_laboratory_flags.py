import pytest

from benchmarks.laboratory_flags import Case, cases, main, outcome


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.test}={case.value}{case.unit}")
def test_every_printed_row_is_judged_as_the_tables_say(case: Case) -> None:
    got = outcome(case)
    assert got.right, got


def test_there_are_enough_cases_and_a_wrong_one_is_noticed() -> None:
    assert len(cases()) >= 120
    wrong = Case("M40", "K", "9.0", "mmol/L", "", "", "", "9", "", "", "said to be usual")
    assert not outcome(wrong).right


def test_the_table_is_printed_with_its_baseline(capsys: pytest.CaptureFixture[str]) -> None:
    main([])
    printed = capsys.readouterr().out
    assert "as printed" in printed
    assert '"accuracy": 1.0' in printed.splitlines()[-1]
