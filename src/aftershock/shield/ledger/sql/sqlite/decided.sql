-- decided: on which revisions does a decision stand, up to now?
select seq, key from entries where key >= 'decided ' and key < 'decided!';
