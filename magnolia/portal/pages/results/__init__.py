"""Outcome rates: what a program's rates are, the runs they come from, the wage records behind them."""
