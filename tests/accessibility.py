"""What axe-core, the accessibility checker of browsers, finds serious in an opened page."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest
from chromium import Chromium

GRAVE = ("serious", "critical")


def grave_faults(browser: Chromium, document: str = "document") -> list[str]:
    """Return what axe finds serious or critical, with the element; skip where axe is not installed.

    Parameters
    ----------
    browser : Chromium
        With the page open.
    document : str
        JavaScript for the document to look at: the page's own, or that of a frame.
    """
    package = importlib.util.find_spec("axe_core_python")
    if package is None or package.origin is None:
        pytest.skip("the checker axe-core-python is not installed")
    browser.evaluate((Path(package.origin).parent / "axe.min.js").read_text(encoding="utf-8") + "; true")
    found: list[dict[str, Any]] = browser.evaluate(
        f"axe.run({document}, {{resultTypes: ['violations']}}).then(found => found.violations.map(one => "
        "({id: one.id, impact: one.impact, help: one.help, nodes: one.nodes.map(node => node.html.slice(0, 120))})))"
    )
    assert browser.evaluate("axe.version")
    return [f"{one['id']} ({one['help']}): {one['nodes'][0]}" for one in found if one["impact"] in GRAVE]
