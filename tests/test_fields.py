"""Every key of every configuration file says what it is, so that a reference can be generated from the models."""

import importlib
import pkgutil
from collections.abc import Iterator

import cosim
from cosim.config.base import Config
from cosim.config.keys import meanings


def models(parent: type[Config] = Config) -> Iterator[type[Config]]:
    """Return every configuration model of cosim, once its modules are imported."""
    for child in parent.__subclasses__():
        if child.__module__.startswith("cosim."):
            yield child
        yield from models(child)


def descriptions() -> dict[str, str]:
    """Return what each field of each model says of itself."""
    for module in pkgutil.walk_packages(cosim.__path__, "cosim."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    return {
        f"{model.__module__}.{model.__name__}.{name}": meanings(model).get(name, "")
        for model in models()
        for name in model.model_fields
    }


def plain(text: str) -> str:
    return text.strip(" .").lower().replace("_", " ")


def test_every_field_says_what_it_is():
    """In a sentence or phrase that stands alone: no copy of the name, no fragment that goes on from another field."""
    found = descriptions()
    assert len(found) > 500
    assert not [place for place, text in found.items() if not text]
    assert not [place for place, text in found.items() if plain(text) == plain(place.rpartition(".")[2])]
    assert not [place for place, text in found.items() if text.startswith(("...", "Of ")) or text.endswith("...")]
    assert not [place for place, text in found.items() if not (text[0].isupper() and text.endswith("."))]
