"""Low-rank adapters over the frozen core: how their lessons are read, packed and learned.

Knows the core's modules and peft's; knows nothing of desks. The stages are `finetune.sft` and
`finetune.prefer`.
"""
