"""How quick the page is: ``python tests/bench/explore_page.py DATASET`` (make one with tests/bench/make_dataset.py).

Prints the time from the start of ``shigu explore`` to its address, from asking for the first page to its charts standing there
(a fresh browser each time, and once while the server still prepares the data), what a filter and a change of grouping take
until the browser has drawn, and the memory of the server.
"""

import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
TIMED = """async (change) => {
  const start = performance.now();
  await S.change(change);
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - start;
}"""
CHANGES = {
    "compare": [{"province": "广东省"}, {"province": None}, {"severity": "较大"}, {"by": "city"}, {"by": "article"},
                {"by": "province", "severity": None, "from": "2019"}, {"value": "place", "from": None}],
    "cases": [{"province": "广东省"}, {"province": None}, {"severity": "较大"}, {"find": "示例"}, {"find": None, "m": "deaths"}],
    "laws": [{"province": "广东省"}, {"province": None}, {"law": "中华人民共和国安全生产法", "a": "114"}, {"severity": "较大"}],
}  # fmt: skip


def main(dataset: str) -> None:
    from playwright.sync_api import sync_playwright

    started = time.monotonic()
    server = subprocess.Popen(
        [sys.executable, "-c", "from pipeline.cli import main; main()", "explore", dataset, "--port", "0"],
        cwd=ROOT, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert server.stderr is not None
        address = re.search(r"http\S+", server.stderr.readline())[0]
        print(f"server says its address after {time.monotonic() - started:.2f} s")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
            for name, changes in CHANGES.items():
                first = []
                for _ in range(3):
                    page = browser.new_context(bypass_csp=True).new_page()
                    begun = time.monotonic()
                    page.goto(f"{address}#/{name}")
                    page.wait_for_selector(f"body[data-ready={name}]", timeout=120_000)
                    first.append(time.monotonic() - begun)
                print(
                    f"{name}: first page {', '.join(f'{t:.2f}' for t in first)} s (the first while the server prepares)"
                )
                for change in changes:
                    times = [page.evaluate(TIMED, change)]
                    print(f"  {change}: {times[0]:.0f} ms")
                back = {key: None for change in changes for key in change}
                times = []
                for _ in range(5):
                    times += [page.evaluate(TIMED, {"severity": "一般"}), page.evaluate(TIMED, back)]
                print(f"  a filter, median of ten: {statistics.median(times):.0f} ms, slowest {max(times):.0f} ms")
            browser.close()
        status = Path(f"/proc/{server.pid}/status").read_text()
        peak = int(re.search(r"VmHWM:\s+(\d+)", status)[1])
        print(f"server's memory, peak: {peak >> 10} MB")
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
