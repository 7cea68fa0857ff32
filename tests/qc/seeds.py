"""Defects, at least one per rule, most in several variants: what quality control must find."""

from __future__ import annotations

from qc import seeds_language, seeds_law, seeds_limits, seeds_obedience, seeds_plan

SEEDS = (*seeds_obedience.SEEDS, *seeds_limits.SEEDS, *seeds_plan.SEEDS, *seeds_language.SEEDS, *seeds_law.SEEDS)
