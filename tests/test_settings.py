"""Settings: where they come from, and one clear line for each that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import BotError
from bot.settings import Settings, read_settings
from kpi_engine.settings import IndexItem, KpiSettings
from storage.limits import Limits


def from_toml(folder: Path, text: str, **variables: str) -> Settings:
    file = folder / "heartline.toml"
    file.write_text(text, "utf-8")
    return read_settings({"HEARTLINE_CONFIG": str(file), **variables})


def test_nothing_set_gives_the_defaults():
    assert read_settings({}) == Settings(kpi=KpiSettings())


def test_every_setting_of_the_file(tmp_path: Path):
    found = from_toml(
        tmp_path,
        """
        db = "postgresql://heart:line@db/kpis"
        zone = "Europe/Berlin"
        week_start = "Sunday"
        [slack]
        bot_token = "xoxb-1"
        app_token = "xapp-1"
        signing_secret = "s"
        team_id = "T1"
        admins = ["U1", "U2"]
        [digests]
        grace_hours = { daily = 6 }
        [postgres]
        connections = 8
        question_seconds = 60
        [kpi]
        answer_within = { default = 30, chat = 60 }
        short_abandon = 7.5
        fcr_days = 14
        ces_ease = false
        minimum_people = 8
        index = [{ id = "csat", weight = 2 }, { id = "fcr", variant = "disposition" }]
        owners = { fcr = "Ana" }
        purposes = { fcr = "Fewer calls" }
        reviews = { fcr = 2027-01-31 }
        """,
    )
    assert (found.db_url, found.zone, found.week_start) == (
        "postgresql://heart:line@db/kpis",
        "Europe/Berlin",
        6,
    )
    assert (found.slack_bot_token, found.slack_app_token, found.slack_signing_secret) == (
        "xoxb-1",
        "xapp-1",
        "s",
    )
    assert (found.team_id, found.admins) == ("T1", ("U1", "U2"))
    assert found.grace_hours == {"daily": 6, "weekdays": 12, "weekly": 24, "monthly": 24, "cron": 12}
    assert found.limits == Limits(connections=8, question_s=60)
    assert found.kpi == KpiSettings(
        answer_within=(("", 30.0), ("chat", 60.0)),
        short_abandon=(("", 7.5),),
        fcr_days=14,
        ces_ease=False,
        minimum_people=8,
        index=(IndexItem("csat", "top2box", 2.0), IndexItem("fcr", "disposition", 1.0)),
        owners={"fcr": "Ana"},
        purposes={"fcr": "Fewer calls"},
        reviews={"fcr": "2027-01-31"},
    )


def test_the_environment_wins_over_dotenv_and_dotenv_over_the_file(tmp_path: Path):
    (tmp_path / "heartline.toml").write_text('zone = "Asia/Tokyo"\ndb = "file.db"\nweek_start = "sunday"')
    (tmp_path / ".env").write_text(
        f'# a remark\nexport HEARTLINE_ZONE="Asia/Kathmandu"\nHEARTLINE_DB=dot.db\nSLACK_BOT_TOKEN=xoxb-\n'
        f"HEARTLINE_CONFIG={tmp_path / 'heartline.toml'}\n"
    )
    found = read_settings({"HEARTLINE_DB": "variable.db"}, tmp_path)
    assert (found.db_url, found.zone, found.week_start) == ("sqlite:///variable.db", "Asia/Kathmandu", 6)
    assert found.slack_bot_token is None


def test_tokens_are_not_shown():
    shown = repr(read_settings({"SLACK_BOT_TOKEN": "xoxb-secret", "SLACK_SIGNING_SECRET": "hidden"}))
    assert "secret" not in shown.replace("slack_signing_secret", "") and "hidden" not in shown


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"HEARTLINE_ZONE": "Berlin"}, 'HEARTLINE_ZONE: "Berlin" is no time zone'),
        ({"HEARTLINE_ZONE": "../etc/passwd"}, "is no time zone"),
        ({"HEARTLINE_WEEK_START": "1"}, 'HEARTLINE_WEEK_START: "1" is no weekday'),
        ({"SLACK_BOT_TOKEN": "xapp-1"}, "SLACK_BOT_TOKEN: this must be a token that begins with xoxb-"),
        (
            {"HEARTLINE_DB_CONNECTIONS": "many"},
            "HEARTLINE_DB_CONNECTIONS must be a whole number from 1 to 100",
        ),
        (
            {"HEARTLINE_QUESTION_SECONDS": "0"},
            "HEARTLINE_QUESTION_SECONDS must be a whole number from 1 to 3600",
        ),
        ({"HEARTLINE_CONFIG": "nowhere.toml"}, "cannot read nowhere.toml (No such file or directory)"),
    ],
)
def test_a_bad_variable_is_one_line(variables: dict[str, str], said: str):
    with pytest.raises(BotError) as error:
        read_settings(variables)
    assert said in str(error.value) and "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("zone = ", "not valid TOML"),
        ("zon = 'UTC'", "no setting is called zon;"),
        ("zone = 1", "zone must be text in quotes, not 1"),
        ("slack = 1", "slack must be a table"),
        ("[slack]\ntoken = 'x'", "no setting is called slack.token;"),
        ("[slack]\nadmins = [1]", 'slack.admins must be a list of texts, such as ["U012ABCDEF"]'),
        ("[digests]\ngrace = 7", "no setting is called digests.grace;"),
        ("[digests]\ngrace_hours = 7", "digests.grace_hours must be a table"),
        ("[digests.grace_hours]\nhourly = 7", "digests.grace_hours has no hourly; there are daily"),
        (
            "[digests.grace_hours]\ndaily = 0",
            "grace_hours.daily must be a whole number of hours from 1",
        ),
        ("[postgres]\nport = 5432", "no setting is called postgres.port; there are connections"),
        (
            "[postgres]\nconnections = 2.5",
            "postgres.connections must be a whole number from 1 to 100, not 2.5",
        ),
        ("[kpi]\nfcr = 7", "no setting is called kpi.fcr;"),
        ("[kpi]\nfcr_days = 7.5", "kpi.fcr_days must be a whole number from 1 to 90, not 7.5"),
        ("[kpi]\nfcr_days = true", "kpi.fcr_days must be a whole number"),
        ("[kpi]\nminimum_people = 4", "kpi.minimum_people must be a whole number from 5"),
        ("[kpi]\nanswer_within = -1", "kpi.answer_within must be seconds, 0 or more"),
        ("[kpi]\nanswer_within = nan", "kpi.answer_within must be seconds, 0 or more"),
        ("[kpi]\nanswer_within = { chat = 60 }", "kpi.answer_within must name a default"),
        ("[kpi]\nces_ease = 'yes'", "kpi.ces_ease must be true or false"),
        ("[kpi]\nowners = { fcrr = 'Ana' }", 'kpi.owners.fcrr: no KPI is called "fcrr"'),
        (
            "[kpi]\nreviews = { fcr = 'soon' }",
            "kpi.reviews.fcr must be a date such as 2027-01-31, not 'soon'",
        ),
        ("[kpi]\nindex = []", "kpi.index must be a list"),
        ("[kpi]\nindex = [{ id = 'csat', variant = 'x' }]", "kpi.index[0]: csat has no variant x"),
        ("[kpi]\nindex = [{ id = 'csat', weight = 0 }]", "kpi.index[0].weight must be above 0"),
    ],
)
def test_a_bad_file_is_one_line_with_its_path(tmp_path: Path, text: str, said: str):
    with pytest.raises(BotError) as error:
        from_toml(tmp_path, text)
    assert said in str(error.value) and "heartline.toml" in str(error.value)
    assert "\n" not in str(error.value)
