-- alone: does nobody else do this job?
select pg_try_advisory_lock($place::bigint);
