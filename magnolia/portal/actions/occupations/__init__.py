"""The State's lists of priority occupations: made from files, checked, adopted, published, held against programs."""
