"""Coordination: who acted together, beyond what chance and the crowd explain?

``detection.detect`` is the door. `stream` reads events, `join` finds pairs, `co_choice` (null A), `co_timing`
(null B) and `crowd` (shared stimulus) say what to expect, `edges` judges pairs, `grouping` forms groups on
one half of the time and tests them on the other, `expansion` finds weak members, `scramble` is the
self-check.
"""
