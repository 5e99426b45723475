#!/bin/sh
busy >~/alone.txt
(for i in 1 2 3 4; do busy & done; wait) >~/four.txt
