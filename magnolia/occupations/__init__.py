"""`magnolia occupations`: priority occupations from labor market data, and such data from public figures."""
