"""What every training stage shares: its config, folder, checkpoints, log and card.

Knows nothing of what a stage trains. A stage reads its `StageConfig` (`config`), opens a
`RunFolder` (`folder`), gives `arguments` and `callbacks` to a trainer of transformers or trl, and
writes its card (`card`).
"""
