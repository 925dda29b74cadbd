"""Corpora, training stages and evaluation: from the base to a domain, and to new ones by script."""

import logging

for _chatty in ("torchao", "torch.utils._pytree"):
    # At import they warn of CUDA libraries that a CPU build lacks, and of types of their own.
    logging.getLogger(_chatty).setLevel(logging.ERROR)
