"""Eight bits a weight: python -m training.rounding attention/weights/<model> rounds and packs.

Every row of every matrix becomes whole numbers from -127 to 127 times a power of two. These are
float16 numbers too, so that `model.safetensors` stays what transformers loads. `weights.packed`
beside it, for the browser, has the same numbers as int8 and one exponent a row:

bytes 0-7       N, little-endian uint64
the next N      UTF-8 JSON, padded with spaces so that 8 + N is a multiple of 8:
                {"tensors": {name: {"shape": [r, c], "type": "int8", "data": at, "exponents": at}
                             or {"shape": [n], "type": "float16", "data": at}}}
from 8 + N      the data, at offsets counted from here: int8 matrices row by row (a weight is
                int8 * 2 ** exponent of its row), int8 exponents, little-endian float16 vectors at
                even offsets

A tensor that is tied to another is stored once, under the name it has in the safetensors file.
Position tables that are computed (Marian's) are in neither file.
"""

import argparse
import json
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save

LARGEST = 127
LEAST_EXPONENT = -24  # float16 knows no smaller step
SAFETENSORS, PACKED = "model.safetensors", "weights.packed"


def rounded(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return int8 numbers (rows, columns) and int8 exponents (rows,) that come nearest `matrix`.

    Raises ValueError for a matrix of numbers that are not finite.
    """
    matrix = matrix.astype(np.float64)
    if not np.isfinite(matrix).all():
        raise ValueError("these weights are no numbers")
    largest = np.abs(matrix).max(1)
    with np.errstate(divide="ignore"):
        exponents = np.ceil(np.log2(largest / (LARGEST + 0.5)))
    exponents = np.maximum(exponents, LEAST_EXPONENT)
    numbers = np.rint(matrix / 2 ** exponents[:, None])
    over = np.abs(numbers).max(1) > LARGEST  # a half at the very end rounds up
    exponents[over] += 1
    numbers[over] = np.rint(matrix[over] / 2 ** exponents[over, None])
    return numbers.astype(np.int8), exponents.astype(np.int8)


def values(numbers: np.ndarray, exponents: np.ndarray) -> np.ndarray:
    """Return the float16 matrix that numbers and exponents stand for."""
    return np.ldexp(numbers.astype(np.float32), exponents[:, None]).astype(np.float16)


def pack(tensors: dict[str, np.ndarray]) -> bytes:
    """Return the packed file of rounded tensors, matrices and vectors.

    Raises ValueError for a tensor of another shape.
    """
    entries, data = {}, bytearray()

    def put(array: np.ndarray) -> int:
        data.extend(bytes(len(data) % array.dtype.itemsize))
        data.extend(array.tobytes())
        return len(data) - array.nbytes

    for name, tensor in sorted(tensors.items()):
        entry = {"shape": list(tensor.shape)}
        if tensor.ndim == 2:
            numbers, exponents = rounded(tensor)
            entry |= {"type": "int8", "data": put(numbers), "exponents": put(exponents)}
        elif tensor.ndim == 1:
            entry |= {"type": "float16", "data": put(tensor.astype("<f2"))}
        else:
            raise ValueError(f"{name} is neither a matrix nor a vector: {tensor.shape}")
        entries[name] = entry
    header = json.dumps({"tensors": entries}, separators=(",", ":")).encode()
    header += b" " * (-len(header) % 8)
    return len(header).to_bytes(8, "little") + header + bytes(data)


def unpack(packed: bytes) -> dict[str, np.ndarray]:
    """Return the float16 tensors of a packed file."""
    start = 8 + int.from_bytes(packed[:8], "little")
    tensors = {}
    for name, entry in json.loads(packed[8:start])["tensors"].items():
        shape, at = entry["shape"], start + entry["data"]
        if entry["type"] == "int8":
            numbers = np.frombuffer(packed, np.int8, shape[0] * shape[1], at).reshape(shape)
            exponents = np.frombuffer(packed, np.int8, shape[0], start + entry["exponents"])
            tensors[name] = values(numbers, exponents)
        else:
            tensors[name] = np.frombuffer(packed, "<f2", shape[0], at)
    return tensors


def round_folder(folder: Path) -> None:
    """Round the weights of the exported model in `folder`, and write the packed file beside them.

    What is rounded already stays as it is.
    """
    file = folder / SAFETENSORS
    tensors = {
        name: values(*rounded(tensor)) if tensor.ndim == 2 else tensor.astype(np.float16)
        for name, tensor in load_file(file).items()
    }
    file.write_bytes(save(tensors, metadata={"format": "pt"}))
    (folder / PACKED).write_bytes(pack(tensors))


def main() -> None:
    """Round and pack the folders that are named."""
    line = argparse.ArgumentParser(description="Round the weights of a model to eight bits each.")
    line.add_argument("models", type=Path, nargs="+", help="folders with model.safetensors")
    for folder in line.parse_args().models:
        round_folder(folder)


if __name__ == "__main__":
    main()
