"""Eight bits a weight: what is packed is what transformers loads."""

import json

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file, save_file
from transformers.models.marian.modeling_marian import MarianSinusoidalPositionalEmbedding

from attention.models import CATALOGUE, WEIGHTS
from training import rounding

BUILT_IN = [name for name, model in CATALOGUE.items() if model.built_in]
LARGEST = 4_900_000  # bytes


@pytest.mark.parametrize("model", BUILT_IN)
def test_the_packed_file_holds_the_weights(model):
    packed = (WEIGHTS / model / rounding.PACKED).read_bytes()
    assert len(packed) <= LARGEST
    tensors, kept = rounding.unpack(packed), load_file(WEIGHTS / model / rounding.SAFETENSORS)
    assert tensors.keys() == kept.keys()
    for name, tensor in tensors.items():
        assert tensor.dtype == kept[name].dtype == np.float16
        assert np.array_equal(tensor, kept[name]), name


@pytest.mark.parametrize("model", BUILT_IN)
def test_no_file_holds_a_position_table_that_is_computed(model):
    names = load_file(WEIGHTS / model / rounding.SAFETENSORS)
    assert not [name for name in names if "embed_positions" in name]


def test_marians_position_table_is_the_formula():
    rows, size = 64, 192
    table = MarianSinusoidalPositionalEmbedding(rows, size).create_weight()
    place, column = np.arange(rows)[:, None], np.arange(size // 2)
    angle = place / 10000 ** (2 * column / size)
    formula = np.concatenate([np.sin(angle), np.cos(angle)], 1).astype(np.float32)
    assert np.array_equal(table.numpy(), formula)


def test_a_row_is_rounded_to_the_nearest_step_that_holds_it():
    matrix = np.array([[1.0, -0.5, 0.004], [127.4, 3.6, 0], [127.6, 3.6, 0], [0, 0, 0]])
    numbers, exponents = rounding.rounded(matrix)
    assert exponents.tolist() == [-6, 0, 1, -24]
    assert numbers.tolist() == [[64, -32, 0], [127, 4, 0], [64, 2, 0], [0, 0, 0]]


def test_rounding_is_within_half_a_step_and_once_is_enough():
    matrix = np.random.default_rng(0).normal(0, 0.1, (200, 30)).astype(np.float16)
    numbers, exponents = rounding.rounded(matrix)
    values = rounding.values(numbers, exponents)
    step = 2.0 ** exponents[:, None].astype(int)
    assert (np.abs(values - matrix.astype(float)) <= step / 2).all()
    assert np.array_equal(values, rounding.values(*rounding.rounded(values)))


def test_weights_that_are_no_numbers_are_refused():
    with pytest.raises(ValueError, match="no numbers"):
        rounding.rounded(np.array([[np.nan]]))
    with pytest.raises(ValueError, match="neither a matrix nor a vector"):
        rounding.pack({"cube": np.zeros((1, 1, 1))})


def test_the_layout_is_the_one_that_the_browser_reads():
    packed = rounding.pack({"m": np.array([[1, -2, 0.5]]), "v": np.array([0.25], np.float16)})
    size = int.from_bytes(packed[:8], "little")
    assert (8 + size) % 8 == 0
    tensors = json.loads(packed[8 : 8 + size])["tensors"]
    assert tensors == {
        "m": {"shape": [1, 3], "type": "int8", "data": 0, "exponents": 3},
        "v": {"shape": [1], "type": "float16", "data": 4},
    }
    data = packed[8 + size :]
    assert np.frombuffer(data[:4], np.int8).tolist() == [32, -64, 16, -5]
    assert np.frombuffer(data[4:], "<f2").tolist() == [0.25]


def test_a_folder_is_rounded_in_place(tmp_path):
    weights = {"w": torch.randn(5, 7).half().numpy(), "b": torch.randn(5).half().numpy()}
    save_file(weights, tmp_path / rounding.SAFETENSORS)
    rounding.round_folder(tmp_path)
    once = [file.read_bytes() for file in sorted(tmp_path.iterdir())]
    rounding.round_folder(tmp_path)
    assert once == [file.read_bytes() for file in sorted(tmp_path.iterdir())]
    kept = load_file(tmp_path / rounding.SAFETENSORS)
    assert np.array_equal(kept["b"], weights["b"]) and not np.array_equal(kept["w"], weights["w"])
