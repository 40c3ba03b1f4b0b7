"""The sample returns are the same every time, and every extract but published tables has some."""

from core.county import this_county
from sources.contract.rules import load_rules
from sources.samples import PLANNED_REJECTIONS, sample_deliveries


def test_the_same_bytes_every_time() -> None:
    first, again = (list(sample_deliveries(load_rules())) for _ in range(2))
    assert first == again


def test_every_agency_that_is_expected_to_send_sends() -> None:
    newest = list(sample_deliveries(load_rules()))[-1]
    senders = {place.parts[0] for place in newest.files}
    expected = {each.agency for each in this_county().deliveries if each.expected}
    assert senders == expected


def test_the_last_delivery_alone_has_the_planned_rejections() -> None:
    *earlier, newest = sample_deliveries(load_rules())
    assert all(len(each.files) == len(earlier[0].files) for each in earlier)
    assert len(newest.files) == len(earlier[0].files) + len(PLANNED_REJECTIONS)
