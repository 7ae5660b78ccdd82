"""Read TOML and JSON into a configuration model, and report faults with the keys and units of the file."""

import json
import re
import tomllib
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from typing import Any, TypeVar, get_args, get_origin

from pydantic import Tag, ValidationError

from cosim.config.base import Config, Inconsistent, shown
from cosim.errors import CONTROLS, Fault, InvalidInput, did_you_mean
from cosim.project import MOST_BYTES
from cosim.units import from_si

Model = TypeVar("Model", bound=Config)

TOO_DEEP = "is nested too deeply"
MOST_PARTS = 100
# the time that the parser takes grows with the square of the parts; words begin once, so that the search is linear
DEEP_KEY = re.compile(rf"(?<![\w-])(?:[\w-]++[ \t]*+\.[ \t]*+){{{MOST_PARTS}}}")

_BOUNDS = {
    "greater_than": ("gt", "more than"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "less than"),
    "less_than_equal": ("le", "at most"),
}
_SHAPES = {
    "string_type": "must be text",
    "float_type": "must be a number",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "model_type": "must be a table",
    "model_attributes_type": "must be a table",
    "dict_type": "must be a table",
    "tuple_type": "must be a list",
    "list_type": "must be a list",
}


def parse_toml(data: bytes, file: str) -> tuple[dict[str, Any], str]:
    """Return the table in a TOML file of the given bytes, and its text.

    Raises
    ------
    InvalidInput
        If it is not UTF-8 (with the line) or not TOML (with line and column); `file` is its name in messages.
    """
    data = data.removeprefix(BOM_UTF8)  # some editors write one; TOML ignores it
    if len(data) > MOST_BYTES[".toml"]:
        raise InvalidInput([Fault(file, f"is too large: {len(data) / 1e6:,.1f} MB of TOML")])
    try:
        text = data.decode("utf-8")
        if DEEP_KEY.search(text):
            raise InvalidInput([Fault(file, f"has a key of more than {MOST_PARTS} parts", "dots separate tables")])
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        remedy = "save it as UTF-8" if b"\0" not in data else ""
        raise InvalidInput([Fault(file, f"line {line} is not UTF-8 text", remedy)]) from None
    try:
        table = tomllib.loads(text)
        if faults := list(_hostile(table, file, "")):
            raise InvalidInput(faults)
        return table, text
    except RecursionError:
        problem = TOO_DEEP
    except ValueError as error:  # tomllib's own error says line and column; overlong integers raise the plain one
        problem = f"is not valid TOML: {_for_users(error)}"
    raise InvalidInput([Fault(file, problem)])


def parse_json(data: bytes, file: str) -> Any:
    """Return what a JSON file of the given bytes holds.

    Raises
    ------
    InvalidInput
        If it is not JSON; `file` is its name in messages.
    """
    try:
        return json.loads(data)
    except RecursionError:
        problem = TOO_DEEP
    except ValueError as error:
        problem = f"is not JSON: {_for_users(error)}"
    raise InvalidInput([Fault(file, problem)])


def _for_users(error: ValueError) -> str:
    """Return what Python says of a text, without its advice to programmers on numbers of thousands of digits."""
    return str(error).partition("; use sys.")[0]


def _hostile(value: Any, file: str, place: str) -> Iterator[Fault]:
    """Find what no key of ours may be: infinite numbers, and text with control characters, which reach a terminal."""
    if isinstance(value, dict):
        for key, each in value.items():
            here = f"{place}.{key}" if place else key
            if CONTROLS.search(key):
                yield Fault(place_in(file, here), "is a key that holds a control character", "remove it")
            else:
                yield from _hostile(each, file, here)
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _hostile(each, file, f"{place}[{number}]")
    elif isinstance(value, float) and not isfinite(value):
        yield Fault(place_in(file, place), f"is {value}, where a number is needed", "write one that is finite")
    elif isinstance(value, str) and (found := CONTROLS.search(value)):
        yield Fault(place_in(file, place), f"holds the control character {ascii(found[0])[1:-1]}", "remove it")


def validate(model: type[Model], data: Mapping[str, Any], file: str) -> Model:
    """Return `data`, read from `file`, as a `model`; raise InvalidInput with all faults and their dotted places."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        details = error.errors(include_url=False)
        # entries at fault do not count towards a list's length; that is no fault of its own
        details = [each for each in details if each["type"] != "too_short" or _length(each) < each["ctx"]["min_length"]]
        found = [(each["type"], fault) for each in details for fault in _faults(model, data, each, file)]
        # where a list of the wrong length stands, that it may also be one number helps nobody
        lists = {fault.place for kind, fault in found if kind in ("too_short", "too_long")}
        faults = [fault for kind, fault in found if kind not in _SHAPES or fault.place not in lists]
        raise InvalidInput(dict.fromkeys(faults)) from None


def _length(detail: Any) -> int:
    return len(detail["input"]) if isinstance(detail["input"], list | tuple | str | dict) else 0


def place_in(file: str, dotted: str) -> str:
    """Return a place for messages: the file, then the dotted place in it."""
    return f"{file}: {dotted}" if dotted else file


def _faults(model: type[Config], data: Mapping[str, Any], detail: Any, file: str) -> list[Fault]:
    error = (detail.get("ctx") or {}).get("error")
    if not isinstance(error, Inconsistent):
        return [_fault(model, data, detail, file)]
    above = _dotted(_path(model, detail["loc"])[0])
    return [
        Fault(place_in(file, ".".join(part for part in (above, place) if part)), problem, remedy)
        for place, problem, remedy in error.faults
    ]


def _fault(model: type[Config], data: Mapping[str, Any], detail: Any, file: str) -> Fault:
    path, owners = _path(model, detail["loc"])
    kind, context = detail["type"], detail.get("ctx") or {}
    last = path[-1] if path and isinstance(path[-1], str) else ""
    quantity = next((owner.quantities()[last] for owner in owners if last in owner.quantities()), None)
    keys = quantity.keys(last) if quantity else {}
    # the message repeats the key of the file, not the field's name
    written = next((key for key in keys if key in _value_at(data, path[:-1], {})), None)
    if written:
        path[-1] = written
    remedy = ""
    if kind == "missing":
        problem, remedy = "is missing", f"write {' or '.join(keys)}" if keys else ""
    elif kind == "extra_forbidden":
        problem, remedy = "unknown key", did_you_mean(last, [key for owner in owners for key in owner.toml_keys()])
    elif kind in _BOUNDS:
        limit, words = _BOUNDS[kind]
        bound = context[limit]
        if quantity and written:
            bound = from_si(float(bound), quantity.dimension, keys[written])
            problem = f"must be {words} {bound:.6g}, not {shown(_value_at(data, path, None))}"
        else:
            problem = f"must be {words} {bound:.6g}, not {shown(detail['input'])}"
    elif kind == "literal_error":
        choices = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        problem = f"{shown(detail['input'])} is not a valid value"
        written_text = detail["input"] if isinstance(detail["input"], str) else ""
        remedy = did_you_mean(written_text[:60], choices)
    elif kind == "too_short":
        least, given = context.get("min_length", 1), _length(detail)
        problem = f"needs {least} values, has {given}" if given else f"needs at least {least}"
    elif kind == "too_long" and isinstance(detail["input"], list | tuple):
        problem = f"takes at most {context['max_length']} values, has {_length(detail)}"
    elif kind == "string_pattern_mismatch":
        problem = f"has characters that are not allowed: {shown(detail['input'])}"
    elif kind == "value_error":
        problem = str(detail["msg"]).removeprefix("Value error, ")
    elif kind == "quantity":
        problem = str(detail["msg"])
    elif kind in _SHAPES:
        problem = f"{_SHAPES[kind]}, not {shown(detail['input'])}"
    else:
        problem = str(detail["msg"]).replace("Input should", "should").replace("String should", "should")
        problem = f"{problem}, not {shown(detail['input'])}"
    return Fault(place_in(file, _dotted(path)), problem, remedy)


def _path(model: type[Config], location: Sequence[str | int]) -> tuple[list[str | int], list[type[Config]]]:
    """Return `location` as TOML keys, without pydantic's names of branches, and the models of the last key."""
    path: list[str | int] = []
    owners: list[type[Config]] = []
    here: list[tuple[Any, set[str]]] = [(model, set())]
    for position, step in enumerate(location):
        here = [option for annotation, tags in here for option in _options(annotation, tags)]
        models = [kind for kind, _ in here if isinstance(kind, type) and issubclass(kind, Config)]
        fitting = [kind for kind in models if step in kind.model_fields]
        branch = [(kind, tags) for kind, tags in here if step in tags]
        if isinstance(step, int):
            path.append(step)
            owners = []
            here = [(inner, set()) for kind, _ in here for inner in get_args(kind) if inner is not ...]
        elif fitting:
            path.append(step)
            owners = fitting
            here = [(kind.model_fields[step].annotation, set()) for kind in fitting]
        elif branch:
            here = branch
        elif position == len(location) - 1 and models:
            path.append(step)
            owners = models
        elif any(get_origin(kind) is dict for kind, _ in here):
            path.append(step)
            owners = []
            here = [(get_args(kind)[-1], set()) for kind, _ in here if get_origin(kind) is dict]
    return path, owners


def _options(annotation: Any, tags: set[str]) -> Iterator[tuple[Any, set[str]]]:
    """Yield the plain types inside unions and `Annotated`, each with pydantic's possible names of the branch."""
    inner = get_args(annotation)
    metadata = getattr(annotation, "__metadata__", None)
    if metadata is not None:
        yield from _options(inner[0], tags | {mark.tag for mark in metadata if isinstance(mark, Tag)})
    elif inner and get_origin(annotation) not in (tuple, list, dict):
        for option in inner:
            yield from _options(option, tags)
    else:
        yield annotation, tags | {getattr(annotation, "__name__", "")}


def _dotted(path: Sequence[str | int]) -> str:
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            text += f".{step}" if text else step
    return text


def _value_at(data: Any, path: Sequence[str | int], default: Any) -> Any:
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return default
    return data
