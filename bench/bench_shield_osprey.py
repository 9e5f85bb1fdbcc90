"""How fast is a verdict beside Osprey's engine, in process, on the same rules and posts, in the same run?

Run: python -m bench.bench_shield_osprey --osprey CHECKOUT --python PYTHON [--rules 100] [--posts 200]
CHECKOUT is a copy of github.com/roostorg/osprey (nothing of it is in this project), PYTHON an interpreter
that has what it needs. Without them it says so and measures our side alone. Each rule is a regular expression
and a comparison of a number; posts are made, three in ten hold what a rule asks for. Both sides must find the
same rules in every post, else there is no figure. Processor time of one core, both warm; ours is the whole
verdict (folding, patterns, policy, answer), theirs is `execute` alone.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from evals.shield import evasion, made

from aftershock.shield.decide import Shield
from aftershock.shield.patterns import Pattern
from aftershock.shield.policy.table import read
from aftershock.shield.verdict import Item

AT = "2026-11-22T12:00:00Z"
ROUNDS = 3
Asked = dict[str, list[dict[str, str | int]]]


def asked(rules: int, posts: int) -> Asked:
    """Rules and posts as both sides get them."""
    rng = random.Random(4)
    phrases = [phrase.text for _, phrase in evasion.phrases(rules)]
    listed: list[dict[str, str | int]] = [
        {"expression": phrase, "age": rng.randint(5, 60)} for phrase in phrases
    ]
    told: list[dict[str, str | int]] = []
    for text in made.stream(8, posts):
        more = f" {rng.choice(phrases)}" if rng.random() < 0.3 else ""
        told.append({"text": text + more, "age": rng.randint(0, 80)})
    return {"rules": listed, "posts": told}


def policy(given: Asked) -> str:
    """The same rules as a policy; in shadow, as nothing but whether they fire is asked."""
    count = len(given["rules"])
    names = ", ".join(f'"r{n}"' for n in range(count))
    rows = [
        f'[[rule]]\nid = "r{n}"\nclause = "1"\ncategory = "c"\naction = "label"\nmode = "shadow"\n'
        f'owner = "o"\nexpires = "2099-01-01"\nwhen = "pattern.r{n} > 0 and account.age < {rule["age"]}"\n'
        for n, rule in enumerate(given["rules"])
    ]
    head = f'[policy]\nid = "bench"\nversion = "1"\n[lists]\npatterns = [{names}]\n'
    return head + '[signal."account.age"]\ntype = "number"\ndefault = 0\n' + "".join(rows)


def ours(given: Asked) -> tuple[list[float], list[list[int]]]:
    """Seconds of each post (best of some rounds) and the rules that fired."""
    patterns = [
        Pattern(id=f"p{n}", list=f"r{n}", expression=str(rule["expression"]), adopted_by="bench")
        for n, rule in enumerate(given["rules"])
    ]
    shield = Shield(read(policy(given)), patterns=patterns)
    posts = [
        Item(platform="p", id=str(n), text=str(post["text"]), signals={"account.age": float(post["age"])})
        for n, post in enumerate(given["posts"])
    ]
    best: list[float] = []
    fired: list[list[int]] = []
    for _ in range(ROUNDS):
        spent, fired = [], []
        for post in posts:
            start = time.process_time()
            answer = shield.check(post, at=AT)
            spent.append(time.process_time() - start)
            fired.append(sorted(int(rule[1:]) for rule in answer.shadow))
        best = spent if not best or sum(spent) < sum(best) else best
    return best, fired


def theirs(given: Asked, checkout: Path, python: Path) -> tuple[list[float], list[list[int]]]:
    """The same of the peer, in its own interpreter."""
    parts = [checkout / "osprey_worker" / "src", checkout / "osprey_rpc" / "src"]
    done = subprocess.run(
        [str(python), str(Path(__file__).with_name("osprey_peer.py"))],
        input=json.dumps(given).encode(),
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, parts))},
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"the peer did not run: {done.stderr.decode()[-800:]}")
    found = json.loads(done.stdout.splitlines()[-1])
    return found["seconds"], found["fired"]


def told(name: str, seconds: list[float]) -> float:
    """Print a row; returns posts a second."""
    rate = len(seconds) / sum(seconds)
    p50, p99 = np.percentile(seconds, (50, 99)) * 1e6
    print(f"{name:24} {rate:10,.0f} posts/s   p50 {p50:9.1f}  p99 {p99:9.1f} us")
    return rate


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--osprey", type=Path)
    parser.add_argument("--python", type=Path)
    parser.add_argument("--rules", type=int, default=100)
    parser.add_argument("--posts", type=int, default=200)
    given = parser.parse_args()
    both = asked(given.rules, given.posts)
    seconds, fired = ours(both)
    mine = told(f"ours, {given.rules} rules", seconds)
    if given.osprey is None or given.python is None or not (given.osprey / "osprey_worker").is_dir():
        sys.exit("no peer: give --osprey CHECKOUT and --python PYTHON; nothing was compared")
    seconds, other = theirs(both, given.osprey, given.python)
    if fired != other:
        different = next(n for n, (a, b) in enumerate(zip(fired, other, strict=True)) if a != b)
        sys.exit(f"post {different}: rules {fired[different]} here, {other[different]} there: no figure")
    rate = told(f"Osprey, {given.rules} rules", seconds)
    print(f"the same rules fired in all {given.posts} posts ({sum(map(bool, fired))} with one)")
    print(f"ours over Osprey: {mine / rate:.0f}x")


if __name__ == "__main__":
    main()
