"""Sentences put together of text and of quantities that read differently in each system of units."""

from collections.abc import Sequence

from markupsafe import Markup

from cosim.results.report.charts import Text


def said(text: str, *parts: Text) -> Markup:
    """Return `text` with its braces filled; what is not marked up already is escaped."""
    return Markup(text).format(*parts)


def joined(sentences: Sequence[Text], between: str = "; ", end: str = ".") -> Markup:
    """Return sentences one after the other, ended by a full stop."""
    return Markup(between).join(sentences) + end if sentences else Markup("")


def listed(names: Sequence[Text]) -> Markup:
    """Return names as English lists them: a, b and c."""
    escaped = [Markup("{}").format(name) for name in names]
    if len(escaped) < 2:
        return escaped[0] if escaped else Markup("")
    return Markup(", ").join(escaped[:-1]) + " and " + escaped[-1]


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: 1 defrost, 2 defrosts."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
