"""The record of a case: the chain, the access log, the export."""
