"""Tables in: from a workbook's or folder's raw cells to checked columns, every fault with its place.

In order: ``archive`` (is it safe to open), ``workbook`` and ``csv_folder`` (raw cells), ``headers`` (which column is
which), ``values`` (cells to values), ``resolve`` (names to positions), ``lists`` and ``history`` (the sheets), with
``findings`` gathering what is wrong. The door is :func:`pairing.read.read_county`.
"""
