"""`quantize`: measures what suffers, spares it, trains the rest onto the grid, writes the result.

Knows the order of things; each step has its own module.
"""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from transformers import PreTrainedTokenizerFast, TrainingArguments, set_seed

from core_model.config import parameters
from core_model.load import fastest_dtype, load_model
from core_model.model import CoreForCausalLM
from core_model.quantise import QuantisedEmbedding, part_names, quantise
from core_model.quantised_folder import save_quantised
from core_model.shipped.grid import snap
from finetune.evaluation.perplexity import Window
from finetune.publishing.parity import held_out, perplexities
from finetune.quantise.aligned import AlignedTrainer
from finetune.quantise.batches import Blocks, collate
from finetune.quantise.card import quantised_card
from finetune.quantise.config import QuantizeConfig
from finetune.quantise.fake import install, only, plain_name, remove
from finetune.quantise.figures import Figures
from finetune.quantise.sensitivity import sensitivities, to_keep
from finetune.runs.arguments import arguments
from finetune.runs.callbacks import callbacks
from finetune.runs.card import write_card
from finetune.runs.clock import Clock
from finetune.runs.folder import RunFolder, open_run, write_json

log = logging.getLogger(__name__)

Windows = Mapping[str, Sequence[Window]]


def quantize(config: QuantizeConfig, model_folder: Path) -> Path:
    """Trains, or goes on with a run that was cut; the folder of the quantised model.

    Raises ConfigRefused for another run's folder, ValueError for a corpus without text.
    """
    folder = open_run(config)
    set_seed(config.seed)
    tokenizer = PreTrainedTokenizerFast.from_pretrained(model_folder, local_files_only=True)
    windows = held_out(config.texts, _encoder(tokenizer), config.windows, "validation")
    model = load_model(model_folder, torch.float32)
    kept = _spared(config, folder, model, windows)
    rounded = install(model, config.grid, _parts(config, model, kept), fastest_dtype())
    model.eval()
    with only(rounded, ()):
        before = perplexities(model, windows)
    at_once = perplexities(model, windows)
    _train(config, folder, model, model_folder, tokenizer)
    model.eval()
    after = perplexities(model, windows)
    sizes = _write(config, folder, model, model_folder, kept)
    figures = Figures(before, at_once, after, kept, *sizes)
    write_json(folder.path / "figures.json", figures.as_json())
    write_card(folder, quantised_card(config, figures))
    return folder.result


def _encoder(tokenizer: PreTrainedTokenizerFast):
    return lambda text: tokenizer(text, verbose=False)["input_ids"]


def _parts(config: QuantizeConfig, model: CoreForCausalLM, kept: Mapping[str, float]) -> list[str]:
    named = part_names(model)
    if config.trained == "specialists":
        named = [part for part in named if part.endswith(".specialists")]
    return [part for part in named if part not in kept]


def _spared(
    config: QuantizeConfig, folder: RunFolder, model: CoreForCausalLM, windows: Windows
) -> dict[str, float]:
    """The parts that stay in higher precision, with the harm that rounding them would do.

    Measured once a run: a resumed one must train the same parts.
    """
    file = folder.path / "sensitivity.json"
    if config.grid != "int8" or not config.probes:
        return {}
    if not file.is_file():
        probes = [window.ids for some in windows.values() for window in some][: config.probes]
        rounded = install(model, config.grid, _parts(config, model, {}), fastest_dtype())
        write_json(file, sensitivities(model.eval(), rounded, probes))
        remove(model)
    measured = _read(file)
    chosen = to_keep(model, measured, config.smaller)
    log.info("kept in higher precision: %s", ", ".join(sorted(chosen)) or "nothing")
    return {part: measured[part] for part in sorted(chosen)}


def _read(file: Path) -> dict[str, float]:
    return {part: float(harm) for part, harm in json.loads(file.read_bytes()).items()}


def _train(
    config: QuantizeConfig,
    folder: RunFolder[QuantizeConfig],
    model: CoreForCausalLM,
    model_folder: Path,
    tokenizer: PreTrainedTokenizerFast,
) -> None:
    clock = Clock.of(config)
    trainer = AlignedTrainer(
        model.train(),
        TrainingArguments(
            **arguments(
                folder,
                per_device_train_batch_size=config.batch,
                learning_rate=config.learning_rate,
                remove_unused_columns=False,
                ignore_data_skip=True,
            )
        ),
        train_dataset=Blocks(config.texts, tokenizer, length=config.length, seed=config.seed),
        data_collator=collate,
        callbacks=callbacks(folder, clock, per_step=config.batch * config.length, unit="tokens"),
        reference=load_model(model_folder, fastest_dtype()),
        alignment=config.alignment,
        clock=clock,
        warmup_steps=config.warmup_steps,
        naming=plain_name,
    )
    newest = folder.newest_checkpoint()
    trainer.train(resume_from_checkpoint=None if newest is None else str(newest))


def _write(
    config: QuantizeConfig,
    folder: RunFolder,
    model: CoreForCausalLM,
    parent: Path,
    kept: Mapping[str, float],
) -> tuple[int, int]:
    """Writes the result; bytes of the matrices in fp32 and as they are now."""
    remove(model)
    beside = folder.path / ".result"
    shutil.rmtree(beside, ignore_errors=True)
    if config.grid == "int8":
        size = _save_int8(model, frozenset(kept), beside)
    else:
        size = _save_specialists(model, load_model(parent, torch.float32), beside)
    for file in parent.iterdir():
        fresh = not (beside / file.name).exists() and file.name != "manifest.json"
        if fresh and file.is_file() and file.suffix != ".safetensors":
            shutil.copy2(file, beside / file.name)
    shutil.rmtree(folder.result, ignore_errors=True)
    beside.rename(folder.result)
    return 4 * parameters(model.config)[0], size


def _save_int8(model: CoreForCausalLM, kept: frozenset[str], target: Path) -> int:
    small = quantise(model, "int8", kept)
    embedding = small.get_input_embeddings()
    if isinstance(embedding, QuantisedEmbedding):
        embedding.dtype = fastest_dtype()  # rounded from fp32; activations are quicker in this
    return save_quantised(small, target)


@torch.no_grad()
def _save_specialists(model: CoreForCausalLM, whole: CoreForCausalLM, target: Path) -> int:
    """The parent with the specialists as the grid holds them: nothing else was trained."""
    for learnt, place in zip(model.panels(), whole.panels(), strict=True):
        for name in ("gate_up_proj", "down_proj"):
            stack = learnt.specialists.get_parameter(name).float()
            snapped = snap(stack.reshape(-1, stack.shape[-1]), 4).view_as(stack)
            place.specialists.get_parameter(name).copy_(snapped)
    whole.save_pretrained(target)
    return sum(path.stat().st_size for path in target.glob("*.safetensors"))
