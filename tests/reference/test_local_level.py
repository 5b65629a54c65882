"""The Nile by the forecasting room against statsmodels on a scaled series."""

import numpy as np
from statsmodels.datasets import nile
from statsmodels.tsa.statespace.structural import UnobservedComponents

from analysis.verification import all_cases


def test_variances_agree_with_unobserved_components() -> None:
    # Unscaled, the default optimiser stops before the maximum.
    volume = nile.load_pandas().data["volume"].to_numpy(dtype=float) / 100.0
    fitted = UnobservedComponents(volume, "llevel", use_exact_diffuse=True).fit(disp=False)
    (case,) = [case for case in all_cases() if case.name == "nile"]
    obtained = [number.obtained for number in case.quantities()]
    np.testing.assert_allclose(obtained, fitted.params * 1e4, rtol=1e-3)
