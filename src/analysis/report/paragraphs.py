"""Paragraphs computed from results, so that no sentence outlives the numbers it was written for."""

import pandas as pd

from analysis.models.lens_agreement import Agreement
from analysis.report.stock import met_before
from analysis.report.tables import number

__all__ = [
    "Paragraph",
    "lens_paragraph",
    "paragraph",
    "plan_paragraph",
    "print_paragraph",
    "response_paragraph",
    "stock_paragraph",
]

_SURE = 0.95
_LENS_WORDS = {
    "zone_record": "the zone record",
    "panel_response": "the panel response",
    "capital_intensity": "capital intensity",
}


class Paragraph:
    """A computed paragraph, shown as text in a page and in a terminal."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text

    def _repr_markdown_(self) -> str:
        return self.text


def paragraph(text: str) -> Paragraph:
    """Mark a text as a paragraph of its notebook.

    Parameters
    ----------
    text
        Plain text; runs of blanks become one.

    Returns
    -------
    Paragraph
        Shown as a paragraph in a page.
    """
    return Paragraph(" ".join(text.split()))


def _lens(name: object) -> str:
    return _LENS_WORDS.get(str(name), str(name).replace("_", " "))


def lens_paragraph(comparison: pd.DataFrame, agreement: Agreement) -> Paragraph:
    """Say whether the lenses agree, and where they part.

    Parameters
    ----------
    comparison
        As from `analysis.simulation.lens_comparison`.
    agreement
        As from `analysis.simulation.lens_agreement`.

    Returns
    -------
    Paragraph
        Verdict, range of medians, pairs, what a cut at zero does, and the range on one footing.
    """
    facts, table = agreement.facts, comparison.set_index("lens")
    median = table["rub_mn_per_job_median"]
    cheap, dear = str(facts["cheapest"]), str(facts["dearest"])
    verdict = "agree" if agreement.agree else "do not agree"
    opening = (
        f"The {len(table)} lenses {verdict}: in the median a job costs RUB {number(median[cheap])} "
        f"mn by {_lens(cheap)} and RUB {number(median[dear])} mn by {_lens(dear)}, a ratio of "
        f"{number(agreement.largest_ratio)}; of {facts['pairs']} pairs of 5 to 95 % bands "
        f"{facts['overlapping_pairs']} overlap."
    )
    parts = [opening, *_surely_dearer(agreement)]
    if not facts["same_measure"]:
        parts.append(
            "They do not measure one thing, so part of the difference is in the definition and no "
            "contradiction."
        )
    return paragraph(" ".join([*parts, *_cut_at_zero(table), _on_one_footing(table)]))


def _cut_at_zero(table: pd.DataFrame) -> list[str]:
    """Say what becomes of the mean of a lens that is cut where it has jobs below zero."""
    sentences = []
    for name, row in table[table["no_jobs_probability"] > 0].iterrows():
        none = number(100 * row["no_jobs_probability"], 2)
        before, after = number(row["mean_before_cut"]), number(row["jobs_per_rub_bn_mean"])
        sentences.append(
            f"By {_lens(name)} no job at all comes with a probability of {none} %: it is cut at "
            f"zero, which lifts its mean from {before} to {after} jobs per RUB bn."
        )
    return sentences


def _surely_dearer(agreement: Agreement) -> list[str]:
    """Name the pairs of which one is dearer beyond the level of the bands."""
    sentences = []
    for row in agreement.pairs.to_dict("records"):
        first, second = str(row["first"]), str(row["second"])
        probability = float(row["probability_first_dearer"])
        if max(probability, 1 - probability) < _SURE:
            continue
        dearer, other = (first, second) if probability > 1 / 2 else (second, first)
        sure = _capped(max(probability, 1 - probability))
        sentences.append(
            f"{_lens(dearer).capitalize()} is dearer than {_lens(other)} with a probability {sure}."
        )
    return sentences


def _capped(probability: float) -> str:
    return "above 0.999" if probability > 0.999 else f"of {number(probability, 2)}"


def _on_one_footing(table: pd.DataFrame) -> str:
    net = table["net_jobs_per_rub_bn"].dropna()
    if net.empty:
        return ""
    each = ", ".join(f"{number(jobs, 2)} by {_lens(name)}" for name, jobs in net.items())
    return (
        f"After the losses of the ledger a RUB bn of one project leaves, in the median, net jobs: "
        f"{each}."
    )


def response_paragraph(response: pd.DataFrame, robustness: pd.DataFrame) -> Paragraph:
    """Say what the panel response can carry: its size, its error, its placebos, its rivals.

    Parameters
    ----------
    response
        As from `analysis.simulation.response_table`.
    robustness
        As from `analysis.simulation.response_robustness`.

    Returns
    -------
    Paragraph
        Computed from both tables.
    """
    last = response[response["role"] == "response"].iloc[-1]
    placebo = response[response["role"] == "placebo"]
    largest = placebo.iloc[int(placebo["estimate"].abs().argmax())]
    clear = bool(last["low"] > 0 or last["high"] < 0)
    rivals = robustness[robustness["horizon"] >= 0]
    fitted = rivals.dropna(subset="estimate")
    below = int((fitted["estimate"] <= 0).sum())
    before = abs(int(largest["horizon"]))
    worse = abs(largest["estimate"]) >= abs(last["estimate"])
    verdict = (
        "at least as large as the response, so nothing here may be called an effect"
        if worse
        else "smaller than the response, which speaks for an effect without proving one"
    )
    return paragraph(
        f"Employment is {number(last['estimate'], 2)} log points higher {int(last['horizon'])} "
        f"years after a log point more of investment (95 %: {number(last['low'], 2)} to "
        f"{number(last['high'], 2)}), {'clear of' if clear else 'not distinguishable from'} zero. "
        f"The largest placebo, {before} years before the investment, is "
        f"{number(largest['estimate'], 2)}: {verdict}. Of {len(rivals)} specifications "
        f"{len(fitted)} can be estimated; they range from {number(fitted['estimate'].min(), 2)} to "
        f"{number(fitted['estimate'].max(), 2)}, {below} of them at or below zero."
    )


def plan_paragraph(plans: pd.DataFrame, chains: pd.DataFrame) -> Paragraph:
    """Say how the printed per cents of plan stand, and whether the figures add up.

    Parameters
    ----------
    plans
        As from `analysis.simulation.zone_plans`.
    chains
        As from `analysis.simulation.zone_chains`.

    Returns
    -------
    Paragraph
        Computed from both tables; says so where nothing is on file.
    """
    if plans.empty:
        return paragraph("No per cent of plan of a zone of this programme is on file by then.")
    percent = plans["percent_of_plan"]
    tested = chains[chains["verdict"] != "not on file"]
    held = int((tested["verdict"] == "holds").sum())
    sums = (
        f"Of {len(tested)} chains that can be checked {held} hold"
        if len(tested)
        else "No chain of two years can be checked"
    )
    return paragraph(
        f"{len(plans)} per cents of plan are on file, {number(percent.min())} to "
        f"{number(percent.max())}, median {number(percent.median())}; "
        f"{int((percent < 100).sum())} of them are below 100. {sums}; {len(chains) - len(tested)} "
        f"lack a figure."
    )


def print_paragraph(units: pd.DataFrame, percents: pd.DataFrame) -> Paragraph:
    """Say which readings of doubtful prints survive what is on file.

    Parameters
    ----------
    units
        As from `analysis.simulation.zone_units`.
    percents
        As from `analysis.simulation.zone_percents`.

    Returns
    -------
    Paragraph
        One sentence a doubtful print, and what is hindsight in it; says so where there is none.
    """
    sentences = []
    for table, key in ((units, ["printed", "basis"]), (percents, ["printed", "measure"])):
        for print_, rows in table.groupby(list(key), sort=False):
            left = rows.loc[rows["contradicted_by"] == "", "reading"].tolist()
            outcome = (
                f"only “{left[0]}” agrees with the reports around it"
                if len(left) == 1
                else "no reading agrees with the reports around it"
                if not left
                else "what is on file by then does not settle it"
            )
            words, kind = (str(part) for part in print_)
            sentences.append(f"“{words}” ({kind.replace('_', ' ')}): {outcome}.")
    if len(units):
        sentences.append(
            "The units on file were put right with later reports at hand as well; `as_of` cuts the "
            "reports a reading is held against, not that."
        )
    return paragraph(" ".join(sentences) or "No doubtful print of these zones is on file by then.")


def stock_paragraph(ledger: pd.DataFrame, *, target: int, year: int, began: int) -> Paragraph:
    """Say what the bridge to the stock of high-productivity workplaces is made of.

    Parameters
    ----------
    ledger
        As from `Simulation.ledger`.
    target
        Workplaces promised.
    year
        Year of the last national count.
    began
        First year of the programme.

    Returns
    -------
    Paragraph
        Level before the programme against the target, and what each part of the change adds.
    """
    start, reclassified, new = ledger[ledger["block"] == "stock"].to_dict("records")
    level, share = number(start["mean"]), start["mean"] / target
    verdict = met_before(ledger, target=target, year=year, began=began)
    if verdict:
        level += f", at least {number(start['p05'])}"
    else:
        level += f" (90 % band {number(start['p05'])} to {number(start['p95'])})"
        verdict = f"{number(100 * share)} % of the promised number stood then"
    return paragraph(
        f"In {year} the stock is put at {level}, an estimate and no count: {verdict}. In the mean, "
        f"posts reclassified change it by {number(reclassified['change'])} and net new jobs of "
        f"the programme by {number(new['change'])}."
    )
