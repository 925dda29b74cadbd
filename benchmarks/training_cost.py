"""What a step of training costs: ours against trl's, and less training against full training.

Same model, same blocks of random tokens, same trained weights, one run. Each measure is a process
of its own: steps a second without the first, CPU seconds, and the largest resident set above what
the imports took.

- ours: specialists and routers by `consilium finetune pretrain`'s trainer
- trl: the same weights by trl's `SFTTrainer`, called as trl's own script for supervised tuning does
- full: every weight by trl's trainer; frozen: routers and two specialists of each layer alone;
  checkpointed: every weight, activations computed again
- staged: an adapter by `consilium finetune sft`, three upper layers and then five

Weights are bf16 (ours keeps fp32 masters of what learns). The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from apps.shared.settings import settings
from core_model.build import build

MEASURES = ("ours", "trl", "full", "frozen", "checkpointed", "staged")
CHOSEN = (0, 7)
"""The two specialists of a layer that learn when the others are frozen."""


def largest_resident() -> int:
    """Bytes."""
    return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def stopwatch() -> Any:
    """A callback that notes wall and CPU time at the end of each step."""
    from transformers import TrainerCallback

    class Stopwatch(TrainerCallback):
        def __init__(self) -> None:
            self.marks: list[tuple[float, float]] = []

        def on_step_end(self, args, state, control, **kwargs):
            self.marks.append((time.perf_counter(), time.process_time()))

        def pace(self) -> dict[str, float]:
            (began, cpu), (ended, cpu_ended) = self.marks[0], self.marks[-1]
            steps = len(self.marks) - 1
            return {
                "steps_per_s": steps / (ended - began),
                "cpu_s": (cpu_ended - cpu) / steps,
            }

    return Stopwatch()


def ours(chosen: argparse.Namespace, out: Path) -> dict[str, float]:
    import numpy as np
    from transformers import TrainingArguments

    from finetune.mixing.mixture import Mixture
    from finetune.mixing.shares import uniform
    from finetune.pretraining.config import PretrainConfig
    from finetune.pretraining.learning import learner, trained_weights
    from finetune.pretraining.trainer import PretrainTrainer
    from finetune.runs.arguments import arguments
    from finetune.runs.clock import Clock
    from finetune.runs.folder import RunFolder

    config = PretrainConfig(
        out=out, texts={"any": out}, max_steps=chosen.steps + 1, length=chosen.length,
        batch=chosen.batch, micro=max(1, chosen.batch // chosen.threads), lanes=chosen.threads,
        only_down_steps=0, threads=1,
    )  # fmt: skip
    model = learner(chosen.model)
    tokens = np.random.default_rng(0).integers(1000, 40_000, (64, chosen.length - 1))
    mixture = Mixture({"any": list(tokens)}, uniform(["any"]), length=chosen.length, end=2)
    watch = stopwatch()
    trainer = PretrainTrainer(
        model,
        TrainingArguments(**arguments(RunFolder(out, config), per_device_train_batch_size=1)),
        config=config, mixture=mixture, clock=Clock.of(config), newborn=False, callbacks=[watch],
    )  # fmt: skip
    trainer.train()
    return watch.pace() | {"trained": sum(each.numel() for each in trained_weights(model).values())}


def by_trl(chosen: argparse.Namespace, out: Path, what: str) -> dict[str, float]:
    """`trl`, `full`, `frozen` or `checkpointed`."""
    import torch
    from trl.trainer.sft_config import SFTConfig
    from trl.trainer.sft_trainer import SFTTrainer

    from core_model.freezing import freeze
    from core_model.load import load_model

    torch.set_num_threads(chosen.threads)
    model = load_model(chosen.model, torch.bfloat16).train()
    trained = list(model.parameters())
    if what in ("trl", "frozen"):
        trained = freeze(model, specialists=CHOSEN if what == "frozen" else None)
    watch = stopwatch()
    trainer = SFTTrainer(
        model=model,
        args=SFTConfig(
            **trl_settings(chosen, out), activation_checkpointing=what == "checkpointed"
        ),
        train_dataset=token_rows(chosen),
        processing_class=tokenizer(chosen.model),
        optimizers=(torch.optim.AdamW(trained, lr=1e-4), None),
        callbacks=[watch],
    )
    trainer.train()
    return watch.pace() | {"trained": sum(each.numel() for each in trained)}


def staged(chosen: argparse.Namespace, out: Path) -> dict[str, float]:
    """Time of a step over both stages, weighted by their shares of a run."""
    import torch
    from trl.trainer.sft_config import SFTConfig
    from trl.trainer.sft_trainer import SFTTrainer

    from finetune.adapters.stage import learned, open_adapter, open_core, quicken
    from finetune.sft import STAGED, SftConfig

    torch.set_num_threads(chosen.threads)
    config = SftConfig(out=out, lessons=(out,))
    whole = open_adapter(open_core(chosen.model), config)
    core: Any = whole.get_base_model()
    layers = core.model.layers
    seconds, cpu, begun = 0.0, 0.0, 0.0
    for stage in STAGED:
        for at, layer in enumerate(layers):
            for name, weight in layer.named_parameters():
                weight.requires_grad_("lora_" in name and at >= len(layers) - stage.layers)
        watch = stopwatch()
        trainer = SFTTrainer(
            model=whole,
            args=SFTConfig(**trl_settings(chosen, out), activation_checkpointing=False),
            train_dataset=token_rows(chosen),
            processing_class=tokenizer(chosen.model),
            optimizers=(torch.optim.AdamW(learned(whole), lr=1e-4), None),
            callbacks=[watch],
        )
        quick = quicken(trainer, whole)
        assert quick is not None
        quick.step.frozen_layers = len(layers) - stage.layers
        trainer.train()
        pace, share = watch.pace(), stage.until - begun
        seconds += share / pace["steps_per_s"]
        cpu += share * pace["cpu_s"]
        begun = stage.until
    return {"steps_per_s": 1 / seconds, "cpu_s": cpu, "trained": 0.0}


def trl_settings(chosen: argparse.Namespace, out: Path) -> dict[str, Any]:
    return {
        "output_dir": str(out), "max_steps": chosen.steps + 1, "max_length": chosen.length,
        "per_device_train_batch_size": chosen.batch, "use_cpu": True, "bf16": False,
        "report_to": [], "save_strategy": "no", "disable_tqdm": True, "logging_steps": 1000,
        "dataloader_pin_memory": False,
    }  # fmt: skip


def token_rows(chosen: argparse.Namespace) -> Any:
    import numpy as np
    from datasets import Dataset

    rows = (chosen.steps + 1) * chosen.batch
    ids = np.random.default_rng(0).integers(1000, 40_000, (rows, chosen.length))
    return Dataset.from_dict({"input_ids": ids.tolist(), "labels": ids.tolist()})


def tokenizer(folder: Path) -> Any:
    from transformers import PreTrainedTokenizerFast

    return PreTrainedTokenizerFast.from_pretrained(folder, local_files_only=True)


def measure(chosen: argparse.Namespace) -> dict[str, float]:
    """One measure, in this process."""
    import torch
    import trl  # noqa: F401

    import finetune.pretraining.trainer  # noqa: F401

    torch.manual_seed(0)
    before = largest_resident()
    with TemporaryDirectory() as out:
        if chosen.measure == "ours":
            found = ours(chosen, Path(out))
        elif chosen.measure == "staged":
            found = staged(chosen, Path(out))
        else:
            found = by_trl(chosen, Path(out), chosen.measure)
    return found | {"bytes": largest_resident() - before}


def elsewhere(chosen: argparse.Namespace, what: str) -> dict[str, float]:
    """`measure` in a fresh process."""
    command = [sys.executable, "-m", "benchmarks.training_cost", "--measure", what]
    for name in ("model", "steps", "length", "batch", "threads"):
        command += [f"--{name}", str(getattr(chosen, name))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{what}: {done.stderr.strip()[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def ratios(found: dict[str, dict[str, float]]) -> dict[str, float]:
    """Ours over the other's: more than 1 is faster, less memory or less time is below 1."""

    def over(of: str, by: str, what: str) -> float:
        return found[of][what] / found[by][what]

    return {
        "steps_vs_trl": over("ours", "trl", "steps_per_s"),
        "cpu_vs_trl": over("ours", "trl", "cpu_s"),
        "memory_vs_trl": over("ours", "trl", "bytes"),
        "freeze_memory_ratio": over("frozen", "full", "bytes"),
        "freeze_time_ratio": over("full", "frozen", "steps_per_s"),
        "checkpoint_memory_ratio": over("checkpointed", "full", "bytes"),
        "checkpoint_time_ratio": over("full", "checkpointed", "steps_per_s"),
        "staged_time_ratio": over("full", "staged", "steps_per_s"),
        "staged_memory_ratio": over("staged", "full", "bytes"),
    }


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model", type=Path, help="folder of a model; else the embedded one")
    parser.add_argument("--steps", type=int, default=3, help="measured, after one to warm up")
    parser.add_argument("--length", type=int, default=512)
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--measure", choices=MEASURES, help="one of them in this process")
    chosen = parser.parse_args(argv)
    if chosen.measure:
        print(json.dumps(measure(chosen)))
        return
    of = settings()
    chosen.model = chosen.model or build(of.home / "models", of.base_model)
    tokens = chosen.length * chosen.batch
    found: dict[str, dict[str, float]] = {}
    for what in MEASURES:
        found[what] = now = elsewhere(chosen, what)
        print(
            f"{what:13} {now['steps_per_s'] * tokens:6.0f} tokens/s {now['cpu_s']:7.1f} s CPU"
            f" a step {now['bytes'] / 1e6:7.0f} MB",
            flush=True,
        )
    figures = {
        f"{what}_{name}": value for what, each in found.items() for name, value in each.items()
    }
    print(json.dumps(ratios(found) | figures))


if __name__ == "__main__":
    main()
