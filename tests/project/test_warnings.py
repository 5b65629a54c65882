"""Warnings are errors whatever was imported before, and on whatever processor."""

import os
import subprocess
import sys
import warnings
from pathlib import Path

import pytest


def test_statsmodels_warnings_are_errors_like_all_others() -> None:
    from statsmodels.tools.sm_exceptions import ConvergenceWarning

    with pytest.raises(ConvergenceWarning, match="did not converge"):
        warnings.warn("did not converge", ConvergenceWarning, stacklevel=1)


@pytest.mark.end_to_end
def test_names_of_instruction_sets_that_numpy_does_not_know_are_no_error(root: Path) -> None:
    inside = "tests/project/test_warnings.py::test_statsmodels_warnings_are_errors_like_all_others"
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:nbval", "-p", "no:cacheprovider", inside],
        cwd=root,
        env={**os.environ, "NPY_DISABLE_CPU_FEATURES": "AVX512F AVX2 FMA3 OF_ANOTHER_MACHINE"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
