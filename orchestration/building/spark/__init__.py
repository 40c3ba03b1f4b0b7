"""How a warehouse is built on Spark: dbt in an environment of its own, against Spark Connect."""
