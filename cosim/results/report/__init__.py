"""One self-contained page of a comparison: opens offline, prints, and can be read with eyes, keyboard or ears."""

import base64
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import xarray as xr
from markupsafe import Markup

from cosim._version import __version__
from cosim.results.report.balance import balance
from cosim.results.report.cases import Case, cases_of
from cosim.results.report.charts import Section, Text
from cosim.results.report.comfort import comfort
from cosim.results.report.energy import energy
from cosim.results.report.frost import frost
from cosim.results.report.life_cycle import years_of_cost
from cosim.results.report.load import load
from cosim.results.report.money import money
from cosim.results.report.quantities import kinds_as_data
from cosim.results.report.summary import comparison_tables, provenance, summary

if TYPE_CHECKING:
    from cosim.sizing.balance import Balance

HERE = Path(__file__).parent
System = Literal["metric", "us"]


def page(results: Sequence[xr.Dataset], *, system: System = "metric", designs: "Sequence[Balance]" = ()) -> str:
    """Return the page as HTML.

    Parameters
    ----------
    results : sequence of xarray.Dataset
        From `cosim.simulate`, or read from files that `cosim run` wrote.
    system : "metric" or "us"
        Units in which it opens; the reader may change them.
    designs : sequence of cosim.sizing.balance.Balance
        Design balance points to show beside the simulated ones.
    """
    cases = cases_of(results)
    made = (
        energy(cases),
        load(cases),
        comfort(cases),
        frost(cases),
        balance(cases, designs),
        money(cases, results),
        years_of_cost(results),
    )
    title = " · ".join(dict.fromkeys(str(result.attrs["title"]) for result in results))
    sections = [section for section in made if section is not None]
    return rendered(title, cases, results, sections, system=system, provenance=provenance(results))


def rendered(
    title: str,
    cases: Sequence[Case],
    results: Sequence[xr.Dataset],
    sections: Sequence[Section],
    *,
    system: System = "metric",
    opening: Sequence[Section] = (),
    provenance: Sequence[dict[str, object]] = (),
) -> str:
    """Return a page with the summary and the comparison of cases, and the given sections before and after them."""
    return document(
        title,
        sections,
        system=system,
        opening=opening,
        summary=summary(cases, results),
        comparison=comparison_tables(cases),
        provenance=provenance,
    )


def document(
    title: str,
    sections: Sequence[Section],
    *,
    system: System,
    description: str = "",
    opening: Sequence[Section] = (),
    summary: Sequence[tuple[Text, list[Text]]] = (),
    comparison: Sequence[dict[str, object]] = (),
    provenance: Sequence[dict[str, object]] = (),
) -> str:
    """Return a page of sections, whose figures its own script draws; every part may be empty."""
    import jinja2

    data = {
        "charts": [chart.as_data() for section in (*opening, *sections) for chart in section.charts],
        "kinds": kinds_as_data(),
    }
    style, script = _part("page.css"), _part("page.js")
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html").render(
        title=title,
        system=system,
        description=description,
        summary=summary,
        comparison=comparison,
        opening=opening,
        sections=sections,
        provenance=provenance,
        version=__version__,
        data=_inert(data),
        style=Markup(style),
        script=Markup(script),
        style_hash=_hash(style),
        script_hash=_hash(script),
    )


def write_report(
    results: Sequence[xr.Dataset], path: Path | str, *, system: System = "metric", designs: "Sequence[Balance]" = ()
) -> None:
    """Write the page to `path`; see `page`."""
    from cosim.files import write_whole

    write_whole(path, page(results, system=system, designs=designs).encode("utf-8"))


def _part(name: str) -> str:
    return "\n" + (HERE / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """Return what the page's own policy lets run: this text, and nothing that a name might smuggle in."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _inert(data: Any) -> Markup:
    """Return JSON that cannot end the script element it stands in."""
    text = json.dumps(data, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)
