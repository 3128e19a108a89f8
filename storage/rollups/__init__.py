"""Sums that are kept beside the records, in the same transactions, so that no question adds up millions.

- `shape`: which rollups there are; `columns`: which sums they keep, from the registry of measures;
- `tables`: their tables; `state`: whether they are kept, and in whose days;
- `fill`: sums days again from rows; `dirty`: which days a change touches;
- `plan`: which of them serves a request; `read`: what it then gives;
- `rebuild` and `compare`: all of them made anew, and held against the rows.

Everything here is derived: what is not there, or not exact, is answered from rows.
"""
