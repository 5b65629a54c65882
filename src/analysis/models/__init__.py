"""Estimators as pure functions: arrays and frames in, estimates out; no file, no scenario."""
