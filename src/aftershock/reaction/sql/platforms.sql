-- platforms: how many posts are there from each platform?
select platform, count(*) as posts from posts group by platform order by posts desc, platform;
