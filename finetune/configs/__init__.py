"""Configs of engines that scale training over processes and machines."""
