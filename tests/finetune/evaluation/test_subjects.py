from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
import torch

from core_model.engine.request import Message
from finetune.evaluation.probe import is_judged, pooled, probe
from finetune.evaluation.scorer import Scorer
from finetune.evaluation.speaker import Speaker
from finetune.evaluation.specialisation import specialisation
from finetune.evaluation.subject import Subject, has_specialists_trained, silenced
from tests.fakes.adapters import save_adapter
from tests.fakes.random_mixture import logits_of
from tests.fakes.tiny_mixture import ascii_only, speaking
from tests.fakes.tiny_model import byte_tokenizer

IDS = list(range(40, 90))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("mixture")
    tokenizer = byte_tokenizer()
    ascii_only(speaking(), tokenizer).save_pretrained(place)
    tokenizer.save_pretrained(place)
    return place


@pytest.fixture(scope="module")
def adapter(folder: Path) -> Path:
    torch.manual_seed(3)
    return save_adapter(folder / "adapter", speaking())


def test_the_silenced_core_is_the_core_without_its_specialists(
    folder: Path, tmp_path: Path
) -> None:
    assert has_specialists_trained(folder)
    base = silenced(folder, tmp_path / "base")
    assert not has_specialists_trained(base)
    dumb = ascii_only(speaking(), byte_tokenizer())
    for panel in dumb.panels():
        torch.nn.init.zeros_(panel.specialists.down_proj)
    from core_model.load import load_model

    assert torch.equal(logits_of(load_model(base, torch.float32), IDS), logits_of(dumb, IDS))


def test_a_core_in_no_single_file_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="--base"):
        silenced(tmp_path, tmp_path / "base")


def test_nats_are_those_of_the_torch_model(folder: Path) -> None:
    logits = logits_of(ascii_only(speaking(), byte_tokenizer()), IDS)
    wanted = torch.nn.functional.cross_entropy(
        logits[:-1], torch.tensor(IDS[1:]), reduction="sum"
    ).item()
    with Scorer(Subject(folder, bits=8)) as scorer:
        assert scorer.nats(IDS) == pytest.approx(wanted, rel=0.03)
        with pytest.raises(ValueError, match="two"):
            scorer.nats([5])


def test_likelihoods_add_up_over_an_options_tokens(folder: Path, adapter: Path) -> None:
    with Scorer(Subject(folder, {"finance": adapter}, 8)) as scorer:
        whole = scorer.nats([*IDS, 7, 8, 9], "finance") - scorer.nats(IDS, "finance")
        found = scorer.likelihoods(IDS, [[7, 8, 9], [7]], "finance")
        assert -found[0] == pytest.approx(whole, rel=0.02)
        assert found[1] > found[0]
        assert scorer.likelihoods(IDS, [[7]]) != [found[1]]


def test_more_are_answered_than_run_side_by_side_and_the_adapter_changes_them(
    folder: Path, adapter: Path
) -> None:
    asked = [[Message("user", f"Question {at}")] for at in range(18)]
    with Speaker(Subject(folder, {"finance": adapter})) as speaker:
        said = speaker.answers(asked, longest=8)
        assert len(said) == 18
        assert said != speaker.answers(asked, adapter="finance", longest=8)


def test_a_text_is_continued_up_to_the_stop(folder: Path) -> None:
    with Speaker(Subject(folder)) as speaker:
        [(whole, stopped)] = speaker.until(["12+3"], "\x00never", longest=24)
        assert not stopped
        stop = whole[3]
        [(part, stopped)] = speaker.until(["12+3"], stop, longest=24)
        assert stopped
        assert part == whole.split(stop, 1)[0]


def test_routing_is_told_apart_by_domain() -> None:
    model = speaking()
    one, other = [[5] * 30], [list(range(100, 130))]
    apart = specialisation(model, {"a": one, "b": other})
    alike = specialisation(model, {"a": one, "b": one})
    assert alike.information.abs().max() == pytest.approx(0, abs=1e-9)
    assert (apart.information > 0.01).any()
    assert apart.load_NLE.shape == (2, 2, 4)
    with pytest.raises(ValueError, match="no window of b"):
        specialisation(model, {"a": one, "b": []})


def test_pooling_ignores_padding_and_order() -> None:
    model = speaking()
    ids = [[5, 6, 7], [8, 9, 10, 11, 12, 13], [5, 6, 7, 8]]
    together = pooled(model, ids, pad=2)
    assert together.shape == (3, 96)
    assert torch.allclose(together[0], pooled(model, [ids[0]], pad=2)[0], atol=1e-4)


def test_a_draw_by_hash_keeps_both_parts() -> None:
    every = [f"sentence {at}" for at in range(2000)]
    drawn = sorted(every, key=lambda one: sha256(one.encode()).digest())[:200]
    assert 30 < sum(map(is_judged, drawn)) < 70


def test_the_head_reads_a_tone_that_is_there() -> None:
    sentences = [f"sentence {at}" for at in range(120)]
    tones = ["up" if at % 2 else "down" for at in range(120)]
    generator = torch.Generator().manual_seed(1)
    features = torch.randn(120, 6, generator=generator)
    features[:, 0] += torch.tensor([3.0 if tone == "up" else -3.0 for tone in tones])
    found = probe(features, sentences, tones)
    assert found.macro_f1 > 0.9
    assert found.majority_macro_f1 < 0.5
    assert found.judged == sum(map(is_judged, sentences))
