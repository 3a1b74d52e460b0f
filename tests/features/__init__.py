"""The feature table of LiveKit Agents 0.12, one test or more a row.

The numbers of the rows are in the tests' names: `test_row_024_…`, `test_rows_045_046_…`. The table
itself is in `tests/data/features`; `python -m tests.features.report` prints it with the state of
each row. Where a decision supersedes a row, its test shows what was decided and says so.
"""
