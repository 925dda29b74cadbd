"""`python -m examples.legal legal.jsonl`: writes the rows that `new-domain` learns from."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from examples.legal.write import rows


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m examples.legal", description=__doc__)
    parser.add_argument("file", type=Path, help="JSON lines to write")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    written = list(rows(given.seed))
    with given.file.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in written)
    asked = sum("question" in row for row in written)
    print(f"{len(written) - asked} passages and {asked} questions in {given.file}")


if __name__ == "__main__":
    main()
