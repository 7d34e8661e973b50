"""Sobol's points: the first 64, which fill a cube more evenly than chance does.

SciPy has them too, with the same bits; but to import its statistics takes longer than a small case to be weighed.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

#: Points, and the bits of each of their coordinates.
POINTS, BITS = 64, 6
#: Initial numbers by dimension, six each, as characters from "0" on: those of Joe & Kuo 2008, as SciPy has them.
TABLE = (
    "111111135?Ac1339MG1315OM111;Og1133I9135=;U1155A911555e117;CU11511K1113;[1355OS13397a111?EE131=Ka"
    "111?75131?=I1155Cm137;G?137==?113=7S13591I131=9S1315Km115;CY13533=117=1C1375=C1139IM135=G11373=k"
    "13135e1155GQ11771m1179=m13353g131?O=135?Ok131;;;131;K[117?E;1373IO1311C;1159CE137;1Q1333?9137;?W"
    "1131;O1113G[1377AA1315Ko1135;[1355MA133;311115AW1315I?111;;A115;9M115?C]1377OC1113G?115=O?113=I_"
    "111;Ee117;;71155A=117=G713519[113=O=13315o11331C1157GO115;Ae11151=113?1i131;7[1311?K1353Km115313"
    "11355i111;7;1335Kk1359;a1171G]1135G5117?7;13739=131?CW11111Q131??[1173CK13335S13379K1139;A137?Ii"
)


def sobol(dimensions: int) -> npt.NDArray[np.float64]:
    """The points, shape (64, dimension), each coordinate from 0 to below 1."""
    if BITS * dimensions > len(TABLE):
        from scipy.stats import qmc

        return np.asarray(qmc.Sobol(dimensions, scramble=False).random_base2(BITS), dtype=np.float64)
    initial = np.frombuffer(TABLE.encode("ascii"), np.uint8).reshape(-1, BITS)[:dimensions] - ord("0")
    directions = initial.T << np.arange(BITS - 1, -1, -1)[:, None]
    points = np.zeros((POINTS, dimensions), np.int64)
    for i in range(1, POINTS):
        bit = (i & -i).bit_length() - 1  # the lowest one: neighbours in Gray's order differ by one direction
        points[i] = points[i - 1] ^ directions[bit]
    return points / POINTS
