"""How a warehouse is built: what has to be made anew, one run of dbt, and what it was made of."""
