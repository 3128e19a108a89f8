"""What a KPI means here: its words, its formula, the thresholds in force, who owns it."""

from __future__ import annotations

from collections.abc import Iterable

from kpi_engine import say
from kpi_engine.case import title
from kpi_engine.catalogue import METRICS, Variant, metric
from kpi_engine.catalogue.shape import Term
from kpi_engine.language.lexicon import LANGUAGES, lexicon
from kpi_engine.settings import KpiSettings, Setting, Thresholds
from kpi_engine.values import MetricRef


def definitions(refs: Iterable[MetricRef], settings: KpiSettings, language: str) -> dict[str, str]:
    """KPI id -> the texts of the variants asked for."""
    texts: dict[str, str] = {}
    for ref in dict.fromkeys(refs):
        text = definition(ref, settings, language)
        texts[ref.id] = f"{texts[ref.id]} {text}" if ref.id in texts else text
    return texts


def definition(ref: MetricRef, settings: KpiSettings, language: str = "en") -> str:
    """One variant, in a few sentences."""
    entry = metric(ref.id)
    variant = entry.variant(ref.variant)
    sentences = [
        f"{title(language, ref)}.",
        say.say(language, "definition", docs=entry.docs, formula=variant.formula),
        *_in_force(variant, settings, language),
        say.say(language, "definition_purpose", purpose=settings.purposes.get(ref.id, entry.purpose)),
    ]
    owner = settings.owners.get(ref.id, entry.owner)
    if owner:
        sentences.append(say.say(language, "definition_owner", owner=owner))
    reviewed = settings.reviews.get(ref.id, entry.reviewed)
    sentences.append(say.say(language, "definition_version", version=entry.version, reviewed=reviewed))
    return " ".join(sentences)


def _in_force(variant: Variant, settings: KpiSettings, language: str) -> Iterable[str]:
    """The settings that this variant depends on, with their values."""
    used = {argument for term in _terms(variant) for argument in term.args if isinstance(argument, Setting)}
    if {Setting.ANSWER_WITHIN, Setting.SHORT_ABANDON} & used:
        yield say.say(
            language,
            "definition_thresholds",
            T=thresholds(settings.answer_within, language),
            S=thresholds(settings.short_abandon, language),
        )
    if Setting.FCR_DAYS in used:
        yield say.say(language, "definition_window", W=settings.fcr_days)
    if variant.shape == "index":
        items = (
            f"{metric(item.id).title} ({item.variant.replace('_', ' ')}) × {item.weight:g}"
            for item in settings.index
        )
        yield say.say(language, "definition_index", parts=say.listed(language, items))


def _terms(variant: Variant) -> Iterable[Term]:
    return (*variant.top, *variant.bottom, *variant.n)


def thresholds(pairs: Thresholds, language: str) -> str:
    """Seconds as people say them: 20 s, chat 60 s."""
    return ", ".join(
        say.say(language, "threshold_channel" if channel else "threshold", channel=channel, seconds=f"{s:g}")
        for channel, s in sorted(pairs)
    )


def capability(language: str) -> tuple[str, tuple[str, ...]]:
    """What can be asked, and whole questions to try."""
    tables = lexicon(language if language in LANGUAGES else "en").tables
    examples = tuple(str(text) for text in tables["clarify"]["examples"])
    dimensions = ("queue", "team", "agent", "channel", "reason", "segment", "weekday", "hour_of_day")
    message = say.say(
        language,
        "capability",
        count=len(METRICS),
        examples=say.listed(language, (f"“{text}”" for text in examples[:3])),
        dimensions=say.listed(language, (say.dimension_word(language, name) for name in dimensions)),
        kpis=say.listed(language, (entry.title for entry in METRICS)),
    )
    return message, examples
