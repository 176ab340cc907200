"""Environments with Gymnasium's interface, and without Gymnasium: one that works, and some that don't."""

import os
import subprocess
import sys
import time

import numpy as np


class Discrete:
    def __init__(self, n, start=0):
        self.n, self.start = n, start


class Box:
    def __init__(self, low, high, shape, dtype=np.float32):
        self.shape, self.dtype = shape, dtype
        self.low, self.high = np.full(shape, low, dtype), np.full(shape, high, dtype)


class Dict:
    def __str__(self):
        return "Dict(a)"


class Walk:
    """A walk on a line with noise: right is action 1 (of 0 and 1, or 5 and 6). It ends at ±goal."""

    observation_space = Box(-np.inf, np.inf, (2,))

    def __init__(self, start=0, goal=3.0, limit=20):
        self.action_space = Discrete(2, start)
        self.goal, self.limit = goal, limit

    def show(self):
        return np.array([self.at, self.steps], dtype=np.float32)

    def reset(self, seed=None, options=None):
        self.random = np.random.default_rng(seed)
        self.at, self.steps = self.random.normal(), 0
        return self.show(), {}

    def step(self, action):
        self.at += (1 if action == self.action_space.start + 1 else -1) + 0.1 * self.random.normal()
        self.steps += 1
        ended = bool(abs(self.at) >= self.goal)
        return self.show(), -abs(self.at), ended, not ended and self.steps >= self.limit, {}


class Push:
    """A matrix that is pushed: the observation is the sum of the actions, which lie within ±2."""

    observation_space = Box(-100, 100, (2, 2), np.float64)
    action_space = Box(-2, 2, (2, 2))

    def reset(self, seed=None, options=None):
        self.sum = np.zeros((2, 2))
        return self.sum, {}

    def step(self, action):
        assert action.shape == (2, 2) and action.dtype == np.float32
        print("what an environment prints must not reach the wire")
        self.sum = self.sum + action
        return self.sum, float(action[0, 1]), False, False, {}


class Rooms:
    """Rooms 1 to 4 of which the next is entered; it has nothing to be seeded."""

    observation_space = Discrete(4, 1)
    action_space = Discrete(1)

    def reset(self, seed=None, options=None):
        self.room = 1
        return self.room, {}

    def step(self, action):
        self.room += 1
        return self.room, 1, self.room == 4, False, {}


class Bad(Walk):
    """Does what it is told to in its third step."""

    def __init__(self, way, file=""):
        super().__init__()
        self.way, self.file = way, file
        if way == "dictionary":
            self.observation_space = Dict()
        if way == "child":
            child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
            with open(file, "w") as out:
                out.write("%d %d" % (os.getpid(), child.pid))

    def step(self, action):
        answer = super().step(action)
        if self.steps < 3:
            return answer
        if self.way == "hangs" or self.way == "child":
            while True:
                time.sleep(0.01)
        if self.way == "dies":
            print("it was too much", file=sys.stderr)
            os._exit(7)
        if self.way == "raises":
            raise ValueError("no step from %d" % self.steps)
        if self.way == "nan":
            return (answer[0] * np.nan, *answer[1:])
        if self.way == "old":
            return answer[:4]
        return answer


def make(name, **arguments):
    return {"Walk": Walk, "Push": Push, "Rooms": Rooms, "Bad": Bad}[name](**arguments)
