"""Models are made from layers below their own, never from later ones."""

from typing import Any

import pytest

from dashboard.release.warehouse_tables import NAMES

LAYERS = {
    "base": set(),
    "staging": {"base"},
    "marts/core": {"base", "staging"},
    "marts/measures": {"base", "staging", "marts/core"},
    "marts/progress": {"marts/core", "marts/measures"},
    "marts/quality": {"base", "staging", "marts/core", "marts/measures"},
}
"""The folders of models, and from which others each may take what it needs."""


def layer_of(model: dict[str, Any]) -> str:
    """Return the layer of a model: the longest of the folders that it lies in."""
    return max((layer for layer in LAYERS if model["path"].startswith(f"{layer}/")), key=len)


@pytest.fixture(scope="module")
def by_id(models: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The models by dbt's name for them."""
    return {model["unique_id"]: model for model in models}


def test_models_are_made_from_layers_below(by_id: dict[str, dict[str, Any]]) -> None:
    against = []
    for model in by_id.values():
        layer = layer_of(model)
        for name in model["depends_on"]["nodes"]:
            if name not in by_id:
                continue  # a seed or a source
            source = layer_of(by_id[name])
            if source not in LAYERS[layer] | {layer}:
                against.append((model["name"], by_id[name]["name"]))
    assert against == []


def test_landing_is_read_by_base_and_staging_alone(by_id: dict[str, dict[str, Any]]) -> None:
    readers = {
        layer_of(model)
        for model in by_id.values()
        if any(name.startswith("source.") for name in model["depends_on"]["nodes"])
    }
    assert readers == {"base", "staging"}


def test_a_step_on_the_way_is_called_one(by_id: dict[str, dict[str, Any]]) -> None:
    for model in by_id.values():
        folder = model["path"].rpartition("/")[0]
        is_step = folder == "base" or folder.endswith("/intermediate")
        assert model["name"].startswith("int_") == is_step, model["path"]


def test_a_release_reads_what_its_exposures_say(manifest: dict[str, Any]) -> None:
    read = {name.rpartition(".")[2] for name in NAMES.values()}
    for exposure in manifest["exposures"].values():
        nodes = exposure["depends_on"]["nodes"]
        assert {name.rpartition(".")[2] for name in nodes} == read, exposure["name"]
