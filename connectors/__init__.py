"""Connectors: from a vendor's tables, as a loader or the vendor wrote them, to the landing zone.

A connector is a folder here: ``connector.yml`` says which forms of the vendor's tables it knows,
which tables and columns it reads and under which names they come, and one SQL file per raw table
says what becomes of their rows. Nothing in Python knows a vendor.
"""
