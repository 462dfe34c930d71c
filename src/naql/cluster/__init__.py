"""A crawl's worth: many shards read by many processes, on one machine or on a cluster, into a Parquet dataset."""

from naql.cluster.dataset import SCHEMAS, TABLES, readings
from naql.cluster.places import Place
from naql.cluster.run import Summary, run

__all__ = ["SCHEMAS", "TABLES", "Place", "Summary", "readings", "run"]
