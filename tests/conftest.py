"""What holds for every test, in whatever order and on whatever machine they run."""

import os
import signal

# Two test processes on two cores, one BLAS thread each; read by the libraries when first imported.
for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")

# A shell that starts a job in the background makes it deaf to Ctrl-C, and all it starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# statsmodels puts its own "always" filters in front of everybody's when it is first imported. Were
# that inside a test, its convergence warnings would pass there and fail elsewhere, depending on the
# order; imported here, pytest's "error" stands in front for every test.
import pytest  # noqa: E402
import statsmodels.tools.sm_exceptions  # noqa: E402, F401
from hypothesis import settings  # noqa: E402

# Modules, or folders of them, that take longest, as measured; the order of the others is no matter.
_LONGEST = (
    "tests/project/test_readme.py",
    "tests/notebooks/",
    "tests/execution/sweeps/",
    "tests/models/test_growth_curves.py",
    "tests/execution/test_calibrate.py",
    "tests/browser/",
    "tests/models/test_panel_recovery.py",
    "tests/models/test_placebos.py",
    "tests/execution/warm/",
    "tests/models/test_hierarchy.py",
    "tests/simulation/test_every_case.py",
    "tests/models/test_members.py",
    "tests/models/",
    "tests/explorer/",
)

# The same examples in every run, and no verdict that hangs on how busy the machine is.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start with the longest tests, so that no process is left alone with one at the end."""
    ranks = {prefix: rank for rank, prefix in enumerate(_LONGEST)}
    items.sort(
        key=lambda item: min(
            (rank for prefix, rank in ranks.items() if item.nodeid.startswith(prefix)),
            default=len(ranks),
        )
    )
