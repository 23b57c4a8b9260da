"""What a person sees. Thin: fetch what is visible, call one action, render or redirect."""
