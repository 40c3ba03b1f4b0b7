"""Made-up returns of every extract, written from the contracts, for the demonstration and tests."""

from sources.samples.sample_files import PLANNED_REFUSALS, Delivery, sample_deliveries

__all__ = ["PLANNED_REFUSALS", "Delivery", "sample_deliveries"]
