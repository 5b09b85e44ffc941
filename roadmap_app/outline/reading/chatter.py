"""Recognise what is about a document instead of in it: contents, licence, contributing, sponsors, in many languages."""

import re
from collections.abc import Collection

_SYMBOLS = re.compile(r"^[^\w¿¡]+|[\W_]+$")
_LEADING = re.compile(r"^[^\w⬆↑]+")
_NUMBER = re.compile(r"^(?:\d+(?:\.\d+)*|[ivx]+)[.)]?\s+(?=\S)")

# What a heading is about: (reason, headings of it). Everything below such a heading is left out.
_CHATTER = (
    (
        "a list of the contents",
        r"(?:the )?(?:table of )?contents?(?: of .*)?|toc|index|on this page|in this (?:article|guide|document)|"
        r"quick (?:links|navigation)|navigation|jump to|menu|inhalt|inhaltsverzeichnis|(?:tabla de )?contenidos?|"
        r"(?:tabela de )?conteúdos?|[íi]ndice|sum[áa]rio|sommaire|table des mati[eè]res|indice|содержание|оглавление|"
        r"目录|目錄|内容目录|目次|もくじ|목차|(?:جدول )?المحتويات|الفهرس|içindekiler|mục lục|spis treści|"
        r"inhoud|daftar isi",
    ),
    (
        "about contributing",
        r"(?:how (?:to|can (?:i|you)) )?contribut(?:e|ing|ions?)(?: .*)?|(?:our |all )?contributors?(?: .*)?|"
        r"contribution guide(?:lines)?|pull requests?|(?:reporting )?issues|feedback|suggestions|help wanted|"
        r"get involved|mitwirken(?:de)?|beitragen|beiträge|mitmachen|(?:cómo )?contribuir|contribuciones|"
        r"colaborador(?:es)?|(?:como )?contribui(?:r|ndo|ção|ções)|contribuidores|contribuer|contributeurs|"
        r"(?:come )?contribuire|contributori|(?:как )?(?:внести вклад|участвовать)|вклад|участие|贡献.*|"
        r"如何贡献|貢献.*|"
        r"コントリビュー.*|기여.*|المساهم(?:ة|ون|ين)|كيفية المساهمة|katkıda bulun.*|đóng góp",
    ),
    (
        "about the licence",
        r"licen[cs](?:e|es|ing|ia|ça)(?: .*)?|copyright(?: .*)?|legal(?: notice)?|disclaimer|terms(?: of use)?|"
        r"lizenz(?:en)?|haftungsausschluss|impressum|licenza|лицензия|许可证?|授权|版权.*|許可.*|ライセンス|"
        r"著作権|라이선스|"
        r"الترخيص|الرخصة|lisans|giấy phép|licencja",
    ),
    (
        "about money for the project",
        r"(?:our |become a )?sponsor(?:s|ing|ship)?(?: .*)?|backers|donat(?:e|ions?|ing)(?: .*)?|funding|"
        r"(?:show your )?support(?: (?:us|me|this.*|the project|my work))?|buy me a .*|patrons|sponsoren|spenden|"
        r"patrocinador(?:es)?|donaciones|doações|sponsors et .*|赞助.*|捐赠.*|打赏.*|スポンサー|후원|الدعم|رعاة",
    ),
    (
        "about the people behind it",
        r"(?:special )?(?:thanks|credits?)(?: .*)?|acknowledg(?:e)?ments?|authors?|about the (?:author|authors|team)|"
        r"about (?:me|us)|who (?:i am|am i|we are)|(?:the |our |core )?(?:team|maintainers?)|written by.*|"
        r"danksagung(?:en)?|autor(?:en|es|i|in)?|agradecimientos?|agradecimentos?|equipo|remerciements|auteurs|"
        r"ringraziamenti|благодарности|авторы?|致谢|鸣谢|感谢|作者|維護者|维护者|謝辞|著者|감사.*|شكر(?: .*)?|"
        r"المؤلف(?:ون)?",
    ),
    (
        "about keeping in touch",
        r"contact(?:s| (?:us|me))?|(?:follow|connect with|find|reach) (?:us|me)(?: .*)?|follow|"
        r"social(?: media| links)?|"
        r"(?:join )?(?:the |our )?(?:community|discord|slack|newsletter)(?: .*)?|join us(?: .*)?|"
        r"stay (?:in touch|updated)|"
        r"getting help|need help.*|support channels|questions|comments?|responses(?: \(\d+\))?|share this.*|"
        r"kontakt|contacto|contatos?|contatti|контакты|联系.*|加入我们|交流群|連絡先|문의|اتصل بنا|تواصل معنا",
    ),
    (
        "about the project",
        r"stars?(?: history)?|stargazers.*|star this.*|(?:if you )?like this.*|.*\bstar history|badges|"
        r"repo(?:sitory)?(?: (?:stats|structure|visitors))?|visitors|statistics|change ?log|release notes|"
        r"what'?s new|(?:latest )?(?:news|updates)|version history|code of conduct|translations?(?: .*)?|"
        r"(?:other |available )?languages|translated versions|citation|cit(?:e|ing)(?: .*)?|how to cite.*|"
        r"frequently asked questions|faqs?|q ?& ?a|verhaltenskodex|übersetzungen|häufige fragen|código de conducta|"
        r"código de conduta|traduc(?:ciones|tions)|traduções|traduzioni|preguntas frecuentes|perguntas frequentes|"
        r"переводы|часто задаваемые вопросы|更新日志|更新历史|行为准则|常见问题|翻译|星标.*|更新履歴|行動規範|"
        r"翻訳|よくある質問|"
        r"번역|자주 묻는 질문|الأسئلة الشائعة|مدونة السلوك|الترجمات",
    ),
    (
        "about the document",
        r"what is (?:it|this)|what'?s this|why (?:use it|this.*|should i use.*)|how to (?:use|read|navigate|"
        r"follow)(?: (?:it|this.*|the.*))?|"
        r"usage|using this .*|who (?:is this for|should (?:read|use|take) this.*)|who this .* is for|"
        r"about this .*|about (?:the|these) (?:repo.*|guide|course|list|roadmap)|purpose of this .*|"
        r"(?:in )?conclusions?|(?:final|closing) (?:thoughts|words|tips|notes?|remarks)|wrap(?:ping)?[- ]up|tl;?dr|"
        r"related (?:posts|articles|projects|repos.*)|see also|more from.*|recommended from.*|tags|grading|"
        r"(?:course )?polic(?:y|ies)|office hours|attendance|wie (?:man )?.*benutzt.*|fazit|schluss(?:wort)?|"
        r"cómo usar.*|conclusi(?:ón|ones)|como usar.*|conclusão|comment utiliser.*|conclusione|заключение|"
        r"как пользоваться.*|"
        r"如何使用.*|使用方法|使用说明|总结|结语|使い方|おわりに|まとめ|사용법|결론|الخاتمة|كيفية الاستخدام",
    ),
    (
        "beside the content",
        r"(?:code |financial )contributors|(?:want to|how to|how can i) (?:help|collaborate)|to-?do(?: list)?|"
        r"(?:give (?:it |us )?a )?star\b.*|acknowledg(?:e)?ments? and .*|(?:our |the )?(?:instructors?|partners)|"
        r"next goals|testimonials?|meet (?:the|other) .*|equipe|stay tuned|(?:rss|subscribe)\b.*|pdf version|"
        r"announcements?\b.*|offline access|multi-?language support\b.*|origins? (?:and|&) licen[cs]e|pedagogy|"
        r"other (?:courses|curricula|repos\w*|projects|lists)\b.*|(?:each|every) (?:lesson|week|module|chapter) "
        r"(?:includes|has)|legend|notation|congratulations|how to show your progress|becoming an? .*student|"
        r"are you an? .*",
    ),
)  # fmt: skip
_CHATTER_HEADING = tuple((reason, re.compile(pattern, re.IGNORECASE)) for reason, pattern in _CHATTER)
# These are left out only if there is nothing to learn below them.
_WEAK = re.compile(
    r"(?i)(?:an? |the |in )?(?:short )?(?:introduction|intro|overview|summary|preface|foreword|background|"
    r"about|motivation|"
    r"get(?:ting)? started|before you (?:start|begin)|references|glossary|bibliography|notes?|welcome|description|why|"
    r"audience|prerequisites|requirements|einleitung|einführung|vorwort|überblick|zusammenfassung|glossar|"
    r"introducción|resumen|prólogo|introdução|resumo|prefácio|introduction générale|avant-propos|résumé|introduzione|"
    r"prefazione|введение|предисловие|обзор|简介|介绍|前言|概述|引言|说明|はじめに|概要|紹介|소개|개요|"
    r"مقدمة|المقدمة|نظرة عامة)"
)
# Single lines that sites put below an article.
_LINE = re.compile(
    r"(?i)(?:written by|follow me|follow us|share this (?:post|article)|posted (?:by|on)|published (?:by|in|on)|"
    r"\d[\d.,k]* claps?|more from|recommended from|\d+ min read)\b.*|"
    r"responses(?: \(\d+\))?|back to (?:the )?(?:top|contents)|sign up|subscribe|listen"
)


def _bare(text: str) -> str:
    """Return TEXT without emoji, numbers and punctuation around it."""
    text = _SYMBOLS.sub("", " ".join(text.split()))
    return _SYMBOLS.sub("", _NUMBER.sub("", text.lower()))


def chatter_reason(heading: str) -> str:
    """Return what a section with this HEADING is about if it is about the document itself, "" if it is not."""
    bare = _bare(heading)
    if not bare or len(bare) > 80:
        return ""
    return next((reason for reason, pattern in _CHATTER_HEADING if pattern.fullmatch(bare)), "")


def is_weak(heading: str) -> bool:
    """Return whether a section with this HEADING is usually an introduction or the like."""
    return bool(_WEAK.fullmatch(_bare(heading)))


def is_chatter_line(text: str) -> bool:
    """Return whether a single line such as "Written by A. Writer" is what a site adds to an article."""
    return len(text) <= 120 and bool(_LINE.fullmatch(_LEADING.sub("", text.strip())))


def anchor_of(heading: str) -> str:
    """Return the anchor that sites give to a HEADING, such as "the-daily-plan"."""
    return re.sub(r"[^\w\- ]", "", heading.lower().strip()).replace(" ", "-").strip("-")


def is_contents(anchors: Collection[str], count: int, known: Collection[str]) -> bool:
    """Return whether a list of COUNT entries that link to ANCHORS is one of contents; KNOWN are those of headings."""
    inside = [anchor for anchor in anchors if anchor.strip("-") in known]
    return len(inside) >= 2 and len(anchors) * 2 > count
