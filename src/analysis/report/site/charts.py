"""The charts of the front page for a pointer: values on hover, from the frame the figure plotted.

Each takes the frame that the notebook's figure carries (`analysis.report.carried`), so that chart,
picture and download are one set of numbers. The specification is drawn by the Vega scripts that
vl-convert bundles; without scripts the picture stands in its place.
"""

from collections.abc import Callable, Mapping
from typing import Any

import altair as alt
import pandas as pd

from analysis.report.site.pictures import Picture
from analysis.report.style import COLOURS

__all__ = ["CHARTS", "chart_of", "script_bundle"]

_Layers = alt.LayerChart | alt.FacetChart
_BANDS = (("p05", "p95"), ("p10", "p90"), ("p25", "p75"))
_HEIGHT = 320
_STEP = 26


def chart_of(picture: Picture) -> dict[str, Any] | None:
    """Return the Vega-Lite specification of a figure.

    Parameters
    ----------
    picture
        A figure of a notebook.

    Returns
    -------
    dict or None
        None for a kind that has no chart, or a figure without its frame.
    """
    draw = CHARTS.get(picture.kind)
    if draw is None or not picture.csv:
        return None
    chart = draw(picture.frame, picture.units.partition("; ")[0])
    specification: dict[str, Any] = chart.properties(
        width="container", background="transparent"
    ).to_dict()
    return specification


def script_bundle() -> str:
    """Return Vega, Vega-Lite and Vega-Embed as one script that needs nothing from elsewhere."""
    import vl_convert  # noqa: PLC0415  (slow to load, and only asked for when the site is new)

    bundle: str = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    return bundle


def _dots(role: str) -> alt.OverlayMarkDef:
    return alt.OverlayMarkDef(color=COLOURS[role], size=30)


def _fan(frame: pd.DataFrame, units: str) -> _Layers:
    ahead = frame[frame["p50"].notna()]
    hover = [
        alt.Tooltip("year:O", title="Year"),
        *(
            alt.Tooltip(f"{name}:Q", title=title, format=",.4~g")
            for name, title in (("p50", "median"), ("p05", "5 %"), ("p95", "95 %"))
        ),
    ]
    across = alt.X("year:Q", title="Year", axis=alt.Axis(format="d", tickMinStep=1, tickCount=10))
    scale = alt.Scale(zero=False)
    axis = alt.Axis(format=",~r")
    base = alt.Chart(ahead)
    layers: list[alt.Chart] = [
        base.mark_area(color=COLOURS["forecast"], opacity=0.25).encode(
            x=across, y=alt.Y(f"{low}:Q", title=units, scale=scale, axis=axis), y2=f"{high}:Q"
        )
        for low, high in _BANDS
    ]
    layers.append(
        base.mark_line(color=COLOURS["forecast"], point=_dots("forecast")).encode(
            x=across, y=alt.Y("p50:Q", scale=scale), tooltip=hover
        )
    )
    published = alt.Chart(frame[frame["published"].notna()])
    layers.append(
        published.mark_line(color=COLOURS["neutral"], point=_dots("neutral"), strokeWidth=2).encode(
            x=across,
            y=alt.Y("published:Q", scale=scale),
            tooltip=[
                alt.Tooltip("year:O", title="Year"),
                alt.Tooltip("published:Q", title="published", format=","),
            ],
        )
    )
    return alt.layer(*layers).properties(height=_HEIGHT)


def _waterfall(frame: pd.DataFrame, units: str) -> _Layers:
    kinds = frame["change"].fillna(0).map(lambda change: "adds" if change >= 0 else "takes off")
    kinds.iloc[0] = "start"
    steps = frame.assign(kind=kinds)
    steps["change_thousand"] = steps["after"] - steps["before"]
    colours = alt.Scale(
        domain=["start", "adds", "takes off"],
        range=[COLOURS["promise"], COLOURS["gain"], COLOURS["loss"]],
    )
    down = alt.Y("step:N", sort=None, title=None, axis=alt.Axis(labelLimit=190))
    hover = [
        alt.Tooltip("step:N", title="Step"),
        alt.Tooltip("change_thousand:Q", title="changes by, thousand", format="+,.3~r"),
        alt.Tooltip("after:Q", title="level after it, thousand", format=",.3~r"),
        alt.Tooltip("low:Q", title="5 %", format=",.3~r"),
        alt.Tooltip("high:Q", title="95 %", format=",.3~r"),
        *([alt.Tooltip("parameters:N", title="moved by")] if "parameters" in steps else []),
    ]
    base = alt.Chart(steps)
    bars = base.mark_bar().encode(
        y=down,
        x=alt.X("before:Q", title=units),
        x2="after:Q",
        color=alt.Color("kind:N", scale=colours, title=None, legend=alt.Legend(orient="bottom")),
        tooltip=hover,
    )
    bands = base.mark_rule(color=COLOURS["neutral"], strokeWidth=1.5).encode(
        y=down, x="low:Q", x2="high:Q", tooltip=hover
    )
    return alt.layer(bars, bands).properties(height=_STEP * len(frame))


def _frontier(frame: pd.DataFrame, units: str) -> _Layers:
    across = alt.X(
        "realisation_share:Q",
        title="Share of the promised money that comes in the end",
        axis=alt.Axis(format=".0%"),
    )
    up = alt.Y("cost_rub_mn:Q", title=units.split(",", maxsplit=1)[0], scale=alt.Scale(type="log"))
    hover = [
        alt.Tooltip("part:N", title="what"),
        alt.Tooltip("realisation_share:Q", title="money that comes", format=".0%"),
        alt.Tooltip("cost_rub_mn:Q", title="RUB mn a post", format=",.3~g"),
    ]
    looks: Mapping[str, Callable[[alt.Chart], alt.Chart]] = {
        "draw": lambda c: c.mark_circle(color=COLOURS["level"], opacity=0.45, size=16),
        "frontier": lambda c: c.mark_line(color=COLOURS["gain"], strokeWidth=3, point=True),
        "middle draw": lambda c: c.mark_point(
            color=COLOURS["forecast"], filled=True, size=110, opacity=1
        ),
        "promise": lambda c: c.mark_point(
            color=COLOURS["promise"], filled=True, shape="diamond", size=170, opacity=1
        ),
    }
    layers = [
        look(alt.Chart(frame[(frame["part"] == part) & (frame["cost_rub_mn"] > 0)])).encode(
            x=across, y=up, tooltip=hover
        )
        for part, look in looks.items()
    ]
    return alt.layer(*layers).properties(height=_HEIGHT + 60)


CHARTS: Mapping[str, Callable[[pd.DataFrame, str], _Layers]] = {
    "fan_chart": _fan,
    "waterfall": _waterfall,
    "frontier_chart": _frontier,
}
"""Chart by the name of the figure function whose frame it takes."""
