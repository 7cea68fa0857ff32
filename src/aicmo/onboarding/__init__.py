"""Onboarding: from what a client sends to a brief as understood, or to the questions that stand in the way."""
