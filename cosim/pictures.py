"""Common settings of all charts: users' text is drawn literally, and a file is written or an error says why not.

Matplotlib reads text between two dollars as mathematics, hides labels that begin with an underscore, and draws boxes
for characters missing from its font, which would spoil names of configurations, stations and files.
"""

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl

from cosim.errors import CosimWarning
from cosim.files import check_place, write_whole

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# common fonts for characters missing from the default one; installed ones are tried in turn
FALLBACKS = (
    "Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans SC", "Noto Sans JP", "Source Han Sans SC", "WenQuanYi Zen Hei",
    "Droid Sans Fallback", "PingFang SC", "Hiragino Sans", "Microsoft YaHei", "Yu Gothic", "Malgun Gothic",
    "Noto Sans Devanagari", "Noto Sans Thai", "Arial Unicode MS", "Noto Emoji", "Segoe UI Emoji", "Symbola",
)  # fmt: skip
HAIR_SPACE = "\u200a"
GLYPH = re.compile(r"Glyph (\d+) .* missing from")


@cache
def _families() -> tuple[str, ...]:
    from matplotlib.font_manager import get_font_names

    there = set(get_font_names())
    return ("DejaVu Sans", *(name for name in FALLBACKS if name in there))


@contextmanager
def as_written() -> Iterator[None]:
    """Draw within this, or decorate what draws with it: text is text, and no mark-up.

    The scales of an axis are no mathematics either, so a logarithmic one needs a formatter of its own.
    """
    plain: Any = {
        "text.parse_math": False,
        "text.usetex": False,
        "axes.formatter.use_mathtext": False,
        "font.family": list(_families()),
    }
    with mpl.rc_context(plain):
        yield


def label(name: str) -> str:
    """Return a name as a legend shows it, also where it begins with an underscore."""
    return HAIR_SPACE + name if name.startswith("_") else name


def save(figure: "Figure", path: Path | str, *, dpi: int = 130) -> None:
    """Write a figure to `path` in the format of its suffix.

    Raises
    ------
    CosimError
        If it cannot be written; a picture that was there stays then.

    Warns
    -----
    CosimWarning
        If no installed font has some of the characters.
    """
    check_place(Path(path))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        form = Path(path).suffix.lower()[1:]
        drawn = _drawn(figure, form, dpi)
        lacking = {found[1] for each in caught if (found := GLYPH.match(str(each.message)))}
        if lacking and form == "svg":
            with mpl.rc_context({"svg.fonttype": "none"}):  # text stays text; the viewer has the fonts
                drawn = _drawn(figure, form, dpi)
            lacking = set()
    write_whole(path, drawn)
    for each in caught:
        if GLYPH.match(str(each.message)) is None:
            warnings.warn_explicit(each.message, each.category, each.filename, each.lineno)
    if lacking:
        characters = " ".join(chr(int(number)) for number in sorted(lacking, key=int)[:20])
        warnings.warn(
            f"{path}: no font here has {characters}, so boxes stand for them; an .svg holds them as text",
            CosimWarning,
            stacklevel=2,
        )


def _drawn(figure: "Figure", form: str, dpi: int) -> bytes:
    """Return a figure in a format; made in memory, since matplotlib leaves a file open where it cannot write on."""
    content = io.BytesIO()
    figure.savefig(content, format=form, dpi=dpi)
    return content.getvalue()
