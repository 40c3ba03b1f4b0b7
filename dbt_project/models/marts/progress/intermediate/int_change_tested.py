"""How likely chance alone would change a figure as much from one year to the next."""

import numpy as np
import pandas as pd
from scipy import stats

KEYS = ["measure_id", "period_type", "quarter", "area_code"]
SIDES = ["baseline_numerator", "baseline_denominator", "numerator", "denominator"]


def chance_of_counts(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Return the p values, two-sided, of the exact conditional binomial test, row by row.

    Given their sum, two counts that occur at one rate fall like a coin: both tails are alike.
    """
    fewer = np.minimum(before, after)
    return np.minimum(1.0, 2 * stats.binom.cdf(fewer, before + after, 0.5))


def chance_of_ratios(tables: np.ndarray) -> np.ndarray:
    """Return the p values of Fisher's exact test, two-sided, row by row.

    tables: hits and all before, hits and all after, shape (n, 4). Each distinct table is worked
    out once.
    """
    distinct, place = np.unique(tables, axis=0, return_inverse=True)
    found = [
        stats.fisher_exact([[hits, of - hits], [hits_after, after - hits_after]]).pvalue
        for hits, of, hits_after, after in distinct.tolist()
    ]
    return np.array(found, dtype=float)[place.ravel()]


def tested_changes(compared: pd.DataFrame) -> pd.DataFrame:
    """Return the keys and the p value of every change that a test fits and has enough in it."""
    enough = compared[compared["is_enough"].eq(True)]
    is_ratio = enough["kind"] == "ratio"
    counts, ratios = enough[~is_ratio], enough[is_ratio]
    of_counts = chance_of_counts(
        counts["baseline_numerator"].to_numpy(np.int64), counts["numerator"].to_numpy(np.int64)
    )
    of_ratios = chance_of_ratios(ratios[SIDES].to_numpy(np.int64))
    tested = pd.concat([counts, ratios])[KEYS].astype("string")
    return tested.assign(p_value=np.concatenate([of_counts, of_ratios]))


def model(dbt, session):
    """Return a row per change that is tested."""
    dbt.config(materialized="table")
    compared = dbt.ref("int_progress_compared")
    is_spark = hasattr(compared, "toPandas")
    return tested_changes(compared.toPandas() if is_spark else compared.df())
