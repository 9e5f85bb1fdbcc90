-- schema: what does the case file hold, and under which names is it asked?
-- Everything here is derived: it can be deleted and built again from originals, texts and judgements.
-- One table holds every record as its JSON, in the order in which it was written; the views give each kind
-- its name and its main columns. Applied once, as migration 1.
create table records (
    kind varchar not null,
    id varchar not null,
    n bigint not null,
    record json not null
);
create table cache (
    kind varchar not null,
    key varchar not null,
    value varchar not null
);
create view captures as select
    id, n, record ->> 'source' as source, record ->> 'url' as url,
    try_cast(record ->> 'fetched_at' as timestamp) as fetched_at,
    record ->> 'sha256' as sha256, record ->> 'media_type' as media_type, record
from records where kind = 'captures';
create view pages as select
    id, n, record ->> 'capture' as capture, record ->> 'text' as text, record ->> 'file' as file,
    record ->> '$.kind' as page_kind, record ->> 'url' as url, record ->> 'title' as title,
    record ->> 'author' as author, try_cast(record ->> '$.published.start' as timestamp) as published,
    record ->> 'language' as language, record
from records where kind = 'pages';
create view channels as select
    id, n, record ->> 'platform' as platform, record ->> 'id' as channel_id, record ->> 'role' as role,
    record ->> 'role_by' as role_by, record ->> 'role_why' as role_why, record ->> 'owner' as owner,
    try_cast(record ->> 'watched_from' as timestamp) as watched_from,
    try_cast(record ->> 'watched_to' as timestamp) as watched_to,
    cast(record ->> 'id_gaps' as bigint) as id_gaps, record
from records where kind = 'channels';
create view stories as select
    id, n, json_array_length(record, '$.members') as members,
    json_array_length(record, '$.variants') as variants, record
from records where kind = 'stories';
create view statements as select
    id, n, record ->> 'story' as story, record ->> 'act' as act, record ->> 'subtype' as subtype,
    record ->> 'speaker_id' as speaker_id, record ->> 'speaker_name' as speaker_name,
    record ->> 'target' as target, record ->> 'target_id' as target_id, record ->> 'event' as event,
    record ->> 'polarity' as polarity, record ->> 'certainty' as certainty,
    try_cast(record ->> '$.said_at.start' as timestamp) as said_at, record ->> 'tier' as tier,
    cast(record ->> 'spans_damage' as boolean) as spans_damage,
    cast(record ->> 'history' as boolean) as history,
    json_array_length(record, '$.witnesses') as witnesses, record
from records where kind = 'statements';
create view figures as select
    id, n, record ->> 'role' as role, record ->> 'unit' as unit, cast(record ->> 'low' as double) as low,
    cast(record ->> 'high' as double) as high, record ->> 'modifier' as modifier,
    record ->> 'event' as event, record ->> 'statement' as statement, record ->> 'status' as status, record
from records where kind = 'figures';
create view events as select
    id, n, record ->> 'title' as title, try_cast(record ->> '$.when.start' as timestamp) as starts,
    try_cast(record ->> '$.when.end' as timestamp) as ends, record ->> '$.where' as place,
    record ->> '$.kind' as event_kind, cast(record ->> 'main' as boolean) as main, record
from records where kind = 'events';
create view entities as select
    id, n, record ->> '$.kind' as entity_kind, record ->> '$.names[0].name' as name, record
from records where kind = 'entities';
create view findings as select
    id, n, record ->> 'name' as name, cast(record ->> 'value' as double) as value,
    cast(record ->> 'expected' as double) as expected, cast(record ->> 'p' as double) as p,
    cast(record ->> 'q' as double) as q, cast(record ->> '$.n' as bigint) as sample,
    record ->> 'verdict' as verdict, record
from records where kind = 'findings';
create view rejects as select
    id, n, record ->> 'file' as file, cast(record ->> 'line' as bigint) as line,
    record ->> 'cause' as cause, record ->> 'next_step' as next_step, record
from records where kind = 'rejects';
create view meta as select id, record ->> '$' as value, record from records where kind = 'meta';
