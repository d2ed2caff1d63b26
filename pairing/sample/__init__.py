"""A sample county to try the planner with: synthetic, of any size, the same for the same seed."""

from pairing.sample.make import make_county
from pairing.sample.size import SIZES, SampleSize

__all__ = ["SIZES", "SampleSize", "make_county"]
