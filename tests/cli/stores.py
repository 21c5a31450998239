"""A store as labelled arrays, read by h5py alone: xarray, which tests/store opens it with, takes four seconds for the
structure of 400 arrays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import h5py
import xarray as xr

DIMS = {4: ("scenario", "replicate", "market", "period"), 5: ("scenario", "replicate", "market", "year", "stratum")}


def plain(value: Any) -> Any:
    return value.decode() if isinstance(value, bytes) else value


def values(array: h5py.Dataset) -> Any:
    return array.asstr()[:] if h5py.check_string_dtype(array.dtype) else array[:]


def opened(path: Path) -> xr.Dataset:
    with h5py.File(path) as file:
        coordinates = {name: (name, values(file[name])) for name in file if file[name].ndim == 1}
        arrays = {
            name: (DIMS[file[name].ndim], file[name][:], {key: plain(file[name].attrs[key]) for key in ("units", "long_name")})
            for name in file
            if file[name].ndim in DIMS
        }
        return xr.Dataset(arrays, coordinates, {key: plain(value) for key, value in file.attrs.items()})
