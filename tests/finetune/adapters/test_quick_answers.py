"""What trl is given on CPUs equals what it computes itself: values, gradients, padding left out."""

from __future__ import annotations

import pytest
import torch
from trl.trainer.utils import add_fused_lm_head

from core_model.load import load_model
from finetune.adapters.layout import adapted
from finetune.adapters.quick_answers import IGNORED, QuickAnswers

FIELDS = ("log_probs", "entropy", "is_top1", "mean_logits")


def model_with_adapter(folder):
    model = adapted(load_model(folder, torch.float32), rank=3, alpha=7)
    torch.manual_seed(1)
    for name, weight in model.named_parameters():
        if ".lora_B." in name:
            torch.nn.init.normal_(weight, std=0.2)
    return model


def batch(*, left: bool) -> dict[str, torch.Tensor]:
    """Three rows of different lengths, padded on one side, labelled at their ends."""
    torch.manual_seed(2)
    ids = torch.randint(3, 259, (3, 20))
    mask, labels = torch.ones_like(ids), ids.clone()
    for row, padding in enumerate((0, 4, 9)):
        own = slice(padding, 20) if left else slice(0, 20 - padding)
        mask[row] = 0
        mask[row, own] = 1
        labels[row, : own.stop - 3] = IGNORED
        labels[row, own.stop :] = IGNORED
    return {"input_ids": ids, "attention_mask": mask, "labels": labels}


def walked(model, given):
    """Fields, and gradients of an uneven sum of the log-probabilities."""
    model.zero_grad()
    outputs = model(**given, fused_lm_head=True)
    (outputs.log_probs * torch.arange(1.0, 20.0)).sum().backward()
    gradients = {n: w.grad.clone() for n, w in model.named_parameters() if w.grad is not None}
    return outputs, gradients


@pytest.mark.parametrize("left", [False, True])
@pytest.mark.parametrize("lanes", [1, 2])
def test_it_equals_trls(tiny_core, left, lanes):
    model, given = model_with_adapter(tiny_core), batch(left=left)
    core = model.get_base_model()
    add_fused_lm_head(core, temperature=0.7, outputs=FIELDS)
    outputs, gradients = walked(model, given)
    QuickAnswers(core, lanes=lanes, temperature=0.7).attach()
    quick, quick_gradients = walked(model, given)
    for name in (*FIELDS, "label_mask"):
        found, wanted = getattr(quick, name), getattr(outputs, name)
        torch.testing.assert_close(found.float(), wanted.float(), atol=1e-4, rtol=1e-3)
    assert quick_gradients.keys() == gradients.keys()
    for name, gradient in gradients.items():
        torch.testing.assert_close(quick_gradients[name], gradient, atol=1e-3, rtol=1e-3)


def test_frozen_layers_learn_nothing(tiny_core):
    model = model_with_adapter(tiny_core)
    quick = QuickAnswers(model.get_base_model(), lanes=1)
    quick.attach()
    quick.step.frozen_layers = 1
    _, gradients = walked(model, batch(left=False))
    assert gradients
    assert all(".layers.1." in name for name in gradients)


def test_without_labels_it_is_the_model_itself(tiny_core):
    model, given = model_with_adapter(tiny_core), batch(left=False)
    ids = given["input_ids"]
    before = model(input_ids=ids).logits
    QuickAnswers(model.get_base_model(), lanes=1).attach()
    torch.testing.assert_close(model(input_ids=ids).logits, before)
    with pytest.raises(ValueError, match="labels"):
        model(input_ids=ids, fused_lm_head=True)
