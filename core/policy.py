"""The county's policy: the numbers that somebody signs, read from its `policy.yml`."""

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, ValidationError

from core.county import county_folder
from core.quarter import Quarter

_QuarterText = Annotated[
    Quarter,
    BeforeValidator(lambda written: Quarter.parse(str(written))),
    PlainSerializer(str),
]


class Policy(BaseModel):
    """Thresholds of disclosure control, of change and of variation, and the calendar."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    small_number_threshold: int = Field(ge=2)
    """A count of 1 to one less than this is never shown, nor to be computed from what is shown."""

    fewest_values: int = Field(ge=2)
    """A hidden count must leave at least so many values possible."""

    smallest_share_denominator: int = Field(ge=1)
    """A share of fewer than this is not shown."""

    smallest_compared: int = Field(ge=1)
    """Fewer than this in one of two periods are never rated against each other."""

    chance_below: float = Field(gt=0, lt=1)
    """A change is rated where chance alone would do as much with a probability below this."""

    near_target_share: float = Field(ge=0, lt=1)
    """What misses a target by at most this share of it is near the target."""

    variation_points: int = Field(ge=2)
    """So many shown quarters are needed before limits of expected variation are drawn."""

    variation_factor: float = Field(gt=0)
    """The limits of expected variation lie so many mean moving ranges from the mean."""

    first_quarter: _QuarterText
    """Earlier quarters are never released."""

    returns_due_days: int = Field(ge=1)
    """Days after a quarter's last day by whose end a return is on time."""

    publication_days: int = Field(ge=1)
    """Days after a quarter's last day from which its release may be published."""

    chase_day: int = Field(ge=1, le=28)
    """Day of the month after a quarter on which missing returns are listed."""

    keep_originals_days: int = Field(ge=0)
    """Days that the files that agencies sent are kept."""

    published_yearly: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Sparse tables, by measure, that are published once a year: `areas`, a breakdown by its name,
    or `county` for all of a measure. What was published so stays so."""

    def due_day(self, quarter: Quarter) -> date:
        """Return the day by whose end the quarter's returns are due."""
        return quarter.last_day + timedelta(days=self.returns_due_days)

    def publication_day(self, quarter: Quarter) -> date:
        """Return the first day on which the quarter may be published."""
        return quarter.last_day + timedelta(days=self.publication_days)


class PolicyError(Exception):
    """The county's policy cannot be read; the message names what is wrong in it."""


def county_policy() -> Policy:
    """Return the policy of the county in use; raise PolicyError where it cannot be read."""
    try:
        return load_policy(county_folder() / "policy.yml")
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()]
        raise PolicyError(f"policy.yml is wrong: {'; '.join(faults)}.") from None
    except yaml.YAMLError as error:
        raise PolicyError(f"policy.yml is not YAML: {' '.join(str(error).split())}.") from None


@cache
def load_policy(path: Path) -> Policy:
    """Return the policy that a file holds; raise pydantic's ValidationError with what is wrong."""
    return Policy.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
