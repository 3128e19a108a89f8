"""Sums that are kept beside the records, in the same transactions, so that no question adds up millions.

- `shape`: which rollups there are; `columns`: which sums they keep, from the registry of measures;
- `tables`: their tables; `state`: whether they are kept, and in whose days;
- `fill`: sums days again from rows, with the statements of `summing` in the database, or, where they are
  many, column by column (`columnar`);
- `keep`: which days a change touches (`touch`), or by how much it shifts them (`shift`);
- `plan`: which of them serves a request; `read`: what it then gives, with the statements of `statements`;
- `rebuild` and `compare`: all of them made anew, and held against the rows.

Everything here is derived: what is not there, or not exact, is answered from rows.
"""
