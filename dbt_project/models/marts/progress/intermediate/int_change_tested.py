"""How likely chance alone would change a figure as much from one year to the next."""

import numpy as np
import pandas as pd
from scipy.special import bdtr, gammaln  # scipy.stats takes a second and a half longer to import

ALIKE = 1e-7  # relative; outcomes as likely as the one seen count as extreme as it
KEYS = ["measure_id", "period_type", "quarter", "area_code"]
SIDES = ["baseline_numerator", "baseline_denominator", "numerator", "denominator"]


def chance_of_counts(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """P values, two-sided, of the exact conditional binomial test of two counts, row by row.

    Given their sum, two counts that occur at one rate fall like a coin.
    """
    fewer = np.minimum(before, after)
    return np.minimum(1.0, 2 * bdtr(fewer, before + after, 0.5))


def chance_of_ratio(hits_before: int, before: int, hits_after: int, after: int) -> float:
    """Return Fisher's exact two-sided p value: of outcomes no likelier than the one seen."""
    hits = hits_before + hits_after
    outcomes = np.arange(max(0, hits - after), min(hits, before) + 1)
    likelihood = -(
        gammaln(outcomes + 1)
        + gammaln(before - outcomes + 1)
        + gammaln(hits - outcomes + 1)
        + gammaln(after - hits + outcomes + 1)
    )
    weights = np.exp(likelihood - likelihood.max())
    seen = weights[hits_before - outcomes[0]]
    return float(min(1.0, weights[weights <= seen * (1 + ALIKE)].sum() / weights.sum()))


def chance_of_ratios(tables: pd.DataFrame) -> np.ndarray:
    """P values of Fisher's exact test, row by row; each distinct table is worked out once."""
    distinct, place = np.unique(tables.to_numpy(dtype=np.int64), axis=0, return_inverse=True)
    return np.array([chance_of_ratio(*table) for table in distinct.tolist()])[place.ravel()]


def tested_changes(compared: pd.DataFrame, at_least: int) -> pd.DataFrame:
    """Return the keys and the p value of every comparison that a test fits.

    Below `at_least` no test can tell much, whatever it says.
    """
    fitting = compared[compared["is_comparable"] & compared["is_testable"]]
    is_ratio = fitting["kind"] == "ratio"

    together = fitting["baseline_numerator"] + fitting["numerator"]
    counts = fitting[~is_ratio & (together >= at_least)]
    smaller = fitting[["baseline_denominator", "denominator"]].min(axis=1)
    ratios = fitting[is_ratio & (smaller >= at_least)]

    tested = pd.concat([counts, ratios])[KEYS].astype("string")
    of_counts = chance_of_counts(
        counts["baseline_numerator"].to_numpy(np.int64), counts["numerator"].to_numpy(np.int64)
    )
    of_ratios = chance_of_ratios(ratios[SIDES]) if len(ratios) else np.empty(0)
    return tested.assign(p_value=np.concatenate([of_counts, of_ratios]))


def model(dbt, session):
    """Return a row per comparison that could be tested."""
    dbt.config(materialized="table")
    return tested_changes(
        dbt.ref("int_progress_compared").df(), dbt.config.meta_get("smallest_compared")
    )
