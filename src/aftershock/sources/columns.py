"""Which column (or JSON key) of a table of posts means what?

Names are compared without case, spaces and punctuation: ``Created At``, ``created_at`` and ``createdAt``
are one name. Within a field the first name of the list that a table has is taken, and each column is used
once. The lists hold the obvious names and those of 4CAT's and CooRTweet's tables.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from aftershock.records import Record

# Seconds since 1970 go before written times: 4CAT writes "timestamp" in its server's local time.
NAMES: dict[str, tuple[str, ...]] = {
    "text": ("text", "body", "message", "content", "fulltext", "tweettext", "posttext", "messagetext",
             "tweet", "caption", "selftext", "posttextcontent", "rawcontent", "description", "texte",
             "contenttext"),
    "title": ("title", "subject", "headline"),
    "post_id": ("postid", "tweetid", "messageid", "statusid", "idstr", "contentid", "id", "msgid", "itemid",
                "commentid", "facebookid", "guid", "uri"),
    "thread_id": ("threadid", "conversationid", "conversation", "rootid", "topicid"),
    "url": ("posturl", "tweeturl", "messageurl", "permalink", "permalinkurl", "url", "link", "weburl"),
    "author_id": ("authorid", "userid", "accountid", "fromid", "senderid", "did", "authordid", "ownerid",
                  "useridstr"),
    "author_handle": ("authorhandle", "authorusername", "username", "userusername", "screenname", "handle",
                      "acct", "userscreenname", "accounthandle", "author", "user", "account", "poster",
                      "sender", "from"),
    "author_name": ("authorname", "authorfullname", "displayname", "userdisplayname", "authordisplayname",
                    "accountname", "fullname", "sendername", "name"),
    "created_at": ("unixtimestamp", "timestampunix", "dateunixtime", "createdutc", "epoch", "timestampshare",
                   "createdat", "timestamputc", "datetimeutc", "timestamp", "datetime", "created", "postedat",
                   "publishedat", "published", "postcreated", "postdate", "createdtime", "createdate",
                   "creationdate", "publisheddate", "publicationdate", "pubdate", "takenat", "date", "time"),
    "edited_at": ("editedat", "edited", "editdate", "lastedited"),
    "deleted_at": ("deletedat",),
    "observed_at": ("observedat", "collectedat", "timestampcollected", "retrievedat", "scrapedat",
                    "collectiontime", "crawledat"),
    "platform": ("platform", "sourceplatform", "socialnetwork", "network", "service"),
    "channel_id": ("channelid", "channel", "channelname", "chatid", "chat", "groupid", "group", "pageid",
                   "subreddit", "board", "channelusername", "chatname", "groupname", "pagename", "community"),
    "lang": ("lang", "language", "langs", "languages", "languagecode"),
    "hashtags": ("hashtags", "hashtag", "tags"),
    "links": ("links", "urls", "expandedurls", "expandedurl", "outlinks", "linkattached", "finallink",
              "linkurl", "externalurls", "externalurl", "link"),
    "mentions": ("mentions", "mentionedusers", "usermentions", "mention"),
    "media": ("mediaurls", "mediaurl", "images", "imageurls", "imageurl", "media", "photos", "videos",
              "photo", "attachments"),
    "reply_to": ("replyto", "inreplyto", "inreplytoid", "inreplytostatusid", "inreplytostatusidstr",
                 "inreplytotweetid", "replytoid", "replytomessageid", "replytopostid", "repliedtopost",
                 "repliedtoid", "parentid", "inreplytopostid"),
    "repost_of": ("repostof", "retweetof", "retweetedid", "retweetedtweetid", "retweetedstatusid",
                  "retweetstatusid", "repostid", "retweetid", "reblogof", "reblogofid", "sharedpostid",
                  "repostedid", "retweet", "repost"),
    "quote_of": ("quoteof", "quotedid", "quotedstatusid", "quotedtweetid", "quotedpostid", "quotedpost",
                 "quoteid"),
    "forwarded_from": ("forwardedfrom", "forwardfrom", "fwdfrom", "authorforwardedfromusername",
                       "authorforwardedfromname", "authorforwardedfromid", "forwardedfromid"),
    "sha256": ("sha256", "mediasha256", "imagesha256", "filesha256"),
    "pdq": ("pdq", "pdqhash", "mediapdq", "imagepdq"),
    "object": ("objectid",),
}  # fmt: skip
METRICS: dict[str, tuple[str, ...]] = {
    "likes": ("likes", "like", "likecount", "likescount", "favorites", "favoritecount", "favouritescount",
              "favouritecount", "favoritescount", "numlikes", "upvotes"),
    "shares": ("shares", "sharecount", "sharescount"),
    "reposts": ("retweets", "retweetcount", "retweetscount", "reposts", "repostcount", "reblogs",
                "reblogscount", "reblogcount"),
    "replies": ("replies", "replycount", "repliescount", "numreplies"),
    "comments": ("comments", "commentcount", "commentscount", "numcomments"),
    "quotes": ("quotes", "quotecount", "quotescount"),
    "views": ("views", "viewcount", "viewscount", "impressions", "impressioncount", "plays", "playcount"),
    "forwards": ("forwards", "forwardcount", "forwardscount"),
    "reactions": ("reactions", "reactioncount", "reactionscount", "totalinteractions"),
    "bookmarks": ("bookmarks", "bookmarkcount"),
    "score": ("score",),
}  # fmt: skip
_KNOWN = frozenset(name for names in (*NAMES.values(), *METRICS.values()) for name in names)
_PUNCTUATION = re.compile(r"[\W_]+")


class Columns(Record, frozen=True, kw_only=True):
    """Which column holds which field of a post, by name; ``metrics`` as (metric, column).

    ``unused`` are the columns that nothing is known about (not those that say again what another says).
    """

    fields: dict[str, str]
    metrics: tuple[tuple[str, str], ...] = ()
    unused: tuple[str, ...] = ()


def normalised(name: str) -> str:
    """A column's name without case, spaces and punctuation."""
    return _PUNCTUATION.sub("", unicodedata.normalize("NFKC", name).casefold())


def understand(names: Sequence[str]) -> Columns:
    """What each of a table's columns means; of two with the same name the first counts."""
    free: dict[str, str] = {}
    for name in names:
        free.setdefault(normalised(name), name)
    fields = {}
    for field, known in NAMES.items():
        if (spelling := next((spelling for spelling in known if spelling in free), None)) is not None:
            fields[field] = free.pop(spelling)
    metrics = []
    for metric, known in METRICS.items():
        if (spelling := next((spelling for spelling in known if spelling in free), None)) is not None:
            metrics.append((metric, free.pop(spelling)))
    unused = tuple(name for spelling, name in free.items() if spelling and spelling not in _KNOWN)
    return Columns(fields=fields, metrics=tuple(metrics), unused=unused)


def are_posts(fields: Iterable[str]) -> bool:
    """Whether these fields make a post: what was said, and two of who, when, under which id, and where."""
    has = set(fields)
    said = has & {"text", "object", "title"}
    by = has & {"author_id", "author_handle", "author_name", "channel_id"}
    told = [bool(by), "created_at" in has, "post_id" in has, "url" in has]
    return bool(said) and sum(told) >= 2
