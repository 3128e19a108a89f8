"""What customers felt, read from what they said: text-based Net Emotional Value."""

from kpi_engine.catalogue.shape import Interval, Metric, Variant
from kpi_engine.catalogue.terms import FELT, HANDLED, mean, percent, t

ADVOCACY = ("happy", "pleased")
RECOMMENDATION = ("trusting", "valued", "cared_for", "focused", "safe")
ATTENTION = ("interested", "energetic", "stimulated", "exploratory", "indulgent")
DESTROYING = (
    *("irritated", "hurried", "neglected", "unhappy"),
    *("unsatisfied", "stressed", "disappointed", "frustrated"),
)
POSITIVE_EMOTIONS = (*ADVOCACY, *RECOMMENDATION, *ATTENTION)
EMOTIONS = (*POSITIVE_EMOTIONS, *DESTROYING)


# Contacts with a transcript that is not scored, by reason, and those that have one at all.
PASSED_OVER = (
    *((f"not_scored_{reason}", (t("not_scored", reason),)) for reason in ("language", "words", "roles")),
    ("transcribed", (t("transcribed"),)),
)


def _nev(variant_id: str, per_contact: str) -> Variant:
    formula = f"Σ over scored contacts of ({per_contact}) ÷ scored contacts"
    left_out = () if variant_id == "balance" else (t("scored"), -t("nev_n", variant_id))
    ends = (-200.0, 200.0) if variant_id == "trend" else None
    return mean(
        variant_id,
        "net",
        formula,
        "nev",
        variant_id,
        left_out=left_out,
        scale_ends=ends,
        passed_over=PASSED_OVER,
    )


def _emotion(emotion: str) -> Variant:
    word = emotion.replace("_", " ")
    return percent(
        emotion,
        f"scored contacts with a mention of “{word}” ÷ scored contacts",
        t("emotion_contacts", emotion),
        t("scored"),
        direction="up" if emotion in POSITIVE_EMOTIONS else "down",
        passed_over=PASSED_OVER,
        measures_emotion=emotion,
    )


MENTIONS = (t("mentions_positive"), t("mentions_negative"))

EMOTION = (
    Metric(
        "nev",
        "Net Emotional Value (text-based)",
        "R",
        "up",
        FELT,
        (
            _nev("balance", "100 × mean of p⁺ − p⁻ over the customer's turns"),
            _nev("shaw_mean", "100 × mean positive intensity − mean negative intensity"),
            Variant(
                "mention_share",
                "net",
                "100 × (positive − negative mentions) ÷ mentions",
                (MENTIONS[0], -MENTIONS[1]),
                MENTIONS,
                interval=Interval.MENTIONS,
                scale=100.0,
                squares=(t("mention_diff_sq"), t("mention_diff_total"), t("mention_total_sq")),
                n=(t("nev_n", "mention_share"),),
                left_out=(t("scored"), -t("nev_n", "mention_share")),
                passed_over=PASSED_OVER,
            ),
            _nev("net_sentiment", "100 × positive − negative turns, of all turns"),
            _nev("end_weighted", "100 × mean of p⁺ − p⁻, later turns weighing more"),
            _nev("trend", "100 × mean of the last quarter of turns − the first quarter's"),
        ),
        ("csat", "fcr"),
        "The balance of positive and negative emotions in what customers said (text-based NEV,"
        " transactional), from −100 to +100.",
        "Shows how customers feel without asking them.",
        ("ZH",),
    ),
    Metric(
        "emotion_share",
        "Share of contacts with an emotion",
        "R",
        "none",
        HANDLED,
        tuple(_emotion(emotion) for emotion in EMOTIONS),
        ("nev",),
        "The share of scored contacts in which the customer said something that carries the emotion.",
        "Shows which feelings stand behind the balance.",
        ("ZH",),
    ),
)
