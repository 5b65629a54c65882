"""Random streams: one child of the seed for each named component."""

import zlib

import numpy as np

__all__ = ["stream", "uniforms"]


def stream(seed: int, component: str) -> np.random.Generator:
    """Return the random stream of one component.

    Parameters
    ----------
    seed
        Seed of the scenario.
    component
        Name of the component. The stream depends on nothing else, so adding or removing a
        component does not move the numbers of another.

    Returns
    -------
    Generator
        A fresh PCG64 generator.
    """
    key = zlib.crc32(component.encode())
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(key,)))


def uniforms(seed: int, component: str, draws: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Uniform numbers of one component, open at both ends so that every quantile is finite."""
    tiny = np.finfo(np.float64).tiny
    return np.maximum(stream(seed, component).random(draws), tiny)
