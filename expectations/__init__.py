"""What healthy data looks like as a population: suites that analysts edit, and what runs them.

Importing this package is cheap; Great Expectations itself (seconds) is imported when a suite runs.
"""
