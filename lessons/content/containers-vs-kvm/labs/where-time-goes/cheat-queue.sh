#!/bin/sh
# Four, one after the other.
busy >~/alone.txt
for i in 1 2 3 4; do busy; done >~/four.txt
