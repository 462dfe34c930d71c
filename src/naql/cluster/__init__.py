"""A crawl's worth: many shards read by many processes, on one machine or on a cluster, into a Parquet dataset."""

from naql.cluster.dataset import SCHEMAS, TABLES, readings
from naql.cluster.engines import ENGINES, Work
from naql.cluster.places import Place
from naql.cluster.run import Progress, Summary, run

__all__ = ["ENGINES", "SCHEMAS", "TABLES", "Place", "Progress", "Summary", "Work", "readings", "run"]
