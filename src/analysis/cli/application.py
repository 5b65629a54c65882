"""The commands, their options and their help; the work is imported only when a command runs."""

import errno
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from analysis.cli.compare_options import compare
from analysis.cli.explore_command import explore
from analysis.cli.site_command import site
from analysis.cli.sweep_command import sweep
from analysis.cli.table_format import TableFormat
from analysis.cli.verify_options import verify
from analysis.errors import AnalysisError, ExecutionError

__all__ = ["app", "main"]

_INTERRUPTED = 130
# As the shell reports a program that a closed pipe has ended.
_PIPE_CLOSED = 141
_DISK_FULL = (errno.ENOSPC, errno.EDQUOT)


class _Reporting(TyperGroup):
    """Answers an error of the package with its message and exit code instead of a traceback."""

    def invoke(self, ctx: Any) -> object:  # noqa: ANN401  (click's context, which typer hides)
        """Run a command."""
        try:
            result: object = super().invoke(ctx)
        except AnalysisError as error:
            if ctx.params.get("debug"):
                raise
            for problem in error.problems:
                typer.secho(f"error: {problem}", err=True)
            raise typer.Exit(error.exit_code) from None
        except KeyboardInterrupt:
            typer.secho("interrupted: nothing half-made was kept, no kernel was left", err=True)
            raise typer.Exit(_INTERRUPTED) from None
        return result

    def main(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401  (click's own signature)
        """Run the command line; end in few words where nobody reads or the disk is full."""
        try:
            try:
                return super().main(*args, **options)
            finally:
                if sys.stdout is not None:
                    sys.stdout.flush()
        except SystemExit as ending:
            # Click and rich leave with 1, which would say that a check had failed.
            if not isinstance(ending.__context__, BrokenPipeError):
                raise
            code = _PIPE_CLOSED
        except BrokenPipeError:
            code = _PIPE_CLOSED
        except OSError as error:
            if error.errno not in _DISK_FULL or "--debug" in sys.argv:
                raise
            place = f"{error.filename}: " if error.filename else "output: "
            typer.secho(f"error: {place}cannot be written ({error.strerror})", err=True)
            code = ExecutionError.exit_code
        _silence_output()
        raise SystemExit(code)


def _silence_output() -> None:
    """Keep the interpreter from writing the rest again as it ends."""
    if sys.stdout is None:
        return
    with suppress(OSError), Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


app = typer.Typer(
    cls=_Reporting,
    name="tomsk2020",
    help="Score a regional development promise: executed notebooks, results and a verdict.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Folder of all runs.", show_default="outputs/"),
]
Jobs = Annotated[
    int | None,
    typer.Option(
        "--jobs", metavar="N", min=1, help="Notebooks at a time.", show_default="2, 1 on one core"
    ),
]
TimeLimit = Annotated[
    float, typer.Option("--time-limit", metavar="SECONDS", help="Time for each notebook.")
]
Named = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[NOTEBOOK]...", help="Names or paths.", show_default="all numbered"),
]


@app.callback()
def root(
    debug: Annotated[
        bool, typer.Option("--debug", help="Show the whole traceback of an error.")
    ] = False,
) -> None:
    """Take the options that stand before the command."""


@app.command()
def run(  # noqa: PLR0917  (typer calls it by keyword)
    scenario: Annotated[
        str | None,
        typer.Option("--scenario", metavar="NAME", help="See `tomsk2020 scenarios`."),
    ] = None,
    assignments: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="NAME=VALUE", help="Set a parameter; repeatable. See `parameters`."
        ),
    ] = None,
    out: Out = None,
    jobs: Jobs = None,
    notebooks: Annotated[
        list[str] | None,
        typer.Option(
            "--notebooks",
            metavar="NAME",
            help="Only this notebook, by name or path; repeatable.",
            show_default="all numbered",
        ),
    ] = None,
    time_limit: TimeLimit = 600.0,
    warm: Annotated[
        bool,
        typer.Option(
            "--warm/--cold",
            help="Fork kernels from one process that has imported everything and take over what "
            "earlier runs remember, or start each anew from nothing.",
        ),
    ] = True,
) -> None:
    """Execute the notebooks for a scenario and print the verdict.

    Writes a run folder with executed notebooks, pages, results, figures and a manifest. Exit codes:
    2 bad parameter or scenario, 3 bad data, 4 a model cannot be fitted, 5 a notebook did not
    finish, 130 interrupted.
    """
    from analysis.cli.run_command import run_scenario  # noqa: PLC0415

    run_scenario(
        scenario,
        assignments or [],
        notebooks,
        out=out,
        jobs=jobs,
        time_limit_seconds=time_limit,
        warm=warm,
    )


app.command()(sweep)
app.command()(explore)
app.command()(verify)
app.command()(site)


app.command()(compare)


@app.command()
def parameters(
    shown_as: Annotated[
        TableFormat, typer.Option("--format", help="How to print the table.")
    ] = TableFormat.TABLE,
) -> None:
    """Print every parameter: name, type, unit, default, bounds, meaning, source."""
    from analysis.cli.listing import print_parameters  # noqa: PLC0415

    print_parameters(shown_as.value)


@app.command()
def scenarios() -> None:
    """List the programmes and scenarios on file and validate them all."""
    from analysis.cli.listing import print_scenarios  # noqa: PLC0415

    print_scenarios()


@app.command()
def notebooks(
    named: Named = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; say which would change.")
    ] = False,
    jobs: Jobs = None,
    time_limit: TimeLimit = 600.0,
) -> None:
    """Execute the committed notebooks in place, with their defaults.

    With --check the exit code is 1 if any of them would change.
    """
    from analysis.cli.committed_notebooks import refresh  # noqa: PLC0415

    refresh(named or [], check=check, jobs=jobs, time_limit_seconds=time_limit)


@app.command("check-notebooks")
def check_notebooks(named: Named = None) -> None:
    """Hold the committed notebooks against the notebook rules."""
    from analysis.cli.committed_notebooks import check_rules  # noqa: PLC0415

    check_rules(named or [])


@app.command()
def doctor(out: Out = None) -> None:
    """Check interpreter, libraries, data, output folder and kernel; say what to do."""
    from analysis.cli.doctor import examine  # noqa: PLC0415

    examine(out)


def main() -> None:
    """Run the command line and leave with its exit code."""
    app(prog_name="tomsk2020")
