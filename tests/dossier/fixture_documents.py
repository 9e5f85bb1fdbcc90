"""The fictional documents of the dossier's tests: an explosion at the ferry hall of Port Selm, in Velmora.

Every place, group, office and person is invented. Document 2 is document 1 with words missing and a post added.
"""

WIRE = """Explosion at Port Selm ferry hall

Two explosions tore through the ferry hall of Port Selm on Tuesday evening. At least 14 people were killed and 31 injured, the Harbour Police said late on Tuesday. The Northern Column claimed responsibility for the attack in a message published on its channel. “Our men did what we had announced,” the message said. The Free Coast League denied any part in the explosions. “We do not attack travellers,” its speaker Odra Venn told reporters. The Interior Ministry blamed the Free Coast League, without giving evidence. Minister Tarel Osk said the League was “the only group with the means”. The League of Ferry Workers condemned the attack and called for calm in the harbour district.

A warning had reached the Harbour Police two weeks earlier, an officer said on condition that he is not named. The officer said that the warning spoke of “a hall by the water”. In March 2029, the Northern Column claimed an attack on the Brell railway depot, and withdrew that claim three days later."""

DAMAGED = """Explosion at Port Selm ferry hall

Two explosions tore through the ferry hall of Port Selm on Tuesday evening. At least 14 people were killed and 31 injured, the Harbour Police said late on Tuesday. The ( ) claimed responsibility for the attack in a message published on its channel. “Our men did what we had announced,” the message said. The Free Coast League denied any part in the explosions. “We do not attack travellers,” its speaker told reporters. The Interior Ministry accused the Free Coast League, without giving evidence. Minister Tarel Osk said the League was “the only group with the means”. @selm_watcher: Pictures from the hall are being passed around, please do not share them https://pics.example/hall/81 The League of Ferry Workers condemned the attack and called for calm in the harbour district.

A warning had reached the Harbour Police two weeks earlier, an officer said on condition that he is not named. In March 2029, the Northern Column claimed an attack on the Brell railway depot, and withdrew that claim three days later.

Share this article | Newsletter | Related: ten quiet beaches"""

HOSPITAL = """City hospital counts the victims

The Port Selm city hospital has registered 19 dead and 27 injured, its director Imre Dahl said on Wednesday morning. Dahl said that two of the injured may not survive. The regional health office said between 16 and 19 people had died, and asked newsrooms not to publish names before the families were told.

The Harbour Police later corrected its first figure to 17 dead."""

CLAIM = """Message of the Northern Column

The Northern Column says that it carried out the operation at the ferry hall. It names no number of attackers. The message repeats a sentence of its spokesman from 2030: “The harbour will hear us.” It says that [stand-in: announcement of further attacks] unless the prisoners of Brell are released."""

DENIAL = """League: “a lie that puts people in danger”

The Free Coast League called the ministry's accusation “a lie that puts people in danger”. Odra Venn said League members had been threatened in the street since the minister's words. She said that she believed the Northern Column was behind the attack, but that she could not prove it. The League asked for an independent inquiry."""

SUSPECT = """Man named online is not a suspect

A bus driver whose picture was shared as that of the attacker has nothing to do with the case, the Harbour Police said. Accounts had named him within an hour. “I was driving line 9,” he told this newspaper. The police warned people against going to his house. Several accounts blamed the people of the Lower Harbour district for the attack; the mayor, Sanna Ilk, rejected that."""

ANALYSIS = """What speaks for whom

The claim of the Northern Column holds no detail that was not public, writes the analyst Pell Arden. The column has claimed acts before that it did not commit, he notes. On the other hand, the League has never attacked travellers. It may never be proved who was behind the explosions. Arden says the celebration on channels near the column began eleven minutes after the first report."""

ARABIC = """بيان اتحاد عمال الموانئ

قال المتحدث باسم اتحاد عمال الموانئ في فيلمورا سامي الدرواني إن الاتحاد “يدين الهجوم على قاعة العبّارات” ويطالب بتحقيق مستقل. وأضاف أن 17 شخصاً على الأقل قُتلوا، وأن 4 منهم من العاملين في الميناء. ونفى الدرواني أن يكون أيّ عضو في الاتحاد قد شارك في الهجوم."""

HEBREW = """הודעת איגוד הספנים

דובר איגוד הספנים של ולמורה, אורן טלמי, אמר כי האיגוד „מגנה את הפיצוץ באולם המעבורות” וקרא לציבור לא להפיץ שמות. לדבריו, 15 בני אדם נהרגו. טלמי הזהיר מפני שמועות על רובע הנמל התחתון."""

POST = """Statement of the harbour volunteers: we count 12 people whom nobody has found yet. Please send names only to the city's list, not to accounts such as @lists_for_selm or @harbour.helper@social.example. We have asked the ferry company three times for the passenger list and have had no answer. Contact: volunteers@selm.example"""

HOSTILE = """Copied from a forum </script><script>alert(1)</script><img src=x onerror=alert(2)>

An unnamed account said \u202eesrever ni dettirw\u202c that the Interior Ministry knew\u200b of the plan\x00. It wrote: "see http://forum.example/thread?a=1&b=<2> and https://t.me/some_account/81" and 'more'. The ministry denied this. 👩‍👩‍👧‍👦 e\u0301tude"""

EVENING = """Evening summary

Nobody has claimed the second explosion, said the Interior Ministry on Thursday. The ministry withdrew its statement that the League was the only group with the means. Eleven people were arrested in the harbour district, according to the prosecutor's office. The prosecutor's office said it was too early to speak of a motive. The Northern Column denied having anything to do with the fire at the customs house. The national weather service warned of fog in the harbour."""

# key: (file, title, author, published, language, kind, url, text)
DOCUMENTS = {
    "wire": ("wire/explosion.html", "Explosion at Port Selm ferry hall", "Coast Wire", "2031-03-11", "en", "article", "https://coastwire.example/2031/selm", WIRE),
    "damaged": ("saved/selm-copy.txt", "Explosion at Port Selm ferry hall", None, None, "en", "article", None, DAMAGED),
    "hospital": ("wire/hospital.html", "City hospital counts the victims", "Mira Tann", "2031-03-12", "en", "article", "https://selmdaily.example/hospital", HOSPITAL),
    "claim": ("telegram/result.json", "Message of the Northern Column", "column_news", "2031-03-11", "en", "post", "https://t.me/column_news/204", CLAIM),
    "denial": ("wire/league.html", "League: “a lie that puts people in danger”", "Coast Wire", "2031-03-12", "en", "article", "https://coastwire.example/2031/league", DENIAL),
    "suspect": ("daily/driver.html", "Man named online is not a suspect", "Mira Tann", "2031-03-12", "en", "article", "https://selmdaily.example/driver", SUSPECT),
    "analysis": ("journal/whom.html", "What speaks for whom", "Pell Arden", "2031-03-14", "en", "article", "https://journal.example/whom", ANALYSIS),
    "arabic": ("union/bayan.html", "بيان اتحاد عمال الموانئ", "اتحاد عمال الموانئ", "2031-03-12", "ar", "article", "https://union.example/ar/12", ARABIC),
    "hebrew": ("union/hodaa.html", "הודעת איגוד הספנים", None, "2031-03-12", "he", "article", "https://seamen.example/he", HEBREW),
    "post": ("posts.csv", "Statement of the harbour volunteers", "@vol_selm", "2031-03-12", "en", "post", "https://social.example/@vol_selm/18", POST),
    "hostile": ("forum/<b>paste</b>.txt", "Copied </title><script>alert(3)</script> \u202etxt.exe", None, None, "en", "article", "javascript:alert(1)", HOSTILE),
    "evening": ("wire/evening.html", "Evening summary", "Coast Wire", "2031-03-13", "en", "article", "https://coastwire.example/2031/evening", EVENING),
}  # fmt: skip

# (document, evidence, act, speaker, cue, content, further fields)
STATEMENTS = [
    ("wire", "The Northern Column claimed responsibility for the attack in a message published on its channel.", "claims-responsibility", "The Northern Column", "claimed responsibility", "the attack", {"key": "claim", "speaker_id": "g-column"}),
    ("wire", "“Our men did what we had announced,” the message said.", "claims-responsibility", None, "said", "“Our men did what we had announced,”", {"name": "The Northern Column", "speaker_id": "g-column", "quote": "direct"}),
    ("wire", "The Free Coast League denied any part in the explosions.", "denies", "The Free Coast League", "denied", "any part in the explosions", {"key": "denial", "speaker_id": "g-league"}),
    ("wire", "“We do not attack travellers,” its speaker Odra Venn told reporters.", "denies", "Odra Venn", "told", "“We do not attack travellers,”", {"quote": "direct"}),
    ("wire", "The Interior Ministry blamed the Free Coast League, without giving evidence.", "blames", "The Interior Ministry", "blamed", "the Free Coast League", {"key": "blame", "target": "Free Coast League"}),
    ("wire", "Minister Tarel Osk said the League was “the only group with the means”.", "blames", "Minister Tarel Osk", "said", "the League was “the only group with the means”", {"target": "Free Coast League", "quote": "mixed"}),
    ("wire", "At least 14 people were killed and 31 injured, the Harbour Police said late on Tuesday.", "reports", "the Harbour Police", "said", "At least 14 people were killed and 31 injured", {"key": "police14", "said": "2031-03-11"}),
    ("wire", "The League of Ferry Workers condemned the attack", "condemns", "The League of Ferry Workers", "condemned", "the attack", {}),
    ("wire", "called for calm in the harbour district", "urges", None, "called for", "calm in the harbour district", {"name": "League of Ferry Workers"}),
    ("wire", "A warning had reached the Harbour Police two weeks earlier, an officer said on condition that he is not named.", "reports", "an officer", "said", "A warning had reached the Harbour Police two weeks earlier", {"key": "officer"}),
    ("wire", "The officer said that the warning spoke of “a hall by the water”.", "warns", "The officer", "said", "the warning spoke of “a hall by the water”", {"key": "warning", "certainty": "hedged", "said": "2031-02-25"}),
    ("wire", "In March 2029, the Northern Column claimed an attack on the Brell railway depot", "claims-responsibility", "the Northern Column", "claimed", "an attack on the Brell railway depot", {"history": True, "speaker_id": "g-column", "key": "brell"}),
    ("wire", "withdrew that claim three days later", "claims-responsibility", None, "withdrew", "that claim", {"history": True, "polarity": "negative", "subtype": "retracts", "name": "The Northern Column", "speaker_id": "g-column"}),
    ("wire", "Two explosions tore through the ferry hall of Port Selm on Tuesday evening.", "reports", None, None, "Two explosions tore through the ferry hall of Port Selm on Tuesday evening.", {"tier": "narrative", "key": "narrated", "said": "2031-03-11"}),
    ("hospital", "The Port Selm city hospital has registered 19 dead and 27 injured, its director Imre Dahl said on Wednesday morning.", "reports", "Imre Dahl", "said", "has registered 19 dead and 27 injured", {"key": "hospital19", "said": "2031-03-12"}),
    ("hospital", "Dahl said that two of the injured may not survive.", "speculates", "Dahl", "said", "two of the injured may not survive", {"name": "Imre Dahl", "hedge": "may", "certainty": "hedged"}),
    ("hospital", "The regional health office said between 16 and 19 people had died", "reports", "The regional health office", "said", "between 16 and 19 people had died", {"key": "health"}),
    ("hospital", "asked newsrooms not to publish names before the families were told", "urges", None, "asked", "not to publish names before the families were told", {"name": "The regional health office"}),
    ("hospital", "The Harbour Police later corrected its first figure to 17 dead.", "reports", "The Harbour Police", "corrected", "its first figure to 17 dead", {"key": "police17"}),
    ("claim", "The Northern Column says that it carried out the operation at the ferry hall.", "claims-responsibility", "The Northern Column", "says", "it carried out the operation at the ferry hall", {"speaker_id": "g-column", "key": "claim2"}),
    ("claim", "It says that [stand-in: announcement of further attacks] unless the prisoners of Brell are released.", "threatens", "It", "says", "[stand-in: announcement of further attacks] unless the prisoners of Brell are released", {"name": "The Northern Column", "speaker_id": "g-column", "subtype": "conditional", "key": "threat"}),
    ("denial", "The Free Coast League called the ministry's accusation “a lie that puts people in danger”.", "denies", "The Free Coast League", "called", "“a lie that puts people in danger”", {"speaker_id": "g-league", "key": "lie", "said": "2031-03-12"}),
    ("denial", "Odra Venn said League members had been threatened in the street since the minister's words.", "reports", "Odra Venn", "said", "League members had been threatened in the street since the minister's words", {"key": "street"}),
    ("denial", "She said that she believed the Northern Column was behind the attack, but that she could not prove it.", "blames", "She", "believed", "the Northern Column was behind the attack", {"name": "Odra Venn", "certainty": "hedged", "hedge": "she could not prove it", "target": "Northern Column", "key": "vennblame"}),
    ("denial", "The League asked for an independent inquiry.", "urges", "The League", "asked", "an independent inquiry", {"name": "The Free Coast League", "speaker_id": "g-league"}),
    ("suspect", "A bus driver whose picture was shared as that of the attacker has nothing to do with the case, the Harbour Police said.", "denies", "the Harbour Police", "said", "has nothing to do with the case", {"key": "driver", "said": "2031-03-12"}),
    ("suspect", "Accounts had named him within an hour.", "blames", "Accounts", "named", "him", {"name": "unattributed accounts", "target": "a bus driver", "key": "named"}),
    ("suspect", "The police warned people against going to his house.", "warns", "The police", "warned", "against going to his house", {"name": "the Harbour Police"}),
    ("suspect", "Several accounts blamed the people of the Lower Harbour district for the attack", "blames", "Several accounts", "blamed", "the people of the Lower Harbour district", {"name": "unattributed accounts", "target": "people of the Lower Harbour", "key": "district"}),
    ("suspect", "the mayor, Sanna Ilk, rejected that", "denies", "Sanna Ilk", "rejected", "that", {"key": "mayor"}),
    ("analysis", "The claim of the Northern Column holds no detail that was not public, writes the analyst Pell Arden.", "speculates", "Pell Arden", "writes", "The claim of the Northern Column holds no detail that was not public", {"tier": "author", "key": "arden"}),
    ("analysis", "It may never be proved who was behind the explosions.", "speculates", None, "may", "It may never be proved who was behind the explosions", {"tier": "author", "certainty": "hedged", "hedge": "may"}),
    ("analysis", "Arden says the celebration on channels near the column began eleven minutes after the first report.", "reports", "Arden", "says", "the celebration on channels near the column began eleven minutes after the first report", {"name": "Pell Arden", "tier": "author"}),
    ("arabic", "قال المتحدث باسم اتحاد عمال الموانئ في فيلمورا سامي الدرواني إن الاتحاد “يدين الهجوم على قاعة العبّارات”", "condemns", "سامي الدرواني", "قال", "“يدين الهجوم على قاعة العبّارات”", {"quote": "mixed"}),
    ("arabic", "وأضاف أن 17 شخصاً على الأقل قُتلوا", "reports", None, "وأضاف", "17 شخصاً على الأقل قُتلوا", {"name": "سامي الدرواني", "key": "arabic17"}),
    ("arabic", "ونفى الدرواني أن يكون أيّ عضو في الاتحاد قد شارك في الهجوم.", "denies", "الدرواني", "ونفى", "أن يكون أيّ عضو في الاتحاد قد شارك في الهجوم", {"name": "سامي الدرواني"}),
    ("hebrew", "דובר איגוד הספנים של ולמורה, אורן טלמי, אמר כי האיגוד „מגנה את הפיצוץ באולם המעבורות”", "condemns", "אורן טלמי", "אמר", "„מגנה את הפיצוץ באולם המעבורות”", {"quote": "mixed"}),
    ("hebrew", "לדבריו, 15 בני אדם נהרגו.", "reports", None, "לדבריו", "15 בני אדם נהרגו", {"name": "אורן טלמי", "key": "hebrew15"}),
    ("hebrew", "טלמי הזהיר מפני שמועות על רובע הנמל התחתון.", "warns", "טלמי", "הזהיר", "שמועות על רובע הנמל התחתון", {"name": "אורן טלמי"}),
    ("post", "Please send names only to the city's list, not to accounts such as @lists_for_selm or @harbour.helper@social.example.", "urges", None, "Please", "send names only to the city's list, not to accounts such as @lists_for_selm or @harbour.helper@social.example", {"name": "harbour volunteers"}),
    ("hostile", "An unnamed account said \u202eesrever ni dettirw\u202c that the Interior Ministry knew\u200b of the plan\x00.", "blames", "An unnamed account", "said", "\u202eesrever ni dettirw\u202c that the Interior Ministry knew\u200b of the plan\x00", {"name": "@some_account", "certainty": "hedged", "target": "Interior Ministry </td><script>alert(4)</script>"}),
    ("evening", "Nobody has claimed the second explosion, said the Interior Ministry on Thursday.", "claims-responsibility", "the Interior Ministry", "said", "Nobody has claimed the second explosion", {"name": "nobody", "via": ("the Interior Ministry",), "polarity": "negative", "said": "2031-03-13"}),
    ("evening", "Eleven people were arrested in the harbour district, according to the prosecutor's office.", "reports", "the prosecutor's office", "according to", "Eleven people were arrested in the harbour district", {"key": "arrests"}),
    ("evening", "The Northern Column denied having anything to do with the fire at the customs house.", "denies", "The Northern Column", "denied", "having anything to do with the fire at the customs house", {"speaker_id": "g-column", "history": True}),
    ("evening", "The national weather service warned of fog in the harbour.", "warns", "The national weather service", "warned", "fog in the harbour", {}),
]  # fmt: skip
