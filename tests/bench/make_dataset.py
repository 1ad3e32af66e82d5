"""Write a dataset of made-up accidents, to measure with.

python -m tests.bench.make_dataset COUNT OUT [SEED]
"""

import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # so that the file can be called by its path as well

from tests.bench.generated import write_dataset


def main(count: str, out: str, seed: str = "0") -> None:
    start = time.perf_counter()
    folder = write_dataset(out, int(count), int(seed), jobs=os.cpu_count() or 1)
    size = sum(path.stat().st_size for path in folder.rglob("*.parquet"))
    print(f"{folder}: {count} accidents, {size / 1e6:.1f} MB, {time.perf_counter() - start:.1f} s")


if __name__ == "__main__":
    main(*sys.argv[1:])
