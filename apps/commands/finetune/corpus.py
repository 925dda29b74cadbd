"""`consilium finetune corpus`: cleans text for training in twelve stages, and reports on each."""

from __future__ import annotations

import typer

from apps.commands.finetune.stage import ConfigFile, Words, refusals, stage_config


def corpus(words: Words = None, config: ConfigFile = None) -> None:
    """Clean text for training in twelve stages; run again, it goes on where it stopped.

    For instance: consilium finetune corpus out=corpus data=DIR against='["KEPT_APART"]'
    """
    from apps.commands.finetune.corpus_progress import shown
    from finetune.corpora.config import CorpusConfig
    from finetune.corpora.pipeline import clean

    chosen = stage_config(CorpusConfig, config, words)
    with refusals(), shown() as progress:
        report = clean(chosen, progress)
    for domain, parts in sorted(report.rows_by_part.items()):
        told = ", ".join(f"{part} {count:,}" for part, count in parts.items())
        typer.echo(f"{chosen.out / domain}.jsonl  {told}")
    typer.echo(f"{report.rows_in:,} rows in, {report.rows_out:,} out")
    typer.echo(f"Usable: {report.usable_before:.1%} -> {report.usable_after:.1%}")
    typer.echo(f"Noise: {report.noise_before:.1%} -> {report.noise_after:.1%}")
    typer.echo(f"Report: {chosen.out / 'report.html'}")
