"""Teaches a student: the text's own tokens beside what the teacher would have said.

Knows two models and batches; knows nothing of how the student came to be.

Shapes: T tokens, V vocabulary.
"""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F

from core_model.load import fastest_dtype
from core_model.model import CoreForCausalLM
from core_model.routing import TemperatureRouter
from finetune.quantise.learnt import LearntOnly


class DistilTrainer(LearntOnly):
    """`soft` weighs the teacher, 1 - soft the text. The student learns in fp32 and computes in
    bf16 where the processor multiplies it, but for its routers."""

    def __init__(
        self,
        model: CoreForCausalLM,
        *args: Any,
        teacher: CoreForCausalLM,
        temperature: float,
        soft: float,
        **others: Any,
    ):
        self._teacher = teacher.requires_grad_(False).eval()
        self._temperature = temperature
        self._soft = soft
        self._heard: list[float] = []
        for router in model.routers():
            _keep_precise(router)
        super().__init__(model, *args, **others)

    def compute_loss(
        self, model: Any, inputs: Any, return_outputs: bool = False, num_items_in_batch: Any = None
    ) -> Any:
        with torch.autocast(inputs["input_ids"].device.type, dtype=fastest_dtype()):
            found = model(**inputs)
        with torch.no_grad():
            told = self._teacher(
                input_ids=inputs["input_ids"], position_ids=inputs["position_ids"]
            ).logits
        apart = softened(found.logits[:, :-1], told[:, :-1], self._temperature)
        self._heard.append(apart.item())
        loss = self._soft * apart + (1 - self._soft) * found.loss
        return (loss, found) if return_outputs else loss

    def log(self, logs: dict[str, float], start_time: float | None = None) -> None:
        if self._heard:
            logs = logs | {"from_teacher": sum(self._heard) / len(self._heard)}
            self._heard = []
        super().log(logs, start_time)


def softened(student: torch.Tensor, teacher: torch.Tensor, temperature: float) -> torch.Tensor:
    """T^2 times the mean KL divergence, in nats a token, from the softened teacher's probabilities.

    Logits (..., V). The square keeps the gradient's size as the temperature changes.
    """
    V = student.shape[-1]
    ours_TV = (student.float() / temperature).log_softmax(dim=-1).view(-1, V)
    theirs_TV = (teacher.float() / temperature).log_softmax(dim=-1).view(-1, V)
    return temperature**2 * F.kl_div(ours_TV, theirs_TV, log_target=True, reduction="batchmean")


def _keep_precise(router: TemperatureRouter) -> None:
    """Autocast would round what routers compare."""
    own = router.forward

    def forward(x_TD: torch.Tensor):
        with torch.autocast(x_TD.device.type, enabled=False):
            return own(x_TD)

    router.forward = forward
