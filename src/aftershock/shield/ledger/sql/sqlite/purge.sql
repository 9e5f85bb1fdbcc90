-- purge: which sealed copies are over?
delete from copies where until <= $now;
