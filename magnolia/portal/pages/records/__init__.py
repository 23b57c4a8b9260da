"""Participant records: what an institution hands in and signs, what staff looks at, what the data steward keeps."""
