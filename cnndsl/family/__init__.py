"""Families of networks: what a pattern's members are, how many, within which figures; without listing them.

Patterns become automata over layers (moves.py, automaton.py); questions are walks over these.
"""
