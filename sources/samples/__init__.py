"""Made-up returns of every extract, written from the contracts, for the demonstration and tests."""

from sources.samples.declared_world import WorldError
from sources.samples.sample_deliveries import SampleDelivery, sample_deliveries
from sources.samples.sample_files import PLANNED_REJECTIONS

__all__ = ["PLANNED_REJECTIONS", "SampleDelivery", "WorldError", "sample_deliveries"]
