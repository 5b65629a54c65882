"""Run the test tiers one after another, all of them, and close with one line that counts."""

import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Outcome", "main", "read_counts", "tiers_wanted"]

ROOT = Path(__file__).resolve().parents[1]
# Left alone, pytest-xdist waits for ever once a worker has died with tests to do.
# Its own order, by number of tests, would keep the longest, which stand alone, for the end.
PYTEST = (
    "-m", "pytest", "-q", "-n", "2", "--max-worker-restart=0", "--dist", "loadscope",
    "--no-loadscope-reorder",
)  # fmt: skip
LINT = {
    "ruff check": ("-m", "ruff", "check", "--quiet"),
    "ruff format": ("-m", "ruff", "format", "--check", "--quiet"),
    "mypy": ("-m", "mypy", "--no-error-summary", "--num-workers", "2"),
    "numpydoc": ("-m", "numpydoc", "lint"),
}
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
# A cell that needs longer has hung: the slowest takes seconds.
CELL_SECONDS = 120


@dataclass(frozen=True)
class Outcome:
    """What one tier came to; `skipped` tests count neither as passed nor as failed."""

    passed: int
    failed: int
    skipped: int = 0

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(
            self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped
        )


def call(arguments: Sequence[str]) -> int:
    """Run the interpreter of ``.venv`` in the project's folder, output straight to the terminal."""
    environment = {**dict.fromkeys(ONE_THREAD, "1"), **os.environ}
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, check=False
    ).returncode


def lint() -> Outcome:
    """Run every linter on the whole tree, two at a time; each counts as one test."""
    documented = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "src").rglob("*.py"))
    commands = [
        [*command, *(documented if name == "numpydoc" else ())] for name, command in LINT.items()
    ]
    with ThreadPoolExecutor(2) as pool:
        failed = [name for name, code in zip(LINT, pool.map(call, commands), strict=True) if code]
    for name in failed:
        print(f"lint: {name} failed")
    return Outcome(len(LINT) - len(failed), len(failed))


def read_counts(report: Path, exit_code: int) -> Outcome:
    """Count the tests in a JUnit report.

    Parameters
    ----------
    report
        File written by pytest; absent or cut short where pytest itself broke.
    exit_code
        What pytest returned.

    Returns
    -------
        Counts. A run that failed without a failing test, or ran none, counts as one failure.
    """
    try:
        suites = ET.parse(report).getroot().iter("testsuite")  # noqa: S314 - our own file
        totals = [
            [int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped")]
            for suite in suites
        ]
    except (OSError, ET.ParseError):
        return Outcome(0, 1)
    tests, failures, errors, skipped = (sum(column) for column in zip(*totals, strict=True))
    failed = max(failures + errors, int(exit_code != 0))
    return Outcome(max(tests - failures - errors - skipped, 0), failed, skipped)


def pytest(*arguments: str) -> Outcome:
    """Run pytest on two processes and count."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        code = call([*PYTEST, f"--junit-xml={report}", *arguments])
        return read_counts(report, code)


def unit() -> Outcome:
    """Run the tests that start no kernel and no run of the whole."""
    return pytest("-p", "no:nbval", "-m", "not end_to_end", "tests")


def notebooks() -> Outcome:
    """Re-execute every notebook and compare each output with the committed one."""
    return pytest(
        "-p", "tests.notebooks.nbval_tolerance",
        "--nbval", "--nbval-sanitize-with", "tests/notebooks/sanitize.cfg",
        f"--nbval-cell-timeout={CELL_SECONDS}",
        "notebooks",
    )  # fmt: skip


def end_to_end() -> Outcome:
    """Run the tests that start kernels, make and whole runs."""
    return pytest("-p", "no:nbval", "-m", "end_to_end", "tests")


TIERS: Mapping[str, Callable[[], Outcome]] = {
    "lint": lint,
    "unit": unit,
    "notebooks": notebooks,
    "end_to_end": end_to_end,
}


def tiers_wanted(words: str) -> list[str]:
    """Choose tiers.

    Parameters
    ----------
    words
        Names between blanks; empty for all.

    Returns
    -------
        Names in the order in which tiers run.

    Raises
    ------
    ValueError
        If a name is not a tier.
    """
    wanted = words.split() or list(TIERS)
    unknown = sorted(set(wanted) - set(TIERS))
    if unknown:
        raise ValueError(f"no such tier: {', '.join(unknown)}; there are {', '.join(TIERS)}")
    return [name for name in TIERS if name in wanted]


def main() -> int:
    """Run the tiers named in TEST_TIERS, all by default, and print seconds and counts."""
    try:
        names = tiers_wanted(os.environ.get("TEST_TIERS", ""))
    except ValueError as error:
        print(f"tests: {error}", file=sys.stderr)
        return 2
    total, table = Outcome(0, 0), []
    for name in names:
        print(f"\n== {name}", flush=True)
        started = time.monotonic()
        outcome = TIERS[name]()
        total += outcome
        table.append((name, time.monotonic() - started, outcome))
    print()
    for name, seconds, outcome in table:
        counts = f"{outcome.passed} passed, {outcome.failed} failed, {outcome.skipped} skipped"
        print(f"{name:12}{seconds:7.1f} s  {counts}")
    print(f"{total.passed} passed, {total.failed} failed", flush=True)
    return int(total.failed > 0)


if __name__ == "__main__":
    sys.exit(main())
