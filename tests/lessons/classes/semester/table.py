"""What thirty learners did in a semester, and the grades that come of it, worked out by hand.

`given`: ten weeks' homework (a number for 2 points, a choice for 1), the question of the eleventh
week, and of how many of the eleven weeks the exam's questions (2 points each) were right.

| sign | what was sent | when | points |
| --- | --- | --- | --- |
| F | all of it right | Saturday before it was due | 3 |
| n, c, w | the number right, the choice, neither | then | 2, 1, 0 |
| L | all of it right | 23:59:30 on the Sunday when it was due | 3 |
| e | all of it right | before the early deadline, 110 % | 3.3 |
| l | all of it right | Tuesday after, 50 % | 1.5 |
| x | all of it right | Thursday after, when nothing counts | – |
| . | nothing | | – |

Others stand for what is one learner's own: E with an extension at 23:59:30 of the night in which
the clocks change, D at that time without one, A with two days more as an accommodation (m05 has
them each week, so that Tuesday is in time), S after a deadline that was moved forward for one
learner of a label that has two days more, R while the learner was no member, B a day late out of
the budget of late days. m06 sends the exam when its time is over, m05 at that time with half as
much time more.

`worked`: the points, – for what is missing, * for excused; what a teacher set by hand (m09, week 8)
or from a file (m10, week 9); last the sum.

`regraded`: the points of the second week once it is found that another choice was right, and who
chose it has that point too; who chose by the old key keeps the higher.
"""

from __future__ import annotations

given = """\
m01  F n F F l L F F L l  F   8
m02  . L . L x l n . n c  F   7
m03  l F E n n F F l F F  F   3
m04  F F D n c l w c F .  w   3
m05  c n c c A n w l F F  w  11
m06  n F l L e F . l F L  .   4
m07  F F L l n F L n c F  B   5
m08  F l F F n F . l n F  .   9
m09  n F F F F F F n F F  w   7
m10  l F l n e L x . c x  F   7
m11  . c n . l l l n . c  w  11
m12  F F F n F S F F F F  w  11
m13  F n w w x l w . . .  F   3
m14  F n F F n F F F F F  F  10
m15  F L n F F F F F F L  F   7
m16  L F c c F . . l n F  F  10
m17  n w w w l n . c x n  F  11
m18  F . c l . n c x w .  F   3
m19  . . . l . n w x . n  F   4
m20  n . F F c x n F . x  F  11
m21  L n c . n w F F F F  F   5
m22  n l n l x l F L L w  F   7
m23  c w w l w l n w n x  F   3
m24  L F n F F n F n F n  F  10
m25  F n F c e L F n F F  F   8
m26  F c L L e F F n F L  .   5
m27  c c F F e n l n l F  w   7
m28  F F F F F F F c l F  F   6
m29  F c F n n R F F F L  F   8
m30  L . w x . n . . w .  F  11
"""

worked = """\
m01    3    2    3    3  1.5    3    3    3    3  1.5    2   16   44.0
m02    –    3    –    3    –  1.5    2    –    2    1    2   14   28.5
m03  1.5    3    3    2    2    3    3  1.5    3    3    2    6   33.0
m04    3    3    –    2    1  1.5    0    1    3    –    0    6   20.5
m05    1    2    1    1    3    2    0    3    3    3    0   22   41.0
m06    2    3  1.5    3  3.3    3    –  1.5    3    3    –    –   23.3
m07    3    3    3  1.5    2    3    3    2    1    3    2   10   36.5
m08    3  1.5    3    3    2    3    *  1.5    2    3    –   18   40.0
m09    2    3    3    3    3    3    3  2.5    3    3    0   14   42.5
m10  1.5    3  1.5    2  3.3    3    –    –    2    –    2   14   32.3
m11    –    1    2    –  1.5    3  1.5    2    –    1    0   22   34.0
m12    3    3    3    2    3  1.5    3    3    3    3    0   22   49.5
m13    3    2    0    0    –    3    0    –    –    –    2    6   16.0
m14    3    2    3    3    2    3    3    3    3    3    2   20   50.0
m15    3    3    2    3    3    3    3    3    3    3    2   14   45.0
m16    3    3    1    1    3    –    –  1.5    2    3    2   20   39.5
m17    2    0    0    0  1.5    2    –    1    –    2    2   22   32.5
m18    3    –    1  1.5    –    2    1    –    0    –    2    6   16.5
m19    –    –    –  1.5    –    2    0    –    –    2    2    8   15.5
m20    2    –    3    3    1    –    2    3    –    –    2   22   38.0
m21    3    2    1    –    2    0    3    3    3    3    2   10   32.0
m22    2  1.5    2  1.5    –  1.5    3    3    3    0    2   14   33.5
m23    1    0    0  1.5    0  1.5    2    0    2    –    2    6   16.0
m24    3    3    2    3    3    2    3    2    3    2    2   20   48.0
m25    3    2    3    1  3.3    3    3    2    3    3    2   16   44.3
m26    3    1    3    3  3.3    3    3    2    3    3    –   10   37.3
m27    1    1    3    3  3.3    2  1.5    2  1.5    3    0   14   35.3
m28    3    3    3    3    3    3    3    1  1.5    3    2   12   40.5
m29    3    1    3    2    2    –    3    3    3    3    2   16   41.0
m30    3    –    0    –    –    2    –    –    0    –    2   22   29.0
"""

regraded = """\
m01  3
m05  3
m13  3
m14  3
m17  1
m21  3
m23  1
m25  3
"""


def rows_read(text: str) -> dict[str, list[str]]:
    """Cells by learner."""
    return {cells[0]: cells[1:] for line in text.splitlines() if (cells := line.split())}
