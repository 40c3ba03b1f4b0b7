"""How likely chance alone would change a figure as much from one year to the next."""

import numpy as np
import pandas as pd
from scipy import stats

AT_LEAST = 20  # below this no test can tell much, whatever it says
KEYS = ["measure_id", "period_type", "quarter", "area_code"]


def chance_of_counts(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """The exact conditional binomial test: given their sum, two counts of one rate fall as a coin."""
    fewer = np.minimum(before, after)
    return np.minimum(1.0, 2 * stats.binom.cdf(fewer, before + after, 0.5))


def chance_of_ratios(tables: pd.DataFrame) -> np.ndarray:
    """Fisher's exact test, two-sided, of each row: numerator and denominator, before and after."""
    distinct, place = np.unique(tables.to_numpy(dtype=np.int64), axis=0, return_inverse=True)
    chances = [
        stats.fisher_exact([[hits_before, before - hits_before], [hits_after, after - hits_after]])[1]
        for hits_before, before, hits_after, after in distinct.tolist()
    ]
    return np.array(chances)[place.ravel()]


def model(dbt, session):
    """A row per comparison that has enough to go by: its keys and its p value."""
    dbt.config(materialized="table")
    compared = dbt.ref("int_progress_compared").df()
    tested = compared[compared["is_comparable"] & compared["is_testable"]]
    is_ratio = tested["kind"] == "ratio"

    counts = tested[~is_ratio]
    counts = counts[counts["baseline_numerator"] + counts["numerator"] >= AT_LEAST]
    counts = counts[KEYS].assign(
        p_value=chance_of_counts(
            counts["baseline_numerator"].to_numpy(), counts["numerator"].to_numpy()
        )
    )

    sides = ["baseline_numerator", "baseline_denominator", "numerator", "denominator"]
    ratios = tested[is_ratio]
    ratios = ratios[ratios[["baseline_denominator", "denominator"]].min(axis=1) >= AT_LEAST]
    ratios = ratios[KEYS].assign(
        p_value=chance_of_ratios(ratios[sides]) if len(ratios) else np.array([])
    )
    return pd.concat([counts, ratios]).astype({key: "string" for key in KEYS} | {"p_value": float})
