"""A plan changed by hand: every step judged before it is made, priced, undone and made again."""
