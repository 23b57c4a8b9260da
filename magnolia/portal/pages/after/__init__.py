"""Pages of a case after its approval: requests and lists of the Secretary, the cohort, yearly reports, waivers."""
