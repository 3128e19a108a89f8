"""An independent recomputation in plain Python: lists and loops over records, written from the definitions.

Nothing here is shared with the store's SQL. `sums` and `histogram` answer what `storage.store.Store` answers;
`Records` are the records of one store, each a dict with the columns of its kind (aware datetimes, dates,
Decimal money, None = unknown). Slow and simple on purpose; fast enough for fifty thousand contacts.
"""

from reference.answers import HISTOGRAMS, histogram, source_of, sums
from reference.records import Record, Records
from reference.rows import followable, neighbours

__all__ = ["HISTOGRAMS", "Record", "Records", "followable", "histogram", "neighbours", "source_of", "sums"]
