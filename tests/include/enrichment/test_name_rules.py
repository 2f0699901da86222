from __future__ import annotations

from pathlib import Path

import pytest

from include.enrichment.name_rules import NameRules, default_rules
from include.exceptions import ConfigurationError


@pytest.mark.parametrize(
    ("name", "nationality"),
    [
        ("佐藤 はなこ", "日本"),
        ("鈴木　太郎", "日本"),
        ("佐々木 愛", "日本"),
        ("김민준", "韓国"),
        ("张伟", "中国"),
        ("陈 静", "中国"),
        ("မောင် အောင်", "ミャンマー"),
        ("AUNG KYAW HTET", "ミャンマー"),
        ("アウン・ザウ", "ミャンマー"),
        ("Nguyễn Văn An", "ベトナム"),
        ("NGUYEN VAN AN", "ベトナム"),
        ("ＮＧＵＹＥＮ　ＶＡＮ", "ベトナム"),
        ("グエン ヴァン アン", "ベトナム"),
        ("Ганбөлд", "モンゴル"),
        ("BAT-ERDENE", "モンゴル"),
        ("สมชาย", "タイ"),
        ("SHRESTHA RAM", "ネパール"),
        ("PERERA NIMAL", "スリランカ"),
    ],
)
def test_names_that_tell_a_nationality(name: str, nationality: str) -> None:
    answer = default_rules().decide(name)
    assert answer is not None
    assert answer.nationality == nationality
    assert 0.8 <= answer.confidence < 1
    assert answer.source == default_rules().version


@pytest.mark.parametrize(
    "name",
    [
        "林 美",
        "張 偉",
        "陳 美玲",
        "金 英",
        "KIM MIN SU",
        "ジョン スミス",
        "John Smith",
        "Иван Петров",
        "राम",
        "AUNG SMITH",
    ],
)
def test_names_that_several_countries_share_are_left_open(name: str) -> None:
    assert default_rules().decide(name) is None


def test_rules_that_contradict_each_other_leave_the_name_open() -> None:
    assert default_rules().decide("NGUYEN 김민준") is None


@pytest.mark.parametrize(
    "rule",
    [
        "{name: unsure, nationality: 日本, confidence: 0.5, pattern: x}",
        "{name: certain, nationality: 日本, confidence: 1, pattern: x}",
        "{name: empty, nationality: 日本, confidence: 0.9}",
    ],
)
def test_a_rule_without_an_honest_confidence_is_refused(tmp_path: Path, rule: str) -> None:
    file = tmp_path / "rules.yml"
    file.write_text(f"version: t\nmin_confidence: 0.8\nrules:\n  - {rule}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="not usable"):
        NameRules.load(file)
