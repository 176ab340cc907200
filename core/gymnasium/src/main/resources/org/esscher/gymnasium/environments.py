"""Answers for environments of Gymnasium, over standard input and output.

A message is, both ways, two 32-bit integers, the length of a text in bytes and a count of numbers, then
the text in UTF-8 and the numbers as float64; all big-endian. The first line of a text says what it is:

    make       lines 'copies N', 'module M', 'name ID', 'path DIR' and 'argument KEY VALUE'; a value is
               read as JSON where it is JSON. Answer: lines 'observation SPACE' and 'action SPACE', SPACE
               being 'discrete COUNT' or 'box WIDTH'; numbers: lower, then upper bounds of each box
    reset      numbers: a copy and a seed for each copy that begins anew. Answer: their observations
    step       numbers: the actions of all copies. Answer, for each copy: its observation, the reward,
               and 1 or 0 for terminated and truncated
    replay     numbers: for each copy its number, a seed, a count of steps, and that many actions. Answer:
               the observation of each after these steps

An answer begins with the line 'ok', or with 'error' and then what went wrong. At the end of its input the
process ends at once, whatever it is doing. What environments print goes to standard error.
"""

import importlib
import json
import os
import queue
import struct
import sys
import threading
import traceback

import numpy as np


class Numbered:
    """Values that are numbered, from 0 on our side."""

    width = 1

    def __init__(self, space):
        self.start = int(getattr(space, "start", 0))
        self.count = int(space.n)

    def says(self):
        return "discrete %d" % self.count

    def bounds(self):
        return []

    def numbers(self, value):
        return [float(int(value) - self.start)]

    def value(self, numbers):
        return int(numbers[0]) + self.start


class Vectors:
    """Arrays of any shape, as vectors."""

    def __init__(self, space):
        self.shape, self.dtype = tuple(space.shape), space.dtype
        self.low = np.asarray(space.low, dtype=np.float64).ravel()
        self.high = np.asarray(space.high, dtype=np.float64).ravel()
        self.width = self.low.size

    def says(self):
        return "box %d" % self.width

    def bounds(self):
        return [*self.low, *self.high]

    def numbers(self, value):
        flat = np.asarray(value, dtype=np.float64).ravel()
        if flat.size != self.width:
            raise ValueError("%d numbers instead of the %d of the space" % (flat.size, self.width))
        return flat

    def value(self, numbers):
        return np.asarray(numbers).astype(self.dtype).reshape(self.shape)


def spoken(what, space):
    kind = type(space).__name__
    if kind == "Discrete":
        return Numbered(space)
    if kind == "Box":
        return Vectors(space)
    raise TypeError(
        "the %s space is %s; Discrete and Box are spoken, wrap the environment to have one" % (what, space)
    )


def argument(text):
    try:
        return json.loads(text)
    except ValueError:
        return text


class Copies:
    """Copies of one environment."""

    def __init__(self, lines):
        said = [line.split(" ", 1) for line in lines]
        given = {key: value for key, value in said}
        arguments = dict(value.split(" ", 1) for key, value in said if key == "argument")
        sys.path[:0] = [value for key, value in said if key == "path"]
        make = importlib.import_module(given["module"]).make
        self.all = [
            make(given["name"], **{key: argument(value) for key, value in arguments.items()})
            for _ in range(int(given["copies"]))
        ]
        self.observation = spoken("observation", self.all[0].observation_space)
        self.action = spoken("action", self.all[0].action_space)

    def made(self, _):
        spaces = ["observation " + self.observation.says(), "action " + self.action.says()]
        return spaces, [*self.observation.bounds(), *self.action.bounds()]

    def begin(self, copy, seed):
        return self.all[int(copy)].reset(seed=int(seed))[0]

    def act(self, copy, numbers):
        answer = self.all[int(copy)].step(self.action.value(numbers))
        if len(answer) != 5:
            raise TypeError("step gives %d values, not the 5 of Gymnasium" % len(answer))
        return answer

    def reset(self, numbers):
        shown = []
        for copy, seed in numbers.reshape(-1, 2):
            shown.extend(self.observation.numbers(self.begin(copy, seed)))
        return [], shown

    def step(self, numbers):
        answer = []
        for copy, action in enumerate(numbers.reshape(len(self.all), self.action.width)):
            shown, reward, terminated, truncated, _ = self.act(copy, action)
            answer.extend(self.observation.numbers(shown))
            answer.extend([float(reward), float(bool(terminated)), float(bool(truncated))])
        return [], answer

    def replay(self, numbers):
        shown, at = [], 0
        while at < len(numbers):
            copy, seed, steps = numbers[at : at + 3]
            at += 3
            now = self.begin(copy, seed)
            for _ in range(int(steps)):
                now = self.act(copy, numbers[at : at + self.action.width])[0]
                at += self.action.width
            shown.extend(self.observation.numbers(now))
        return [], shown


def received(source):
    head = source.read(8)
    if len(head) < 8:
        return None
    length, count = struct.unpack(">ii", head)
    text, body = source.read(length), source.read(8 * count)
    if len(text) < length or len(body) < 8 * count:
        return None
    return text.decode("utf-8"), np.frombuffer(body, dtype=">f8").astype(np.float64)


def send(target, lines, numbers):
    text = "\n".join(lines).encode("utf-8")
    body = np.asarray(numbers, dtype=">f8").tobytes()
    target.write(struct.pack(">ii", len(text), len(body) // 8) + text + body)
    target.flush()


def listen(source, questions):
    """Reads beside the environments, so that the end of the input is seen while they are busy."""
    while True:
        message = received(source)
        if message is None:
            os._exit(0)
        questions.put(message)


def answer(copies, text, numbers):
    lines = text.split("\n")
    if lines[0] == "make":
        copies = Copies(lines[1:])
        return copies, copies.made(numbers)
    return copies, {"reset": copies.reset, "step": copies.step, "replay": copies.replay}[lines[0]](numbers)


def main():
    source, target = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    questions = queue.Queue()
    threading.Thread(target=listen, args=(source, questions), daemon=True).start()
    copies = None
    while True:
        try:
            copies, (lines, numbers) = answer(copies, *questions.get())
            send(target, ["ok", *lines], numbers)
        except Exception as failure:
            traceback.print_exc()
            send(target, ["error", "%s: %s" % (type(failure).__name__, failure)], [])


main()
