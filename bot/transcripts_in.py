"""Transcripts into the store: read, masked, heard, kept, a batch at a time.

Each batch is one transaction, and what the model has heard already in the same words is passed over: so a
run that was killed goes on where it was, and a second run hears nothing twice. Who hears is exchangeable:
this machine (`bot.ear`) or a cluster (`bot.cluster`); the store is written here alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Engine

from bot.ear import HeardBy
from nlp.errors import TranscriptError
from nlp.privacy import mask_transcript
from nlp.transcripts import RoleSettings, read
from nlp.values import Transcript
from storage.emotion_models import Model, switch
from storage.said import Heard, Said, SaidTurn, digest_of, storable
from storage.transcripts import Kept, keep, keep_scores, known, unheard

BATCH = 64
Told = Callable[[int], None]
Keeps = Callable[[Sequence[Heard], Model], Kept]


@dataclass(slots=True)
class Intake:
    """What became of a run. `scored` counts contacts scored in it, under None, and by reason those that could
    not be; `missing` is how many contacts the active model has heard and this one has not."""

    version: str
    read: int = 0
    kept: Kept = field(default_factory=Kept)
    inferred: int = 0
    scored: Counter[str | None] = field(default_factory=Counter[str | None])
    problems: list[str] = field(default_factory=list[str])
    missing: int = 0


class Hears(Protocol):
    """Whoever hears transcripts that are masked already."""

    @property
    def version(self) -> str:
        """The name that figures carry."""
        ...

    def each(self, partitions: Iterable[Sequence[Said]]) -> Iterator[HeardBy]:
        """What is heard in each partition, once, in whatever order; takes the next few as it needs them."""
        ...


def take_in(engine: Engine, files: Iterable[Path], ear: Hears, roles: RoleSettings, told: Told) -> Intake:
    """Takes in every file; one that cannot be read is a line of `problems`, and nothing of it is used.

    `told` hears how many transcripts are done. StorageError and ModelError stop the run, and BotError where a
    cluster hears; what is done stays.
    """
    intake = Intake(ear.version)
    found = _each_contact_once(_read(files, roles, intake), intake)
    _heard(ear, _unknown(engine, found, intake, told), partial(keep, engine), intake, told)
    intake.missing = switch(engine, ear.version) if intake.read else 0
    return intake


def rescore(engine: Engine, ear: Hears, told: Told) -> Intake:
    """Hears every stored transcript that this model has not heard; answers come from it once it has all.

    What others change or erase meanwhile stays as they left it.
    """
    intake = Intake(ear.version)
    _heard(ear, _stored(engine, intake), partial(keep_scores, engine), intake, told)
    intake.missing = switch(engine, ear.version)
    return intake


def files_of(paths: Sequence[Path]) -> list[Path]:
    """The files that are named, and those in named folders (hidden ones aside), in order of their names."""
    found: list[Path] = []
    for path in paths:
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        found += [one for one in inside if one is path or (one.is_file() and not _hidden(one, path))]
    return list(dict.fromkeys(found))


def batches(values: Iterable[Any], size: int) -> Iterator[list[Any]]:
    rest = iter(values)
    while batch := list(islice(rest, size)):
        yield batch


def _hidden(file: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(folder).parts)


def _read(files: Iterable[Path], roles: RoleSettings, intake: Intake) -> Iterator[tuple[Path, Transcript]]:
    for path in files:
        try:
            for one in read(path, roles):
                yield path, one
        except TranscriptError as error:
            intake.problems.append(str(error))


def _each_contact_once(found: Iterable[tuple[Path, Transcript]], intake: Intake) -> Iterator[Transcript]:
    """A contact has one transcript: of several in one run the first one counts, whatever the batches."""
    seen: dict[str, str] = {}
    for path, one in found:
        name = storable(one.contact_id or path.stem)
        if name in seen:
            where = "twice in it" if seen[name] == path.name else f"in {seen[name]} already"
            intake.problems.append(f"{path.name}: contact {name} stands {where}: this one is left out")
            continue
        seen[name] = path.name
        yield replace(one, contact_id=name)


def _unknown(
    engine: Engine, transcripts: Iterable[Transcript], intake: Intake, told: Told
) -> Iterator[list[Said]]:
    """The transcripts masked, in partitions, without those that this model has heard in the same words."""
    for batch in batches(transcripts, BATCH):
        intake.read += len(batch)
        intake.inferred += sum(one.roles == "inferred" for one in batch)
        said = [_said(mask_transcript(one)) for one in batch]
        done = known(engine, [(one.contact_id, one.digest) for one in said], intake.version)
        _count(intake, Kept(known=len(done)), told)
        if wanted := [one for one in said if one.contact_id not in done]:
            yield wanted


def _stored(engine: Engine, intake: Intake) -> Iterator[list[Said]]:
    """The stored transcripts that this model has not heard, in partitions."""
    last = 0
    while page := unheard(engine, intake.version, last, BATCH):
        last = page[-1][0]
        intake.read += len(page)
        yield [said for _, said in page]


def _heard(ear: Hears, partitions: Iterator[list[Said]], kept: Keeps, intake: Intake, told: Told) -> None:
    for heard, model in ear.each(partitions):
        done = kept(heard, model)
        intake.scored.update(one.not_scored for one in heard)
        _count(intake, done, told)


def _count(intake: Intake, done: Kept, told: Told) -> None:
    intake.kept = _sum(intake.kept, done)
    told(sum(intake.kept))


def _sum(one: Kept, other: Kept) -> Kept:
    return Kept(*(a + b for a, b in zip(one, other, strict=True)))


def _said(masked: Transcript) -> Said:
    turns = tuple(SaidTurn(one.speaker, storable(one.text), one.start, one.end) for one in masked.turns)
    name, language = masked.contact_id or "", masked.language
    return Said(name, masked.source, language, masked.roles, digest_of(turns, language), turns)
