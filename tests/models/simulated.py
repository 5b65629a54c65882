"""Series and tables of known truth for the tests of the baseline."""

import numpy as np
import pandas as pd


def random_walk(seed: int, n: int = 15, drift: float = 0.03, spread: float = 0.04) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return 400.0 * np.exp(np.cumsum(drift + spread * rng.standard_normal(n)))


def panel(regions: int = 20, years: int = 16, first: int = 2000, seed: int = 5) -> pd.DataFrame:
    """Regions with a common and an own shock each year, and spreads that differ."""
    rng = np.random.default_rng(seed)
    common = 0.02 + 0.02 * rng.standard_normal((years, 1))
    spread = np.exp(-3.2 + 0.5 * rng.standard_normal(regions))
    growth = common + spread * rng.standard_normal((years, regions))
    codes = [f"R{number:02d}" for number in range(regions)]
    index = pd.RangeIndex(first, first + years, name="year")
    return pd.DataFrame(100.0 * np.exp(growth.cumsum(axis=0)), index=index, columns=codes)
