"""Made-up returns of every extract, written from the contracts, for the demonstration and tests."""

from sources.samples.sample_files import PLANNED_REJECTIONS, SampleDelivery, sample_deliveries

__all__ = ["PLANNED_REJECTIONS", "SampleDelivery", "sample_deliveries"]
