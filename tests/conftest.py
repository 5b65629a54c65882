"""What holds for every test, in whatever order and on whatever machine they run."""

import os

# Two test processes on two cores, one BLAS thread each; read by the libraries when first imported.
for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")

# statsmodels puts its own "always" filters in front of everybody's when it is first imported. Were
# that inside a test, its convergence warnings would pass there and fail elsewhere, depending on the
# order; imported here, pytest's "error" stands in front for every test.
import statsmodels.tools.sm_exceptions  # noqa: E402, F401
from hypothesis import settings  # noqa: E402

# The same examples in every run, and no verdict that hangs on how busy the machine is.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")
