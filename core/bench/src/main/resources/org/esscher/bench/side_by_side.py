"""The objectives of the comparison in PyTorch, eager, float32, as one would write them.

Usage: python3 side_by_side.py OBJECTIVE DIRECTORY ROUNDS THREADS GROUP CLOCK

DIRECTORY holds NAME.f32 for each column and, where elements are tokens, starts.i32. CLOCK is cpu or wall. Prints the
median time of value and gradient in milliseconds and the value; writes NAME.gradient.f32.
"""

import math
import pathlib
import statistics
import sys
import time

import numpy
import torch
from torch.nn.functional import softplus

LOG_2 = math.log(2)
TRAINED = {
    "dpo": ["chosen_logp", "rejected_logp"],
    "f_dpo_js": ["chosen_logp", "rejected_logp"],
    "ipo": ["chosen_logp", "rejected_logp"],
    "dr": [],
}


def clipped(logp, old_logp, ref_logp, advantage):
    ratio = torch.exp(logp - old_logp)
    surrogate = torch.minimum(ratio * advantage, ratio.clamp(0.8, 1.2) * advantage)
    log_ratio = logp - ref_logp
    k3 = torch.expm1(-log_ratio) + log_ratio
    return -surrogate + 0.04 * k3


def ppo_clip_k3(c, group):
    loss = clipped(c["logp"], c["old_logp"], c["ref_logp"], c["advantage"]).mean()
    return loss, loss


def grpo(c, group):
    reward = c["reward"].view(-1, group)
    spread = reward.std(dim=1, unbiased=False, keepdim=True)
    advantage = ((reward - reward.mean(dim=1, keepdim=True)) / (spread + 1e-4)).flatten()
    lengths = c["starts"].diff()
    tokens = clipped(
        c["logp"], c["old_logp"], c["ref_logp"], advantage.repeat_interleave(lengths)
    )
    if bool((lengths == lengths[0]).all()):
        rows = tokens.view(len(lengths), -1).mean(dim=1)
    else:
        owner = torch.arange(len(lengths)).repeat_interleave(lengths)
        rows = torch.zeros(len(lengths)).index_add(0, owner, tokens) / lengths
    loss = rows.mean()
    return loss, loss


def soft_pg(c, group):
    soft = (c["advantage"] - 0.01 * c["logp"]).detach()
    return (-soft).mean(), (-(soft * c["logp"])).mean()


def dpo(c, group):
    z = 0.1 * (
        (c["chosen_logp"] - c["ref_chosen_logp"]) - (c["rejected_logp"] - c["ref_rejected_logp"])
    )
    loss = softplus(-z).mean()
    return loss, loss


def f_dpo_js(c, group):
    def reward(log_u):
        return 0.1 * (LOG_2 - softplus(-log_u))

    z = reward(c["chosen_logp"] - c["ref_chosen_logp"]) - reward(
        c["rejected_logp"] - c["ref_rejected_logp"]
    )
    loss = softplus(-z).mean()
    return loss, loss


def ipo(c, group):
    difference = (c["chosen_logp"] - c["ref_chosen_logp"]) - (
        c["rejected_logp"] - c["ref_rejected_logp"]
    )
    loss = ((difference - 5) ** 2).mean()
    return loss, loss


def reinforce_loo(c, group):
    reward = c["reward"].view(-1, group)
    baseline = (reward.sum(dim=1, keepdim=True) - reward) / (group - 1)
    centered = (reward - baseline).flatten()
    return (-c["reward"]).mean(), (-(centered * c["logp"])).mean()


def f_dpg_js(c, group):
    z = torch.exp(c["log_target"] - c["behavior_logp"]).mean()
    log_t = (c["logp"] - c["log_target"] + z.log()).detach()
    policy_share = LOG_2 - softplus(-log_t)
    target_share = LOG_2 - softplus(log_t)
    weight = torch.exp(c["logp"] - c["behavior_logp"]).detach()
    value = (weight * (policy_share + torch.exp(-log_t) * target_share)).mean()
    advantage = -policy_share * weight
    return value, (-(advantage * c["logp"])).mean()


def dr(c, group):
    weight = torch.exp(c["logp"] - c["propensity"].log())
    value = (c["value_pred"] + weight * (c["reward"] - c["q_pred"])).mean()
    return value, None


def main():
    objective, directory, rounds, threads, group, clock = sys.argv[1:]
    now = time.process_time if clock == "cpu" else time.perf_counter
    torch.set_num_threads(int(threads))
    folder = pathlib.Path(directory)
    columns = {
        file.name[:-4]: torch.from_numpy(numpy.fromfile(file, dtype="<f4"))
        for file in folder.glob("*.f32")
        if ".gradient." not in file.name
    }
    if (folder / "starts.i32").exists():
        starts = numpy.fromfile(folder / "starts.i32", dtype="<i4")
        columns["starts"] = torch.from_numpy(starts.astype("int64"))
    trained = TRAINED.get(objective, ["logp"])
    for name in trained:
        columns[name].requires_grad_(True)
    times = []
    value = None
    for _ in range(2 * int(rounds)):
        for name in trained:
            columns[name].grad = None
        begin = now()
        value, descend = globals()[objective](columns, int(group))
        if descend is not None:
            descend.backward()
        times.append(1000 * (now() - begin))
    for name in trained:
        columns[name].grad.numpy().tofile(folder / (name + ".gradient.f32"))
    print(statistics.median(times[int(rounds) :]), float(value.detach()))


main()
