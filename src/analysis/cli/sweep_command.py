"""`tomsk2020 sweep`: its options; the work is imported only when the command runs."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

__all__ = ["Mode", "Sampler", "sweep"]


class Mode(StrEnum):
    """How a case is done."""

    MODEL = "model"
    NOTEBOOK = "notebook"


class Sampler(StrEnum):
    """How points are laid over ranges."""

    LHS = "lhs"
    SOBOL = "sobol"


def sweep(  # noqa: PLR0917  (typer calls it by keyword)
    scenarios: Annotated[
        list[str] | None,
        typer.Option(
            "--scenario", metavar="NAME", help="Scenario file; repeatable.", show_default="central"
        ),
    ] = None,
    grid: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="NAME=A,B,C",
            help="Values of a parameter; repeatable: every combination is a case.",
        ),
    ] = None,
    sample: Annotated[
        int | None,
        typer.Option("--sample", metavar="N", min=1, help="Take each case at N sampled points."),
    ] = None,
    over: Annotated[
        list[str] | None,
        typer.Option(
            "--over",
            metavar="NAME[=LOW:HIGH]",
            help="Sample this parameter, over its range in the assumptions log if none is given; "
            "repeatable.",
            show_default="all with a range there",
        ),
    ] = None,
    sampler: Annotated[
        Sampler, typer.Option("--sampler", help="Latin hypercube or Sobol sequence.")
    ] = Sampler.LHS,
    sample_seed: Annotated[
        int, typer.Option("--sample-seed", metavar="N", min=0, help="Seed of the points.")
    ] = 2020,
    mode: Annotated[
        Mode, typer.Option("--mode", help="The model alone, or executed notebooks.")
    ] = Mode.MODEL,
    notebooks: Annotated[
        list[str] | None,
        typer.Option(
            "--notebooks",
            metavar="NAME",
            help="Only this notebook, in notebook mode; repeatable.",
            show_default="all numbered ones",
        ),
    ] = None,
    pages: Annotated[
        bool, typer.Option("--pages/--no-pages", help="Make pages of the notebooks, too.")
    ] = True,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="DIR",
            help="Folder of the sweep. What is done there is not done again.",
            show_default="outputs/sweep-<scenario>-<key>",
        ),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs", metavar="N", min=1, help="Worker processes.", show_default="processors"
        ),
    ] = None,
    time_limit: Annotated[
        float, typer.Option("--time-limit", metavar="SECONDS", help="Time for each case.")
    ] = 600.0,
    fail_fast: Annotated[
        bool,
        typer.Option("--fail-fast/--keep-going", help="Stop at the first failure, or do the rest."),
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Do again what is done.")] = False,
    scheduler: Annotated[
        str | None,
        typer.Option(
            "--scheduler",
            metavar="ADDRESS",
            help="Dask cluster that does the cases: tcp://host:port of one that shares the folder, "
            "or local for one on this machine. --jobs is then the most at a time.",
            show_default="processes of this machine",
        ),
    ] = None,
) -> None:
    """Do many scenarios: files, a grid of values, a sample over ranges, or all three combined.

    Writes cases.csv, one row a case, and the results as one Parquet dataset; in notebook mode also
    a run folder a case, with executed notebooks, figures and pages, under runs/. The same command
    after an interruption, a kill or a power cut does exactly what is missing; two at once share the
    work.
    Exit codes: 0 all done, 2 bad parameter or scenario, 3 bad data, 5 a case failed or the folder
    cannot be written to, 130 interrupted.
    """
    from analysis.cli.sweep_run import run_sweep, sweep_request  # noqa: PLC0415

    request = sweep_request(
        scenarios or [],
        grid or [],
        sample,
        over or [],
        sampler=sampler.value,
        sample_seed=sample_seed,
    )
    run_sweep(
        request,
        out,
        mode=mode.value,
        notebooks=notebooks or None,
        pages=pages,
        jobs=jobs,
        time_limit_seconds=time_limit,
        fail_fast=fail_fast,
        force=force,
        scheduler=scheduler,
    )
