"""Makes the logs that the tests read as h5py writes them.

    python3 step_logs.py ../resources/org/esscher/data

writes d4rl.hdf5, seven steps of three episodes in the layout of D4RL, and minari.hdf5, two episodes in
the layout of Minari. Numbers are small halves, so that float32 holds them exactly.
"""

import os
import sys

import h5py
import numpy as np


def d4rl(path):
    """Episodes of three, two and two steps: terminal, cut off by a timeout, cut off by the end."""
    with h5py.File(path, "w") as log:
        packed = {"compression": "gzip", "shuffle": True, "chunks": True}
        steps = np.arange(7)
        log.create_dataset(
            "observations", data=np.stack([steps, steps / 2], 1).astype("f4"), **packed
        )
        log.create_dataset("actions", data=(-steps / 2).astype("f4")[:, None], **packed)
        log.create_dataset("rewards", data=(steps + 0.5).astype("f4"), **packed)
        log.create_dataset("terminals", data=steps == 2, **packed)
        log.create_dataset("timeouts", data=steps == 4, **packed)
        log.create_group("metadata")["algorithm"] = "none"


def minari(path):
    """Episodes of one step and of two; the first terminates, the second is truncated."""
    with h5py.File(path, "w") as log:
        for number, length in ((1, 2), (0, 1)):
            episode = log.create_group("episode_%d" % number)
            episode.attrs["id"] = number
            episode["observations"] = np.arange(length + 1, dtype="f8")[:, None] + 10 * number
            episode["actions"] = np.arange(length, dtype="i8")
            episode["rewards"] = np.full(length, 0.5)
            last = np.arange(length) == length - 1
            episode["terminations"] = last if number == 0 else np.zeros(length, dtype=bool)
            episode["truncations"] = last if number == 1 else np.zeros(length, dtype=bool)


if __name__ == "__main__":
    d4rl(os.path.join(sys.argv[1], "d4rl.hdf5"))
    minari(os.path.join(sys.argv[1], "minari.hdf5"))
