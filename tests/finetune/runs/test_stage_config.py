from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import Field

from finetune.runs.config import (
    ConfigRefused,
    StageConfig,
    changed_fields,
    described,
    read_config,
)


class Stage(StageConfig):
    LIMITS = StageConfig.LIMITS | {"name"}

    rate: float = 1.0
    weights: dict[str, float] = Field(default_factory=dict)
    name: str = "plain"


def test_words_win_over_the_file_and_keep_their_types(tmp_path: Path):
    file = tmp_path / "stage.toml"
    file.write_text('out = "a"\nrate = 2.0\n[weights]\nfinance = 1\n')
    words = ["rate=0.5", "weights.medical=3", "name=two words", "minutes=7"]
    config = read_config(Stage, file, words)
    assert config.rate == 0.5
    assert config.weights == {"finance": 1, "medical": 3}
    assert (config.name, config.minutes, config.out) == ("two words", 7, Path("a"))


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["out=a", "rat=1"], "'rat'"),
        (["out=a", "rate=fast"], "rate="),
        (["out=a", "rate"], "key=value"),
        (["out=a", "rate=1", "rate.x=2"], "not a table"),
        (["out=a", "minutes=0"], "minutes="),
    ],
)
def test_a_refusal_names_the_field(words: list[str], named: str):
    with pytest.raises(ConfigRefused, match=named):
        read_config(Stage, None, words)


def test_only_limits_may_change_when_a_run_is_resumed():
    old = Stage(out=Path("a"), minutes=1)
    assert changed_fields(old, Stage(out=Path("b"), minutes=2, max_steps=3, name="other")) == []
    assert changed_fields(old, Stage(out=Path("a"), rate=2, seed=1)) == ["rate", "seed"]


def test_the_settings_of_a_stage_are_listed_with_defaults_and_meaning():
    lines = described(StageConfig).splitlines()
    assert "out (to be given)  Folder of the run; an existing one is resumed." in lines
    assert "seed = 0" in lines
    assert "max_steps = none  Stops after so many steps." in lines
