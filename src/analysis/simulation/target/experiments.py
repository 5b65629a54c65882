"""What each draw drew, one row a draw: the experiments in which discovery looks for boxes."""

import numpy as np
import pandas as pd

from analysis.models.additionality import DEDUCTIONS
from analysis.models.programme import SOURCES
from analysis.scenario import Scenario
from analysis.simulation.draws import Array, Draws, total
from analysis.simulation.evidence import LENSES
from analysis.simulation.simulate import Simulation
from analysis.simulation.streams import Streams
from analysis.simulation.triangles import share, spread_around

__all__ = ["experiments"]

_SOURCE_WORDS = dict(zip(SOURCES, ("Private", "Federal", "Regional"), strict=True))
_RUB_MN_IN_BN = 1e3


def experiments(sim: Simulation, *, draws: int | None = None) -> pd.DataFrame:
    """Tabulate what the draws of a simulation drew.

    Parameters
    ----------
    sim
        A simulation; its sample is tabulated.
    draws
        Number of draws, from the first; the whole sample if not given.

    Returns
    -------
    DataFrame
        One row a draw, one column an uncertain input in plain words with its unit; the lens is
        text. An input that is the same in all draws is left out.
    """
    drawn = sim.sample
    columns = {
        **_money(sim.scenario, drawn),
        **_posts(sim.scenario, drawn),
        **_losses(sim.scenario, drawn),
        **_labour_and_stock(sim.scenario, drawn),
    }
    frame = pd.DataFrame(columns)
    varying = [name for name in frame if (frame[name] != frame[name].iloc[0]).any()]
    return frame.loc[: (draws or drawn.size) - 1, varying]


def _money(scenario: Scenario, drawn: Draws) -> dict[str, Array]:
    money = drawn.money
    coming = {
        f"{_SOURCE_WORDS[source]} money that comes (share of plan)": realised
        for source, realised in zip(SOURCES, money.realised, strict=True)
    }
    late = total(money.slip * money.cluster_share)
    return {
        **coming,
        "Money that comes in all (RUB bn, nominal)": total(money.committed),
        "Delay (years, mean over clusters)": late,
        "Cost overrun (share of cost, mean over clusters)": total(
            money.overrun * money.cluster_share
        ),
        "Largest cluster (share of the money)": money.cluster_share.max(axis=0),
        f"Prices of investment in {scenario.horizon} ({scenario.as_of} = 1)": drawn.price[-1],
    }


def _posts(scenario: Scenario, drawn: Draws) -> dict[str, object]:
    jobs = drawn.jobs
    each = total(jobs.posts_per_rub_mn * drawn.money.cluster_share) * _RUB_MN_IN_BN
    words = np.array([lens.replace("_", " ") for lens in LENSES])
    return {
        "Lens on jobs per ruble": words[jobs.lens],
        f"Posts per RUB bn (workplaces, prices of {scenario.as_of})": each,
        "Yield of a budget ruble (share of a private one's)": share(
            scenario, "budget_money_job", Streams(scenario.seed, 0, drawn.size)
        ),
    }


def _losses(scenario: Scenario, drawn: Draws) -> dict[str, Array]:
    streams = Streams(scenario.seed, 0, drawn.size)
    losses = {
        f"{name.capitalize()} (share of posts)": share(scenario, name, streams)
        for name in DEDUCTIONS
    }
    multiplier = spread_around(scenario, "local_multiplier", "local_multiplier_spread", streams)
    return {**losses, "Local multiplier (further jobs a job)": multiplier}


def _labour_and_stock(scenario: Scenario, drawn: Draws) -> dict[str, Array]:
    streams = Streams(scenario.seed, 0, drawn.size)
    ratio = spread_around(scenario, "hpw_regional_ratio", "hpw_regional_spread", streams)
    growth = spread_around(scenario, "hpw_growth_share", "hpw_growth_spread", streams, lower=-1.0)
    return {
        f"Labour reserve in {scenario.horizon} (persons)": drawn.jobs.reserve[-1],
        "Density of the stock (region to nation)": ratio,
        "Growth of the stock (share a year)": growth,
        "New jobs that count in the stock (share)": drawn.stock.new_share,
    }
