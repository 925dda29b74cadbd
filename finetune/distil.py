"""`distill`: a smaller student learns to say what the embedded core says.

Cross-entropy on the text beside the divergence from the teacher's probabilities, both softened by a
temperature (Hinton, Vinyals and Dean 2015). One command, one config, one resumable run; parts lie
in `finetune.distilling`.
"""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

from transformers import PreTrainedTokenizerFast, TrainingArguments, set_seed

from core_model.config import parameters
from core_model.load import fastest_dtype, load_model
from core_model.model import CoreForCausalLM
from finetune.distilling.card import Figures, distilled_card
from finetune.distilling.config import DistilConfig
from finetune.distilling.student import student_of
from finetune.distilling.trainer import DistilTrainer
from finetune.publishing.parity import held_out, perplexities
from finetune.quantise.batches import Blocks, collate
from finetune.runs.arguments import arguments
from finetune.runs.callbacks import callbacks
from finetune.runs.card import write_card
from finetune.runs.clock import Clock
from finetune.runs.folder import RunFolder, open_run, write_json

__all__ = ["DistilConfig", "distill"]

log = logging.getLogger(__name__)


def distill(config: DistilConfig, model_folder: Path) -> Path:
    """Trains, or goes on with a run that was cut; the folder of the student.

    Raises ConfigRefused for another run's folder, ValueError for a student that is not smaller.
    """
    folder = open_run(config)
    set_seed(config.seed)
    tokenizer = PreTrainedTokenizerFast.from_pretrained(model_folder, local_files_only=True)
    windows = held_out(
        config.texts,
        lambda text: tokenizer(text, verbose=False)["input_ids"],
        config.windows,
        "validation",
    )
    teacher = load_model(model_folder, fastest_dtype())
    student = student_of(teacher, layers=config.layers, specialists=config.specialists).float()
    said = perplexities(teacher, windows)
    before = perplexities(student.eval(), windows)
    _train(config, folder, student, teacher, tokenizer)
    after = perplexities(student.eval(), windows)
    figures = Figures(
        teacher=said,
        before=before,
        after=after,
        weights=(parameters(teacher.config)[0], parameters(student.config)[0]),
    )
    _write(folder, student, model_folder)
    write_json(folder.path / "figures.json", figures.as_json())
    write_card(folder, distilled_card(config, figures))
    return folder.result


def _train(
    config: DistilConfig,
    folder: RunFolder[DistilConfig],
    student: CoreForCausalLM,
    teacher: CoreForCausalLM,
    tokenizer: PreTrainedTokenizerFast,
) -> None:
    clock = Clock.of(config)
    trainer = DistilTrainer(
        student.train(),
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
        teacher=teacher,
        temperature=config.temperature,
        soft=config.soft,
        clock=clock,
        warmup_steps=config.warmup_steps,
    )
    newest = folder.newest_checkpoint()
    trainer.train(resume_from_checkpoint=None if newest is None else str(newest))


def _write(folder: RunFolder, student: CoreForCausalLM, parent: Path) -> None:
    """A folder that loads like any other model."""
    beside = folder.path / ".result"
    shutil.rmtree(beside, ignore_errors=True)
    student.save_pretrained(beside)
    for file in parent.iterdir():
        fresh = not (beside / file.name).exists() and file.name != "manifest.json"
        if fresh and file.is_file() and file.suffix != ".safetensors":
            shutil.copy2(file, beside / file.name)
    shutil.rmtree(folder.result, ignore_errors=True)
    beside.rename(folder.result)
