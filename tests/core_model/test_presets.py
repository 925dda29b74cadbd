"""The presets are of the size they say, and a configuration says what is wrong with it."""

from __future__ import annotations

import pytest
import torch
from huggingface_hub.errors import StrictDataclassError
from transformers import AutoConfig

from core_model.config import CoreConfig, embedded, panel_of_128, parameters, tiny
from core_model.model import CoreForCausalLM


@pytest.mark.parametrize(
    ("preset", "millions", "passed"),
    [(tiny, 0.076, 0.055), (embedded, 201.0, 151.2), (panel_of_128, 13042.3, 1717.7)],
)
def test_sizes_are_those_of_the_docstring(preset, millions, passed):
    config = preset()
    whole, through = parameters(config)
    assert (whole / 1e6, through / 1e6) == (
        pytest.approx(millions, rel=0.01),
        pytest.approx(passed, rel=0.01),
    )
    with torch.device("meta"):
        model = CoreForCausalLM(config)
    padding = config.num_experts * config.moe_intermediate_size - sum(config.widths)
    stored = whole + config.num_hidden_layers * 3 * config.hidden_size * padding
    assert model.num_parameters() == stored


def test_a_preset_takes_changes_and_survives_its_folder(tmp_path):
    config = tiny(num_experts_per_tok=1, selection_bias=True)
    config.save_pretrained(tmp_path)
    loaded = AutoConfig.from_pretrained(tmp_path)
    assert isinstance(loaded, CoreConfig)
    assert loaded.to_diff_dict() == config.to_diff_dict()


@pytest.mark.parametrize(
    ("fault", "named"),
    [
        ({"specialist_widths": [40]}, "multiples of 32"),
        ({"num_experts_per_tok": 9}, "num_experts_per_tok 9"),
        ({"router_temperature": 2.0}, "router_temperature 2.0"),
        ({"selection_bias": "yes"}, "selection_bias"),
        ({"router_z_coef": -1.0}, "router_z_coef"),
        ({"hidden_size": 30}, "hidden size"),
    ],
)
def test_faults_are_named(fault, named):
    with pytest.raises(StrictDataclassError, match=named):
        tiny(**fault)


def test_a_misspelt_setting_is_refused_and_an_unknown_one_is_kept():
    with pytest.raises(ValueError, match="did you mean 'specialist_widths'"):
        tiny(specialist_width=[32])
    assert tiny(made_by="hand").made_by == "hand"
