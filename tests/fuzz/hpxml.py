"""Damage of HPXML files: their elements, references and numbers, as other programs and careless hands leave them."""

import xml.etree.ElementTree as ElementTree
from copy import deepcopy
from random import Random

Element = ElementTree.Element

FACTORS = (0.0, -1.0, 0.3048, 3.412, 10.7639, 1e3, 1e-3, 1e6, 1e12, 1e-12, 1e300, -1e300)
TEXTS = ("", " ", "none", "unknown", "other", "NaN", "-INF", "INF", "1e400", "1,000", "0x10", "1_000", "\u0664\u0662",
         "68 F", "true", "false", "-0", "0", "1", "-1", "2.5", "1e9", "9" * 400, "a" * 5000, "\u00e9\u20ac\U0001f600",
         "2023-02-30")  # fmt: skip
LISTS = ("1", "", ",", "1," * 23, ", ".join(["68"] * 25), ", ".join(["nan"] * 24), ", ".join(["-5"] * 24), "1;" * 24,
         ", ".join(["0"] * 24), ", ".join(["1e300"] * 24), ", ".join(["1.0"] * 12), ", ".join(["0"] * 12))  # fmt: skip
PLACES = ("outside", "ground", "conditioned space", "basement - unconditioned", "basement - conditioned", "garage",
          "attic - vented", "attic - unvented", "crawlspace - vented", "other housing unit", "roof deck", "under slab",
          "moon")  # fmt: skip
UNITS = ("ACH", "CFM", "CFM25", "CFM50", "Percent", "AFUE", "SEER", "SEER2", "EER", "HSPF", "HSPF2", "kWh/year",
         "therm/year", "F", "C", "gal", "Ah", "ACHnatural", "ELA", "SLA", "furlong")  # fmt: skip
DAMAGES = ("remove", "remove section", "double", "copy", "move", "rename", "refer", "identify", "number", "text",
           "list", "place", "units", "swap", "empty", "nest", "wrap", "foreign")  # fmt: skip


def hpxml_tree(data: bytes, random: Random) -> bytes:
    """Damage elements of an HPXML file in one to six places, and sometimes how it is written down."""
    root = ElementTree.fromstring(data)
    for _ in range(random.choice((1, 1, 1, 2, 3, 6))):
        damage(root, random)
    return written(root, random)


def damage(root: Element, random: Random) -> None:
    """Damage one place."""
    parents = {child: parent for parent in root.iter() for child in parent}
    if not parents:
        return
    every = list(parents)
    leaves = [element for element in every if not len(element)]
    numbers = [element for element in leaves if _is_number(element.text)]
    inner = [element for element in every if len(element)] or every
    element, leaf, section = random.choice(every), random.choice(leaves), random.choice(inner)
    references = [each for each in every if each.get("idref") is not None]
    marks = [each for each in every if each.get("id") is not None]
    match random.choice(DAMAGES):
        case "remove":
            parents[leaf].remove(leaf)
        case "remove section":
            parents[section].remove(section)
        case "double":
            parents[element].append(deepcopy(element))
        case "copy":
            section.append(deepcopy(element))
        case "move":
            parents[leaf].remove(leaf)
            section.append(leaf)
        case "rename":
            element.tag = random.choice(every).tag
        case "refer" if references:
            target = random.choice(references)
            target.set("idref", random.choice(marks).get("id", "") if marks and random.random() < 0.7 else "Nowhere")
        case "identify" if len(marks) > 1:
            one, other = random.sample(marks, 2)
            one.set("id", random.choice((other.get("id", ""), "", " ", "\u00e9 [x]'\"", "a" * 3000)))
        case "number" if numbers:
            for number in random.sample(numbers, min(len(numbers), random.choice((1, 1, 5)))):
                number.text = repr(float(number.text or 0) * random.choice(FACTORS))
        case "list":
            many = [each for each in leaves if "," in (each.text or "")]
            random.choice(many or leaves).text = random.choice(LISTS)
        case "place":
            places = [each for each in leaves if each.tag.endswith(("AdjacentTo", "Location"))]
            random.choice(places or leaves).text = random.choice(PLACES)
        case "units":
            units = [each for each in leaves if each.tag.endswith(("Units", "UnitofMeasure"))]
            random.choice(units or leaves).text = random.choice(UNITS)
        case "swap":
            other = random.choice(leaves)
            leaf.text, other.text = other.text, leaf.text
        case "empty":
            for child in list(section):
                section.remove(child)
        case "nest":
            for _ in range(random.choice((3, 300))):
                inside = ElementTree.SubElement(leaf, element.tag)
                leaf = inside
        case "wrap":
            parent = parents[element]
            place = list(parent).index(element)
            shell = ElementTree.Element(random.choice(every).tag)
            parent[place] = shell
            shell.append(element)
        case "foreign":
            element.tag = "{http://example.org/other}" + element.tag.rpartition("}")[2]
        case _:
            leaf.text = random.choice(TEXTS)


def written(root: Element, random: Random) -> bytes:
    """Return the document as text; sometimes in another encoding, schema or with what XML allows besides."""
    text = ElementTree.tostring(root, encoding="unicode")
    match random.randrange(16):
        case 0:
            return f'<?xml version="1.0" encoding="UTF-16"?>{text}'.encode("utf-16")
        case 1:
            return f'<?xml version="1.0" encoding="ISO-8859-1"?>{text}'.encode("latin-1", errors="xmlcharrefreplace")
        case 2:
            return f'<?xml version="1.0" encoding="x-nothing"?>{text}'.encode()
        case 3:
            return text.replace("hpxmlonline.com/", "example.org/", 1).encode()
        case 4:
            return f"<!-- {'-' * 5} --><?pi x?>{text}".encode()
        case 5:
            return (
                text.replace("<Building>", "<Building><!-- x --><?pi y?>", 1)
                .replace("</Value>", "<!-- -->9</Value>")
                .encode()
            )
        case 6:
            return f"<!DOCTYPE HPXML [<!ENTITY a 'b'>]>{text}".encode()
        case _:
            return text.encode()


def _is_number(text: str | None) -> bool:
    try:
        float(text or "")
    except ValueError:
        return False
    return True
