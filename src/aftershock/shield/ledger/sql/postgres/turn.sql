-- turn: is it our turn to append? One at a time; given back when the transaction ends.
select pg_advisory_xact_lock($place::bigint);
