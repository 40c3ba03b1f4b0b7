"""What is masked in a file's name, and what may be landed of it."""

import pytest

from sources.landing.file_names import mask_file_name


@pytest.mark.parametrize(
    "name",
    [
        "DetailedLA_201806.xlsx",
        "DetailedLA_20180630.xlsx",
        "Q1 201819.csv",
        "Q1 2019-20.csv",
        "notices 30-06-2019.csv",
        "12345.csv",
    ],
)
def test_a_period_is_no_identifier(name: str) -> None:
    assert mask_file_name(name) == name


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("case 123456.xlsx", "case (number).xlsx"),
        ("201813.csv", "(number).csv"),
        ("20180631.csv", "(number).csv"),
        ("201806301.csv", "(number).csv"),
        ("born 20040630.csv", "born (number).csv"),
        ("30062018.csv", "(number).csv"),
        ("NHS 2018063012.csv", "NHS (number).csv"),
        ("jo.bloggs201806@example.org.csv", "(email)"),
        ("٢٠١٨٠٦٣٠.csv", "(number).csv"),
    ],
)
def test_other_long_numbers_and_addresses_are_masked(name: str, masked: str) -> None:
    assert mask_file_name(name) == masked
