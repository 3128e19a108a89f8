"""Turns a second: our way through the model beside `transformers.pipeline`, same model, same labels, one run.

    python -m benchmarks.score                   # 4,000 different turns, three rounds
    python -m benchmarks.score --turns 200 --model FOLDER

Each way has a process of its own, and they take turns within each round; a figure is the median over the
rounds. Exit status 1 where ours is less than 9 times `pipeline` one by one or 4.5 times `pipeline` in batches
of 32, where a label differs, where int8, of all layers or of the small model's, is less than 14 times
`pipeline` one by one, or where its micro-F1 by the labels of the dev sets (where they are there) is more than
0.005 below fp32's.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import warnings
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
import torch
import transformers
from rich.console import Console
from rich.table import Table

from benchmarks import ceiling, gold
from benchmarks.turns import turns
from nlp.model import DEFAULT, finding, load
from nlp.model.transformer import Transformer

ONE, BATCHES, OURS, INT8 = "pipeline, one by one", "pipeline, batches of 32", "ours", "ours, int8"
# Four of the six layers, in eight bits: another model, so it has other labels.
SMALL = "heartline-small int8"
BOUNDS = {(OURS, ONE): 9.0, (OURS, BATCHES): 4.5, (INT8, ONE): 14.0, (SMALL, ONE): 14.0}
# How far a faster one's micro-F1 by the labels of a dev set may lie below fp32's.
F1_BOUND = 0.005
ROUNDS = 3
CONSOLE = Console(width=130)
# What a label is: over half, for the model's own labels, as pipeline's users take them.
HALF = 0.5

Score = Callable[[Sequence[str]], Any]


def main() -> None:
    """Measures and prints; exits 1 where a bound is missed or a label differs."""
    said = _arguments()
    _hush()
    exact = _ours(said.model)
    texts, source = turns(exact.windows, said.turns)
    window = exact.windows.max_tokens
    CONSOLE.print(_measured_on(exact, texts, source, said.rounds))
    with _apart(said.model, window) as ways:
        seconds, results = _rounds(ways, texts, said.rounds)
        peaks = {name: way.submit(_peak).result() for name, way in ways.items()}
    CONSOLE.print(_table(seconds, results, peaks, len(texts)))
    most = ceiling.turns_a_second(exact, texts) * seconds[ONE] / len(texts)
    CONSOLE.print(f"If products alone took time, fp32 would be {most:.1f} times {ONE} on this processor.")
    missed = _missed(seconds, results)
    int8 = _ours(said.model + finding.INT8)
    alike = gold.micro_f1(*(gold.mentions(one.hear(texts), one) for one in (int8, exact)))
    CONSOLE.print(
        f"int8 against fp32: micro-F1 {alike:.3f} of positive, negative and emotions over their thresholds."
    )
    if said.model == DEFAULT:
        missed += _lost(exact, {INT8: int8, SMALL: _ours(SMALL)})
    for one in missed:
        CONSOLE.print(f"MISSED: {one}")
    sys.exit(int(bool(missed)))


def _missed(seconds: dict[str, float], results: dict[str, Any]) -> list[str]:
    missed = [
        f"{seconds[way] / seconds[ours]:.1f} times {way} by {ours}, to be {bound}"
        for (ours, way), bound in BOUNDS.items()
        if ours in seconds and seconds[way] / seconds[ours] < bound
    ]
    if any(not _same(results[way], results[OURS]).all() for way in (ONE, BATCHES)):
        missed.append("labels differ")
    return missed


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Turns a second, beside transformers.pipeline.")
    parser.add_argument("--turns", type=int, default=4_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument(
        "--model", default=DEFAULT, help="a name of nlp/model/models.py, a folder or a TOML file"
    )
    return parser.parse_args()


def _hush() -> None:
    library: Any = transformers
    warnings.simplefilter("ignore")
    library.utils.logging.set_verbosity_error()
    library.utils.logging.disable_progress_bar()


def _ours(model: str) -> Transformer:
    """Without a memory: a second round would cost nothing."""
    made = load(model, device="cpu", remembered=0)
    assert isinstance(made, Transformer)
    return made


def _pipeline(model: str) -> tuple[Any, list[str]]:
    """`transformers.pipeline` over the same folder in fp32, giving every label's score; and the labels."""
    library: Any = transformers
    source = finding.find(model).source
    made = library.pipeline(
        "text-classification", model=source, dtype=torch.float32, device="cpu", top_k=None
    )
    return made, list(made.model.config.id2label.values())


def _one_by_one(model: str, window: int) -> Score:
    pipe, labels = _pipeline(model)
    more = {"truncation": True, "max_length": window}
    return lambda texts: _matrix([pipe([text], **more)[0] for text in texts], labels)


def _batches(model: str, window: int) -> Score:
    pipe, labels = _pipeline(model)
    more = {"truncation": True, "max_length": window, "batch_size": 32}
    return lambda texts: _matrix(pipe(list(texts), **more), labels)


def _matrix(said: Sequence[Sequence[dict[str, Any]]], labels: Sequence[str]) -> Any:
    rows = ({one["label"]: one["score"] for one in row} for row in said)
    return np.array([[row[label] for label in labels] for row in rows])


WAYS: dict[str, Callable[[str, int], Score]] = {
    ONE: _one_by_one,
    BATCHES: _batches,
    OURS: lambda model, window: _ours(model).scores,
    INT8: lambda model, window: _ours(model + finding.INT8).scores,
    SMALL: lambda model, window: _ours(SMALL).scores,
}


# In a process that knows one way alone, this is it.
_way: list[Score] = []


@contextmanager
def _apart(model: str, window: int) -> Generator[dict[str, ProcessPoolExecutor]]:
    """Each way in a process of its own, so that none gains or loses by how another one keeps memory."""
    spawn = multiprocessing.get_context("spawn")
    with ExitStack() as stack:
        yield {
            name: stack.enter_context(ProcessPoolExecutor(1, spawn, _prepare, (name, model, window)))
            for name in WAYS
            if name != SMALL or model == DEFAULT
        }


def _prepare(name: str, model: str, window: int) -> None:
    _hush()
    _way.append(WAYS[name](model, window))


def _scored(texts: Sequence[str]) -> tuple[float, Any]:
    """Seconds, and the scores."""
    begun = perf_counter()
    scores = _way[0](texts)
    return perf_counter() - begun, scores


def _rounds(
    ways: dict[str, ProcessPoolExecutor], texts: list[str], rounds: int
) -> tuple[dict[str, float], dict[str, Any]]:
    """The median seconds of each way, and what it gave."""
    taken, results = {name: list[float]() for name in ways}, dict[str, Any]()
    for way in ways.values():
        way.submit(_scored, texts[:64]).result()  # warm
    for _ in range(rounds):
        for name, way in ways.items():
            seconds, results[name] = way.submit(_scored, texts).result()
            taken[name].append(seconds)
    return {name: median(some) for name, some in taken.items()}, results


def _same(one: Any, other: Any) -> Any:
    """Per turn: whether all labels are equal."""
    return ((one > HALF) == (other > HALF)).all(axis=1)


def _table(seconds: dict[str, float], results: dict[str, Any], peaks: dict[str, float], count: int) -> Table:
    table = Table(
        "way",
        "turns/s",
        "× one by one",
        "turns with the same labels",
        "largest difference",
        "peak memory, MB",
    )
    first, *_ = seconds
    for name, taken in seconds.items():
        same = int(_same(results[name], results[first]).sum())
        off = float(np.abs(results[name] - results[first]).max())
        ratio = f"{seconds[first] / taken:.1f}"
        table.add_row(
            name,
            f"{count / taken:,.0f}",
            ratio,
            f"{same:,} of {count:,}",
            f"{off:.1e}",
            f"{peaks[name]:,.0f}",
        )
    return table


def _lost(exact: Transformer, faster: dict[str, Transformer]) -> list[str]:
    """Prints the faster ones' micro-F1 beside fp32's on each labelled set; where one lost too much."""
    missed = list[str]()
    for kept in gold.sets():
        before = gold.f1(kept, exact)
        CONSOLE.print(f"micro-F1 by the labels of {kept.name} ({len(kept.texts):,}): fp32 {before:.4f}")
        for name, model in faster.items():
            after = gold.f1(kept, model)
            CONSOLE.print(f"  {name} {after:.4f} ({after - before:+.4f})")
            if before - after > F1_BOUND:
                missed.append(f"the micro-F1 of {name} on {kept.name} is {after - before:+.4f} from fp32's")
    return missed


def _peak() -> float:
    """This process's peak memory in MB; on Linux its own, as getrusage's is inherited from who started us."""
    status = Path("/proc/self/status")
    if status.is_file():
        (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    scale = 1024**2 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale


def _measured_on(model: Transformer, texts: Sequence[str], source: str, rounds: int) -> str:
    lengths = [len(one.ids) for one in model.windows.of(texts)]
    versions = f"torch {torch.__version__}, transformers {transformers.__version__}"
    tokens = f"{np.mean(lengths):.1f} tokens on average, {max(lengths)} at most"
    return (
        f"{model.name}: {source}, {tokens}; {torch.get_num_threads()} threads, {versions}; median of {rounds}"
    )


if __name__ == "__main__":
    main()
