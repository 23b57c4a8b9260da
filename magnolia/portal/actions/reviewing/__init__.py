"""The review: who has a case, findings, requests, notes."""
