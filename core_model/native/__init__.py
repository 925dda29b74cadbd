"""The decode step for CPUs in C++, compiled where it runs."""
