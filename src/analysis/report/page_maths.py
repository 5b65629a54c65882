"""Formulas as drawings inside the page, so that reading them needs no script from elsewhere."""

from functools import cache
from html import escape

from matplotlib.font_manager import FontProperties
from matplotlib.path import Path as Outline
from matplotlib.textpath import TextToPath
from nbconvert.filters.markdown_mistune import IPythonRenderer

__all__ = ["SelfContainedMarkdown", "formula_svg"]

_POINTS = 100.0
_LETTER = {
    Outline.MOVETO: "M",
    Outline.LINETO: "L",
    Outline.CURVE3: "Q",
    Outline.CURVE4: "C",
    Outline.CLOSEPOLY: "Z",
}


@cache
def formula_svg(tex: str) -> str | None:
    """Draw a formula.

    Parameters
    ----------
    tex
        TeX without delimiters, of the kind matplotlib understands.

    Returns
    -------
    str or None
        An inline SVG that scales with the text around it and carries the TeX as its label; None if
        the formula cannot be drawn.
    """
    font = FontProperties(family="DejaVu Serif", math_fontfamily="dejavuserif", size=_POINTS)
    drawing = TextToPath()
    text = f"${' '.join(tex.split())}$"
    try:
        points, codes = drawing.get_text_path(font, text, ismath=True)
        width, height, depth = drawing.get_text_width_height_descent(text, font, ismath=True)
    except (ValueError, RuntimeError):
        return None
    box = f"0 {depth - height:.0f} {width:.0f} {height:.0f}"
    size = f"height:{height / _POINTS:.2f}em;vertical-align:{-depth / _POINTS:.2f}em"
    return (
        f'<svg class="formula" role="img" aria-label="{escape(tex, quote=True)}" '
        f'viewBox="{box}" style="{size}"><path d="{_outline(Outline(points, codes))}"/></svg>'
    )


def _outline(path: Outline) -> str:
    parts = []
    for points, code in path.iter_segments(simplify=False, curves=True):
        # SVG counts downwards.
        flipped = [-v if i % 2 else v for i, v in enumerate(points)]
        numbers = "" if code == Outline.CLOSEPOLY else " ".join(f"{v:.1f}" for v in flipped)
        parts.append(_LETTER[code] + numbers)
    return "".join(parts)


def _formula(tex: str) -> str:
    return formula_svg(tex) or f"<code>{escape(tex)}</code>"


class SelfContainedMarkdown(IPythonRenderer):
    """Markdown as nbconvert renders it, with formulas drawn in place."""

    def inline_math(self, body: str) -> str:
        """Draw a formula in a line."""
        return _formula(body)

    def block_math(self, body: str) -> str:
        """Draw a formula on a line of its own."""
        return f'<span class="displayed">{_formula(body)}</span>'

    def latex_environment(self, name: str, body: str) -> str:
        """Show an environment, which cannot be drawn, as it was written."""
        written = f"\\begin{{{name}}}{body}\\end{{{name}}}"
        return f"<pre>{escape(written)}</pre>"
