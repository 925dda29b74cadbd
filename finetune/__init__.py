"""Corpora, training stages and evaluation: from the base to a domain, and to new ones by script."""

import logging
import warnings

for _chatty in ("torchao", "torch.utils._pytree"):
    # At import they warn of CUDA libraries that a CPU build lacks, and of types of their own.
    logging.getLogger(_chatty).setLevel(logging.ERROR)
# The trainers ask transformers by an older name.
warnings.filterwarnings("ignore", message="`is_gradient_checkpointing` is deprecated")
