"""The rebuild runs each step once, goes on where it was cut, and never mixes settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from core_model.shipped.adapters import shipped_adapters, shipped_heads
from finetune.heads.tone.training import ToneConfig
from finetune.pretraining.config import PretrainConfig
from finetune.publishing.publish import PublishConfig
from finetune.rebuild import PLAN, PlanChanged, Step, StepFailed, read_plan, rebuild
from finetune.runs.config import read_config
from finetune.sft import SftConfig


class Commands:
    """Makes what it is told, and fails when it is told to."""

    def __init__(self, *, fails: str = "") -> None:
        self.fails = fails
        self.ran: list[str] = []

    def __call__(self, words) -> int:
        name, made = words
        self.ran.append(name)
        if name == self.fails:
            return 3
        Path(made).write_text(name)
        return 0


def steps(folder: Path, *names: str) -> list[Step]:
    return [
        Step(name=name, run=(name, str(folder / name)), makes=(folder / name,)) for name in names
    ]


def silent(_: str) -> None:
    pass


def test_what_is_done_is_not_repeated(tmp_path):
    commands, plan = Commands(), steps(tmp_path, "a", "b")
    assert rebuild(plan, tmp_path / "work", commands, silent) == ["a", "b"]
    assert rebuild(plan, tmp_path / "work", commands, silent) == []
    assert commands.ran == ["a", "b"]


def test_a_step_that_was_cut_runs_again_and_those_before_it_do_not(tmp_path):
    plan = steps(tmp_path, "a", "b", "c")
    with pytest.raises(StepFailed, match=r"'b' ended with code 3.*goes on here"):
        rebuild(plan, tmp_path / "work", Commands(fails="b"), silent)
    again = Commands()
    assert rebuild(plan, tmp_path / "work", again, silent) == ["b", "c"]


def test_lost_files_are_made_again(tmp_path):
    plan = steps(tmp_path, "a", "b")
    rebuild(plan, tmp_path / "work", Commands(), silent)
    (tmp_path / "a").unlink()
    assert rebuild(plan, tmp_path / "work", Commands(), silent) == ["a"]


def test_a_step_that_leaves_nothing_is_a_failure(tmp_path):
    plan = [Step(name="a", run=("a", str(tmp_path / "other")), makes=(tmp_path / "a",))]
    with pytest.raises(StepFailed, match="left no"):
        rebuild(plan, tmp_path / "work", Commands(), silent)


def test_other_settings_are_not_mixed_with_what_was_made(tmp_path):
    rebuild(steps(tmp_path, "a", "b"), tmp_path / "work", Commands(), silent)
    first = Step(name="a", run=("a", str(tmp_path / "a2")), makes=(tmp_path / "a2",))
    with pytest.raises(PlanChanged, match="'a' was made by other settings"):
        rebuild([first, *steps(tmp_path, "b")], tmp_path / "work", Commands(), silent)


def test_the_suites_own_plan_is_whole():
    places = {name: Path("/x") / name for name in ("data", "work", "into", "core")}
    plan = read_plan(PLAN, places)
    names = [step.name for step in plan]
    assert len(names) == len(set(names))
    made = {path for step in plan for path in step.makes}
    assert Path("/x/into/shipped.json") in made
    *_, last = [step for step in plan if step.run[1] == "publish"]
    published = read_config(PublishConfig, None, last.run[2:])
    assert sorted(published.adapters) == sorted(shipped_adapters())
    assert sorted(published.heads) == sorted(shipped_heads())
    assert {*published.adapters.values(), *published.heads.values()} <= {
        Path("/x/work") / name for name in names
    }
    assert not any("{" in word for step in plan for word in step.run)


@pytest.mark.parametrize(
    ("stage", "kind"),
    [
        ("pretrain", PretrainConfig),
        ("sft", SftConfig),
        ("publish", PublishConfig),
        ("head", ToneConfig),
    ],
)
def test_the_stages_of_the_suites_own_plan_understand_their_settings(stage, kind):
    places = {name: Path("/x") / name for name in ("data", "work", "into", "core")}
    steps = [step for step in read_plan(PLAN, places) if step.run[1] == stage]
    assert steps
    for step in steps:
        read_config(kind, None, step.run[2:])


def test_a_plan_that_names_an_unknown_place_is_refused(tmp_path):
    file = tmp_path / "plan.toml"
    file.write_text('[[steps]]\nname = "a"\nrun = ["{nowhere}"]\nmakes = []\n')
    with pytest.raises(KeyError, match="nowhere"):
        read_plan(file, {})
