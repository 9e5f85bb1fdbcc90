-- replace: which records of a kind go before a new set of them comes in?
delete from records where kind = $kind;
