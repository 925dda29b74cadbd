"""A student is cut out of its teacher and comes nearer to it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from core_model.config import tiny
from core_model.load import load_model
from core_model.model import CoreForCausalLM
from finetune.corpora.split import part
from finetune.distil import DistilConfig, distill
from finetune.distilling.student import even, student_of
from finetune.distilling.trainer import softened
from finetune.runs.rows import write_rows
from tests.fakes.tiny_model import byte_tokenizer

WORDS = ("margin", "panel", "cost", "falls", "half", "each", "year", "grows")


def speaking(**changes) -> CoreForCausalLM:
    """A core whose specialists say something."""
    torch.manual_seed(0)
    model = CoreForCausalLM(tiny(**changes)).eval()
    for panel in model.panels():
        for expert, width in enumerate(model.config.widths):
            panel.specialists.down_proj.data[expert, :, :width].normal_(std=0.1)
    return model


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("teacher")
    speaking(num_hidden_layers=3).save_pretrained(place)
    byte_tokenizer().save_pretrained(place)
    return place


@pytest.fixture(scope="module")
def texts(tmp_path_factory) -> dict[str, Path]:
    def text(seed: int) -> str:
        order = torch.randint(8, (20,), generator=torch.Generator().manual_seed(seed))
        return " ".join(WORDS[at] for at in order.tolist())

    rows = [{"id": f"d{n}", "text": text(n), "part": part(f"d{n}")} for n in range(80)]
    file = tmp_path_factory.mktemp("texts") / "words.jsonl"
    write_rows(file, rows)
    return {"words": file}


def test_layers_are_kept_evenly_with_both_ends():
    assert even(30, 3) == [0, 14, 29]
    assert even(5, 5) == [0, 1, 2, 3, 4]
    assert even(7, 1) == [6]


@torch.inference_mode()
def test_the_kept_layers_and_specialists_are_the_teachers():
    teacher = speaking(num_hidden_layers=3)
    student = student_of(teacher, layers=2, specialists=[2, 0])
    assert student.config.widths == [32, 64]
    theirs, ours = teacher.panels()[2].specialists, student.panels()[1].specialists
    assert torch.equal(ours.down_proj[1], theirs.down_proj[2][:, :64])
    widest = teacher.config.moe_intermediate_size
    assert torch.equal(ours.gate_up_proj[1][64:], theirs.gate_up_proj[2][widest : widest + 64])
    assert torch.equal(student.routers()[1].weight, teacher.routers()[2].weight[[0, 2]])
    assert student(torch.arange(9)[None]).logits.isfinite().all()
    assert student.lm_head.weight.data_ptr() == student.model.embed_tokens.weight.data_ptr()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"layers": 2}, "as large as its teacher"),
        ({"layers": 9}, "the teacher has 2"),
        ({"layers": 1, "specialists": [7]}, r"\[7\] do not exist"),
    ],
)
def test_students_that_make_no_sense_are_refused(asked, said):
    with pytest.raises(ValueError, match=said):
        student_of(speaking(), **asked)


def test_the_softened_divergence_is_zero_for_equals_and_its_gradient_keeps_its_size():
    logits = torch.randn(2, 5, 11)
    assert softened(logits, logits, 2.0).item() == pytest.approx(0, abs=1e-6)
    sizes = []
    for temperature in (1.0, 2.0):
        ours = (logits * 0.1).requires_grad_(True)
        softened(ours, logits * 0.1 + 0.05 * torch.randn(2, 5, 11), temperature).backward()
        assert ours.grad is not None
        sizes.append(ours.grad.norm().item())
    assert 0.3 < sizes[1] / sizes[0] < 3


def config(out: Path, texts: dict[str, Path], **changes) -> DistilConfig:
    given = {"layers": 2, "max_steps": 15, "length": 48, "batch": 2, "windows": 2, "log_steps": 1}
    return DistilConfig(out=out, texts=texts, learning_rate=3e-3, **(given | changes))


def test_a_taught_student_is_nearer_to_the_text_than_as_it_was_cut(folder, texts, tmp_path):
    result = distill(config(tmp_path / "run", texts), folder)
    figures = json.loads((tmp_path / "run" / "figures.json").read_text())
    assert figures["perplexity_taught"]["words"] < figures["perplexity_cut"]["words"]
    assert figures["weights_student"] < figures["weights_teacher"]
    student = load_model(result, torch.float32)
    assert student.config.num_hidden_layers == 2
    assert (result / "tokenizer.json").is_file()
    assert "temperature 2.0" in (tmp_path / "run" / "README.md").read_text()
    assert "from_teacher" in (tmp_path / "run" / "log.csv").read_text()


def test_a_cut_run_goes_on_where_it_was(folder, texts, tmp_path):
    first = config(tmp_path / "run", texts, max_steps=2)
    distill(first, folder)
    distill(first.model_copy(update={"max_steps": 4}), folder)
    lines = (tmp_path / "run" / "log.csv").read_text().split()[1:]
    assert sorted({int(line.split(",")[0]) for line in lines}) == [1, 2, 3, 4]
