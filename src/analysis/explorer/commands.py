"""The run on the screen as text that gives the same numbers elsewhere."""

import shlex

from analysis.scenario import Scenario

__all__ = ["papermill_command", "python_code", "run_command"]

_NOTEBOOK = "04_jobs"


def papermill_command(case: Scenario) -> str:
    """Write the papermill command of the same run.

    Parameters
    ----------
    case
        A resolved scenario.

    Returns
    -------
    str
        For a shell in the project's folder. Notebook 04 answers the three readings.
    """
    words = ["papermill", f"notebooks/{_NOTEBOOK}.ipynb", f"{_NOTEBOOK}_explored.ipynb"]
    for name, value in case.overrides().items():
        # -p reads the type of a value from its text, so text that looks like a number goes by -r.
        words += ["-r" if isinstance(value, str) else "-p", name, _text(value)]
    return shlex.join(words)


def run_command(case: Scenario) -> str:
    """Write the command that runs all notebooks of the same scenario.

    Parameters
    ----------
    case
        A resolved scenario.

    Returns
    -------
    str
        For a shell, from any folder of the project.
    """
    given = case.overrides()
    words = ["tomsk2020", "run", "--scenario", str(given.pop("scenario_name"))]
    for name, value in given.items():
        words += ["--set", f"{name}={_text(value)}"]
    return shlex.join(words)


def python_code(case: Scenario) -> str:
    """Write the Python of the same run.

    Parameters
    ----------
    case
        A resolved scenario.

    Returns
    -------
    str
        Prints the probability of each reading.
    """
    given = case.overrides()
    arguments = [repr(given.pop("scenario_name"))]
    arguments += [f"{name}={value!r}" for name, value in given.items()]
    inside = "\n".join(f"    {argument}," for argument in arguments)
    return (
        "from analysis import scenario, simulation\n\n"
        f"case = scenario.load(\n{inside}\n)\n"
        "sim = simulation.simulate(case)\n"
        "chances = {reading: simulation.probability(sim, reading) "
        "for reading in simulation.READINGS}\n"
        "print(chances)\n"
    )


def _text(value: object) -> str:
    # repr of a float is the shortest text that reads back as the same number.
    return value if isinstance(value, str) else repr(value)
