"""The set: each page has a mark-up of its own, which is what is tested; titles and paragraphs are dealt from the lists below.

Outlets, people and places are invented. What is expected of a page is what it was made from.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from itertools import cycle, islice
from pathlib import Path
from typing import NamedTuple

DAY = date(2021, 11, 14)
TITLES = (
    "افتتاح جسر المشاة الجديد في مدينة السهلان",
    "مهرجان الزيتون يعود إلى بلدة المرجانة بعد عامين",
    "مكتبة الفنار تستقبل قراءها حتى منتصف الليل",
    "فريق السنديان يفوز بكأس القرى للمرة الثالثة",
    "بلدية الياسمين تزرع ألف شجرة على شاطئها",
    "ترميم ساعة البرج القديم ينتهي قبل موعده",
    "عالمة من السهلان تكتشف نوعا جديدا من الفراشات",
    "سوق السمك في المرجانة ينتقل إلى مبنى جديد",
)
PARAGRAPHS = (
    "قال رئيس بلدية السهلان رشاد الزيزفوني إن الجسر الجديد سيفتح أمام المشاة صباح الأحد المقبل بعد عامين من العمل المتواصل.",
    "وأضاف الزيزفوني أن كلفة المشروع لم تتجاوز ما رصد له، وأن السكان شاركوا في اختيار لون المصابيح على جانبيه.",
    "من جهتها أوضحت المهندسة ليلى الأقحواني أن حجارة الجسر نقلت من المقلع القديم في المرجانة على عربات تجرها البغال.",
    "وكانت البلدة قد ألغت المهرجان في العامين الماضيين بسبب الأمطار الغزيرة التي قطعت الطريق إلى المعصرة.",
    "وأشارت سلمى البرقوقي، وهي صاحبة أكبر معصرة في البلدة، إلى أن محصول هذا العام يفوق محصول العام الماضي بالثلث.",
    "وتستقبل المكتبة نحو مئتي قارئ كل مساء، معظمهم من طلاب المعهد البحري الذين يستعدون لامتحانات الشتاء.",
    "ونفى مدير المكتبة منصور الياسميني أن تكون القاعة الكبرى قد أغلقت، مؤكدا أن الترميم يجري في الطابق السفلي وحده.",
    "وسجل اللاعب نبيل الخزامي هدفي المباراة في الشوط الثاني أمام جمهور ملأ مدرجات الملعب البلدي حتى آخر مقعد.",
    "وقال المدرب في حديث إلى الصحفيين: «لم نكن الأفضل في الشوط الأول، لكننا عرفنا كيف نعود إلى المباراة».",
    "وتعتزم البلدية أن تزرع ألف شجرة أخرى في الربيع المقبل إذا سمحت ميزانيتها بذلك، بحسب بيان نشرته مساء أمس.",
    "وانتهى العمل في ساعة البرج قبل موعده بثلاثة أسابيع، وستدق من جديد عند ظهر يوم الجمعة كما كانت تدق قبل قرن.",
    "وذكر الحرفي الذي تولى ترميمها أن التروس الأصلية ما زالت صالحة، وأنه لم يبدل منها سوى ترسين صغيرين.",
    "واكتشفت الباحثة هدى النعناعي الفراشة مصادفة أثناء نزهة على ضفاف نهر الرمان مع أطفالها الثلاثة في الصيف الماضي.",
    "وسيعرض المتحف نموذجا من الفراشة في قاعته الشرقية ابتداء من مطلع الشهر المقبل، والدخول مجاني للأطفال.",
    "وانتقل الصيادون إلى المبنى الجديد مع أول ساعات الفجر، وباعوا ما حملته قواربهم قبل أن تشرق الشمس.",
    "ورأى عدد منهم أن المبنى أوسع من القديم وأنظف، لكنه بعيد عن المرسى، وطالبوا بممر مسقوف يصل بينهما.",
)
TEASERS = (
    "طقس الأسبوع في السهلان",
    "وصفة خبز الزعتر",
    "صور من معرض القوارب",
    "نتائج سباق الدراجات",
    "أسعار الخضار هذا الصباح",
)


class Item(NamedTuple):
    """A page as it comes (``media`` its Content-Type, ``url`` its address) and what is expected of it."""

    name: str
    data: bytes
    media: str | None
    url: str | None
    title: str
    publisher: str | None
    day: date | None
    paragraphs: tuple[str, ...]


Made = str | bytes
ITEMS: list[Item] = []


def page(
    publisher: str | None,
    paragraphs: int = 5,
    *,
    day: date | None = DAY,
    encoding: str = "utf-8",
    media: str | None = None,
    path: str = "/news/1234",
) -> Callable[[Callable[[str, list[str]], str]], None]:
    """Add the page that the function writes of a title and paragraphs."""

    def add(write: Callable[[str, list[str]], str]) -> None:
        n = len(ITEMS)
        title = TITLES[n % len(TITLES)]
        dealt = list(islice(cycle(PARAGRAPHS), n * 3 % len(PARAGRAPHS), n * 3 % len(PARAGRAPHS) + paragraphs))
        data = write(title, dealt).encode(encoding, "xmlcharrefreplace")
        url = f"https://outlet{n}.example{path}"
        ITEMS.append(Item(write.__name__, data, media, url, title, publisher, day, tuple(dealt)))

    return add


def p(paragraphs: list[str], tag: str = "p") -> str:
    return "\n".join(f"<{tag}>{text}</{tag}>" for text in paragraphs)


def links(count: int = 5, tag: str = "li") -> str:
    return "".join(f'<{tag}><a href="/t/{n}">{text}</a></{tag}>' for n, text in enumerate(TEASERS[:count]))


def ld(**node: object) -> str:
    told = {"@context": "https://schema.org", **node}
    return f'<script type="application/ld+json">{json.dumps(told, ensure_ascii=False)}</script>'


@page("صحيفة الفنار")
def wordpress_theme(t: str, b: list[str]) -> str:
    return f"""<!DOCTYPE html><html dir="rtl" lang="ar"><head><meta charset="UTF-8"><title>{t} - صحيفة الفنار</title>
<meta property="og:title" content="{t}"><meta property="og:site_name" content="صحيفة الفنار">
<meta property="article:published_time" content="2021-11-14T09:30:00+03:00"></head><body class="single-post rtl">
<header><nav class="main-menu"><ul>{links()}</ul></nav></header><div id="content"><article class="post type-post"><header class="entry-header">
<h1 class="entry-title">{t}</h1><div class="entry-meta"><span class="posted-on"><time class="entry-date published"
datetime="2021-11-14T09:30:00+03:00">14 نوفمبر، 2021</time></span><span class="byline">بواسطة محرر الفنار</span></div></header>
<div class="entry-content">{p(b)}<div class="sharedaddy"><a href="#">فيسبوك</a><a href="#">تويتر</a></div></div></article>
<div id="comments"><h2>3 تعليقات</h2><ol><li>خبر جميل ننتظر المزيد من أخبار المدينة وأهلها الطيبين في الأيام القادمة</li></ol></div></div>
<aside class="widget-area"><h3>الأكثر قراءة</h3><ul>{links()}</ul></aside><footer>جميع الحقوق محفوظة لصحيفة الفنار 2021</footer></body></html>"""


@page("شبكة المرجان")
def json_ld_graph(t: str, b: list[str]) -> str:
    graph = [
        {"@type": "WebSite", "name": "شبكة المرجان"},
        {"@type": ["NewsArticle"], "headline": t, "datePublished": "2021-11-14T06:30:00Z",
         "publisher": {"@type": "Organization", "name": "شبكة المرجان"}, "author": [{"@type": "Person", "name": "سامي الزعتري"}]},
    ]  # fmt: skip
    return f"""<html lang="ar"><head><meta charset="utf-8"><title>{t} | شبكة المرجان</title>{ld(**{"@graph": graph})}</head><body>
<div class="wrapper"><div class="top"><a href="/">الرئيسية</a> » <a href="/l">محليات</a></div><h1>{t}</h1>
<div class="story"><div class="txt">{p(b)}</div></div><div class="related"><h4>مواضيع ذات صلة</h4><ul>{links()}</ul></div></div></body></html>"""


@page("قناة اللوز", 6)
def channel_div_soup(t: str, b: list[str]) -> str:
    body = "".join(f'<div class="c-p"><span>{text}</span></div>' for text in b)
    return f"""<html><head><meta charset="utf-8"><meta property="og:site_name" content="قناة اللوز"><meta property="og:title" content="{t}">
<meta name="pubdate" content="2021-11-14 12:00:00"></head><body><div id="app"><div class="h1">{t}</div><div class="date">الأحد 14/11/2021</div>
<div class="art"><div class="inner"><div class="media"><img src="a.jpg" alt="صورة الجسر"></div>{body}</div></div>
<div class="more">{links(4, "div")}</div></div></body></html>"""


@page("وكالة السنديان")
def br_separated(t: str, b: list[str]) -> str:
    return f"""<html dir=rtl><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><title>وكالة السنديان : {t}</title>
<meta name="application-name" content="وكالة السنديان"></head><body><table width=900><tr><td class=menu>{links(5, "div")}</td><td class=main>
<font size=5><b>{t}</b></font><br><font color=gray>2021-11-14 10:15</font><br><br><div class="newsbody">{"<br><br>".join(b)}</div></td></tr></table>
<center>وكالة السنديان للأنباء (c) 2021</center></body></html>"""


@page("موقع الرمان", encoding="cp1256")
def windows_1256_declared(t: str, b: list[str]) -> str:
    return f"""<html dir="rtl"><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1256"><title>{t}</title>
<meta property="og:site_name" content="موقع الرمان"><meta property="article:published_time" content="2021-11-14"></head>
<body><h1>{t}</h1><div class="article-body">{p(b)}</div></body></html>"""


@page("موقع الرمان", encoding="cp1256")
def windows_1256_undeclared(t: str, b: list[str]) -> str:
    return f"""<html dir="rtl"><head><title>{t}</title><meta property="og:site_name" content="موقع الرمان"></head>
<body><h2 class="title">{t}</h2><small>نشر في: 14 تشرين الثاني 2021</small><div class="details">{p(b)}</div></body></html>"""


@page("موقع الرمان", encoding="cp1256", media="text/html; charset=utf-8")
def windows_1256_wrong_header(t: str, b: list[str]) -> str:
    return f"""<html dir="rtl"><head><meta charset="windows-1256"><title>{t}</title><meta property="og:site_name" content="موقع الرمان">
</head><body><h1>{t}</h1><p class="date">14 نوفمبر 2021</p><div id="article">{p(b)}</div></body></html>"""


@page("جريدة المنارة", encoding="iso8859_6", media="text/html; charset=ISO-8859-6")
def iso_8859_6_header(t: str, b: list[str]) -> str:
    return f"""<html><head><title>{t}</title><meta name="author" content="جريدة المنارة"><meta property="og:site_name" content="جريدة المنارة">
</head><body><div><h1>{t}</h1><i>14/11/2021</i></div><div class="text">{p(b)}</div></body></html>"""


@page("جريدة المنارة", encoding="utf-16")
def utf_16_with_mark(t: str, b: list[str]) -> str:
    return f"""<html lang="ar"><head><title>{t} - جريدة المنارة</title><meta property="og:site_name" content="جريدة المنارة"></head><body>
<article><h1>{t}</h1><time datetime="2021-11-14">أمس</time>{p(b)}</article></body></html>"""


@page("بوابة السهلان")
def drupal_fields(t: str, b: list[str]) -> str:
    return f"""<html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{t} | بوابة السهلان</title><meta property="og:site_name" content="بوابة السهلان">
</head><body class="node-type-article"><div id="page"><div class="region-sidebar"><h2 class="block-title">آخر الأخبار</h2>{links()}</div>
<div class="region-content"><h1 class="page-title"><span class="field--name-title">{t}</span></h1><div class="field field--name-created">الأحد, 2021/11/14 - 08:45</div>
<div class="field field--name-body field--type-text-with-summary"><div class="field__item even">{p(b)}</div></div>
<div class="field field--name-field-tags"><div class="field__label">وسوم</div>{links(3, "div")}</div></div></div></body></html>"""


@page("بوابة السهلان")
def microdata(t: str, b: list[str]) -> str:
    return f"""<html><head><meta charset=utf-8><title>{t}</title></head><body><div itemscope itemtype="http://schema.org/NewsArticle">
<meta itemprop="datePublished" content="2021-11-14T11:00:00+0200"><span itemprop="publisher" itemscope itemtype="http://schema.org/Organization"><meta itemprop="name" content="بوابة السهلان"></span>
<h1 itemprop="headline">{t}</h1><span itemprop="author">هدى الكمون</span><div itemprop="articleBody">{p(b)}</div></div><ul>{links()}</ul></body></html>"""


@page("شبكة الخزامى", 6)
def read_also_between(t: str, b: list[str]) -> str:
    box = '<div class="read-also"><strong>اقرأ أيضا:</strong> <a href="/x">نتائج سباق الدراجات في السهلان</a></div>'
    line = '<p>اقرأ أيضا: <a href="/y">وصفة خبز الزعتر كما تصنعها الجدات</a></p>'
    body = p(b[:2]) + box + p(b[2:4]) + line + p(b[4:])
    return f"""<html lang=ar><head><meta charset=utf-8><title>{t} - شبكة الخزامى</title><meta property="og:site_name" content="شبكة الخزامى">
<meta property="article:published_time" content="2021-11-14T18:00:00Z"></head><body><main><h1>{t}</h1><section class="article-content">{body}</section></main></body></html>"""


@page("شبكة الخزامى")
def share_and_newsletter(t: str, b: list[str]) -> str:
    return f"""<html lang=ar><head><meta charset=utf-8><title>{t}</title><meta property="og:site_name" content="شبكة الخزامى">{ld(**{"@type": "NewsArticle", "headline": t, "datePublished": "2021-11-14T08:00+03:00"})}</head>
<body><article><h1>{t}</h1><div class="share-bar"><span>شارك</span><a href="#">واتساب</a><a href="#">نسخ الرابط</a></div>{p(b[:3])}
<div class="newsletter-box"><p>اشترك في نشرتنا البريدية لتصلك أهم الأخبار كل صباح في بريدك الإلكتروني.</p><form><input name="email"><button>اشترك</button></form></div>{p(b[3:])}
<div class="tags"><a href="/a">جسور</a> <a href="/b">السهلان</a></div></article></body></html>"""


@page("صحيفة البرقوق")
def amp_page(t: str, b: list[str]) -> str:
    return f"""<!doctype html><html ⚡ lang="ar" dir="rtl"><head><meta charset="utf-8"><link rel="canonical" href="https://outlet13.example/news/1234"><title>{t}</title>
{ld(**{"@type": "NewsArticle", "headline": t, "datePublished": "2021-11-14T05:00:00.000Z", "publisher": {"@type": "Organization", "name": "صحيفة البرقوق"}})}
<style amp-boilerplate>body{{visibility:hidden}}</style></head><body><amp-sidebar id="s" layout="nodisplay"><ul>{links()}</ul></amp-sidebar><main><h1 class="amp-title">{t}</h1>
<amp-img src="a.jpg" width="10" height="10" alt="صورة"></amp-img>{p(b)}<amp-social-share type="twitter"></amp-social-share></main></body></html>"""


@page("صحيفة البرقوق")
def captions_and_credits(t: str, b: list[str]) -> str:
    return f"""<html lang=ar><head><meta charset=utf-8><meta property="og:site_name" content="صحيفة البرقوق"><meta property="og:title" content="{t}"><meta property="article:published_time" content="2021-11-14T05:00:00Z"></head>
<body><article><h1>{t}</h1><figure><img src="1.jpg"><figcaption>الجسر كما بدا صباح أمس (أرشيف)</figcaption></figure>{p(b[:2])}
<figure class="image"><img src="2.jpg"><figcaption>عمال يضعون الحجارة الأخيرة</figcaption></figure>{p(b[2:])}</article></body></html>"""


@page("مجلة القرنفل", 6)
def subheadings(t: str, b: list[str]) -> str:
    return f"""<html lang=ar><head><meta charset=utf-8><title>{t} — مجلة القرنفل</title><meta property="og:site_name" content="مجلة القرنفل"></head><body><div class="container">
<h1>{t}</h1><div class="info"><span>بقلم: سلمى البرقوقي</span> <span>14 نوفمبر 2021</span></div><div class="post-content">{p(b)}</div></div><footer><p>مجلة القرنفل مجلة شهرية تصدر في السهلان منذ عام 1990.</p></footer></body></html>"""


@page("مجلة القرنفل")
def arabic_indic_date(t: str, b: list[str]) -> str:
    return f"""<html lang=ar><head><meta charset=utf-8><title>{t}</title><meta property="og:site_name" content="مجلة القرنفل"></head><body><h1>{t}</h1>
<p class="meta">الأحد ١٤ نوفمبر ٢٠٢١ - ٠٩:٣٠</p><div class="body">{p(b)}</div></body></html>"""


@page("إذاعة الزعتر", day=date(2021, 7, 14))
def maghrebi_month(t: str, b: list[str]) -> str:
    return f"""<html lang=ar><head><meta charset=utf-8><title>{t}</title><meta property="og:site_name" content="إذاعة الزعتر"></head><body><div class="page"><h1>{t}</h1>
<span class="date">الأربعاء 14 جويلية 2021</span><div class="content-text">{p(b)}</div></div></body></html>"""


@page("إذاعة الزعتر")
def levantine_month_and_clock(t: str, b: list[str]) -> str:
    return f"""<html lang=ar><head><meta charset=utf-8><title>{t}</title><meta property="og:site_name" content="إذاعة الزعتر"></head><body><h1>{t}</h1>
<div>الأحد 14 تشرين الثاني 2021 الساعة 17:20</div><div class="story-body">{p(b)}</div></body></html>"""


@page("جريدة النعناع", day=date(2021, 11, 14))
def hijri_beside_gregorian(t: str, b: list[str]) -> str:
    return f"""<html lang=ar><head><meta charset=utf-8><title>جريدة النعناع | {t}</title><meta property="og:site_name" content="جريدة النعناع"></head><body><h1>{t}</h1>
<div class="dateline">9 ربيع الآخر 1443هـ الموافق 14 نوفمبر 2021م</div><div class="article">{p(b)}</div></body></html>"""


@page("جريدة النعناع", path="/2021/11/14/bridge")
def date_in_the_address_alone(t: str, b: list[str]) -> str:
    return f"""<html lang=ar><head><meta charset=utf-8><title>{t}</title><meta property="og:site_name" content="جريدة النعناع"></head><body><h1>{t}</h1><div class="article">{p(b)}</div></body></html>"""


@page("جريدة النعناع", day=None)
def no_date_at_all(t: str, b: list[str]) -> str:
    return f"""<html lang=ar><head><meta charset=utf-8><title>{t}</title><meta property="og:site_name" content="جريدة النعناع"></head><body><h1>{t}</h1><span>منذ ساعتين</span><div class="article">{p(b)}</div></body></html>"""


@page("وكالة الأقحوان")
def dateline_in_the_text(t: str, b: list[str]) -> str:
    return f"""<html lang=ar><head><meta charset=utf-8><title>{t}</title><meta property="og:site_name" content="وكالة الأقحوان"><meta name="date" content="2021-11-14T10:00:00+02:00"></head>
<body><h1>{t}</h1><div class="news-text"><p><b>السهلان - وكالة الأقحوان</b></p>{p(b)}</div></body></html>""".replace(
        "<p><b>السهلان - وكالة الأقحوان</b></p>", ""
    )


@page("وكالة الأقحوان")
def unclosed_tags(t: str, b: list[str]) -> str:
    body = "".join(f"<p>{text}" for text in b)
    return f"""<html><head><meta charset=utf-8><title>{t}<meta property="og:site_name" content="وكالة الأقحوان"></title><meta property="og:site_name" content="وكالة الأقحوان">
<meta property="og:title" content="{t}"><meta property="article:published_time" content="2021-11-14"><body><div class=a><h1>{t}</h2><div class=b>{body}</div></span></div><ul>{links()}"""


@page("وكالة الأقحوان")
def nested_wrong(t: str, b: list[str]) -> str:
    body = "".join(f"<b><p><i>{text}</b></i>" for text in b)
    return f"""<html><head><meta charset=utf-8><meta property="og:site_name" content="وكالة الأقحوان"><meta property="og:title" content="{t}"><meta property="article:published_time" content="2021-11-14"></head><body><h1><b>{t}</h1></b><article>{body}</article></body></html>"""


@page("موقع التوت")
def entities_for_letters(t: str, b: list[str]) -> str:
    def coded(text: str) -> str:
        return "".join(f"&#{ord(letter)};" if letter > "\x7f" else letter for letter in text)

    return f"""<html><head><meta charset="us-ascii"><title>{coded(t)}</title><meta property="og:site_name" content="{coded("موقع التوت")}"><meta property="article:published_time" content="2021-11-14">
</head><body><h1>{coded(t)}</h1><div class="article">{p([coded(text) for text in b])}</div></body></html>"""


@page("موقع التوت")
def live_blog(t: str, b: list[str]) -> str:
    posts = "".join(
        f'<div class="live-post"><span class="live-time">1{n}:30</span><p>{text}</p></div>' for n, text in enumerate(b)
    )
    return f"""<html lang=ar><head><meta charset=utf-8><meta property="og:site_name" content="موقع التوت"><meta property="og:title" content="{t}">{ld(**{"@type": "LiveBlogPosting", "headline": t, "datePublished": "2021-11-14T07:00:00+03:00"})}</head>
<body><h1>{t}</h1><div class="live-blog">{posts}</div></body></html>"""


@page("موقع التوت")
def no_break_spaces_and_marks(t: str, b: list[str]) -> str:
    body = "".join(
        f'<p dir="RTL" style="text-align:justify">&nbsp;{text.replace(" ", "&nbsp;", 1)}&nbsp;</p><p>&nbsp;</p>'
        for text in b
    )
    return f"""<html lang=ar><head><meta charset=utf-8><meta property="og:site_name" content="موقع التوت"><meta property="og:title" content="{t}"><meta property="article:published_time" content="2021-11-14"></head><body><h1>&rlm;{t}</h1><div class="entry">{body}</div></body></html>"""


@page("قناة الصفصاف")
def table_layout(t: str, b: list[str]) -> str:
    rows = "".join(f"<tr><td>{text}</td></tr>" for text in b)
    return f"""<html><head><meta charset=utf-8><title>{t} - قناة الصفصاف</title><meta property="og:site_name" content="قناة الصفصاف"></head><body><table><tr><td><a href="/">الرئيسية</a></td><td><a href="/s">رياضة</a></td></tr></table>
<table class="story"><tr><td class="headline"><h1>{t}</h1></td></tr><tr><td>التاريخ: 14-11-2021</td></tr>{rows}</table></body></html>"""


@page("قناة الصفصاف")
def paragraphs_in_spans_with_links(t: str, b: list[str]) -> str:
    body = "".join(
        f'<p><span style="font-size:14pt">{text.replace("السهلان", "<a href=/tag/s>السهلان</a>")}</span></p>'
        for text in b
    )
    return f"""<html lang=ar><head><meta charset=utf-8><meta property="og:site_name" content="قناة الصفصاف"><title>{t}</title><meta property="article:published_time" content="2021-11-14T00:00:00"></head><body><article><h1>{t}</h1>{body}</article></body></html>"""


@page("قناة الصفصاف")
def block_quote(t: str, b: list[str]) -> str:
    return f"""<html lang=ar><head><meta charset=utf-8><meta property="og:site_name" content="قناة الصفصاف"><title>{t}</title><meta property="article:published_time" content="2021-11-14T00:00:00"></head><body><article><h1>{t}</h1>{p(b[:2])}<blockquote><p>{b[2]}</p></blockquote>{p(b[3:])}</article></body></html>"""


@page("شبكة الكرز", 4)
def embedded_posts(t: str, b: list[str]) -> str:
    post = '<blockquote class="twitter-tweet"><p>ألف مبروك لأهل السهلان على جسرهم الجديد</p>&mdash; حساب (@x) <a href="#">November 14, 2021</a></blockquote><script async src="w.js"></script>'
    return f"""<html lang=ar><head><meta charset=utf-8><meta property="og:site_name" content="شبكة الكرز"><meta property="og:title" content="{t}"><meta property="article:published_time" content="2021-11-14T00:00:00+00:00"></head><body><article><h1>{t}</h1>{p(b[:2])}{post}{p(b[2:])}</article></body></html>"""


@page("شبكة الكرز")
def cookie_wall_and_video(t: str, b: list[str]) -> str:
    return f"""<html lang=ar><head><meta charset=utf-8><meta property="og:site_name" content="شبكة الكرز"><meta property="og:title" content="{t}"><meta property="article:published_time" content="2021-11-14T00:00:00+00:00"></head>
<body><div id="cookie-consent"><p>نستخدم ملفات تعريف الارتباط لتحسين تجربتك على موقعنا، وباستمرارك فإنك توافق على ذلك.</p><button>موافق</button></div><article><h1>{t}</h1>
<div class="video-player"><p>متصفحك لا يدعم تشغيل الفيديو، حدثه ثم أعد المحاولة من فضلك.</p></div><div class="article-text">{p(b)}</div></article></body></html>"""


@page("شبكة الكرز", 7)
def paginated(t: str, b: list[str]) -> str:
    return f"""<html lang=ar><head><meta charset=utf-8><meta property="og:site_name" content="شبكة الكرز"><meta property="og:title" content="{t}"><meta property="article:published_time" content="2021-11-14T00:00:00+00:00"></head>
<body><article><h1>{t}</h1>{p(b)}<nav class="pagination"><a href="?p=1">1</a><a href="?p=2">2</a><a href="?p=2">التالي</a></nav></article></body></html>"""


@page("صحيفة الليمون")
def lead_apart(t: str, b: list[str]) -> str:
    return f"""<html lang=ar><head><meta charset=utf-8><meta property="og:site_name" content="صحيفة الليمون"><meta property="og:title" content="{t}"><meta property="article:published_time" content="2021-11-14T00:00:00+00:00"></head>
<body><main><header><h1>{t}</h1><div class="lead"><p>{b[0]}</p></div></header><div class="article-body">{p(b[1:])}</div></main></body></html>"""


@page("صحيفة الليمون", 12)
def long_with_adverts(t: str, b: list[str]) -> str:
    ad = '<div class="ad-slot"><span>إعلان</span></div>'
    body = ad.join(p(b[n : n + 3]) for n in range(0, 12, 3))
    return f"""<html lang=ar><head><meta charset=utf-8><meta property="og:site_name" content="صحيفة الليمون"><title>{t} - صحيفة الليمون</title>{ld(**{"@type": "ReportageNewsArticle", "headline": t, "datePublished": "2021-11-14"})}</head><body><div class="col-8"><h1>{t}</h1>{body}</div><div class="col-4">{links()}</div></body></html>"""


@page("صحيفة الليمون")
def broken_json_ld(t: str, b: list[str]) -> str:
    return f"""<html lang=ar><head><meta charset=utf-8><meta property="og:site_name" content="صحيفة الليمون"><title>{t}</title><script type="application/ld+json">{{"@type":"NewsArticle","headline":"{t}",
"datePublished":"2021-11-14T09:00:00+03:00","description":"سطر
مكسور",}}</script></head><body><h1>{t}</h1><article>{p(b)}</article></body></html>"""


@page("وكالة الحبق")
def english_month_and_noise(t: str, b: list[str]) -> str:
    return f"""<html lang=ar><head><meta charset=utf-8><meta property="og:site_name" content="وكالة الحبق"><title>{t}</title></head><body><div class="head"><h1>{t}</h1><span class="ts">Nov 14, 2021 09:30 GMT</span><span>123 مشاهدة</span></div><div class="txt">{p(b)}</div></body></html>"""


@page("وكالة الحبق")
def title_with_outlet_first(t: str, b: list[str]) -> str:
    return f"""<html lang=ar><head><meta charset=utf-8><meta property="og:site_name" content="وكالة الحبق"><title>وكالة الحبق - {t}</title><meta property="article:published_time" content="2021-11-14T10:00:00+03:00"></head><body><div class="t"><h2>{t}</h2></div><div class="txt">{p(b)}</div></body></html>"""


@page("وكالة الحبق")
def modified_later(t: str, b: list[str]) -> str:
    return f"""<html lang=ar><head><meta charset=utf-8><meta property="og:site_name" content="وكالة الحبق"><title>{t}</title><meta property="article:modified_time" content="2021-12-01T10:00:00+03:00"><meta property="article:published_time" content="2021-11-14T10:00:00+03:00"></head><body><h1>{t}</h1><p class="upd">آخر تحديث: 1 ديسمبر 2021</p><div class="txt">{p(b)}</div></body></html>"""


@page("إذاعة السوسن")
def last_lines_that_are_not_the_article(t: str, b: list[str]) -> str:
    return f"""<html lang=ar><head><meta charset=utf-8><meta property="og:site_name" content="إذاعة السوسن"><title>{t}</title><meta property="article:published_time" content="2021-11-14T10:00:00+03:00"></head><body><h1>{t}</h1><div class="txt">{p(b)}
<p>تابعونا على فيسبوك وتويتر</p><p class="copyright">جميع الحقوق محفوظة © إذاعة السوسن 2021</p></div></body></html>"""


@page("إذاعة السوسن")
def text_straight_in_the_body(t: str, b: list[str]) -> str:
    body = "\n<br/>\n".join(b)
    return f"""<html lang=ar><head><meta charset=utf-8><meta property="og:site_name" content="إذاعة السوسن"><title>{t}</title><meta property="article:published_time" content="2021-11-14T10:00:00+03:00"></head><body><h1>{t}</h1>{body}</body></html>"""


# Printed by Chromium from pages of one column, two columns, and justified lines with indents instead of spaces between paragraphs.
PDFS = {
    "one_column": (TITLES[4], PARAGRAPHS[4:8]),
    "two_columns": (TITLES[0], PARAGRAPHS[8:16]),
    "justified": (TITLES[6], PARAGRAPHS[6:12]),
}
FOLDER = Path(__file__).parent / "pdf"
ITEMS += [
    Item(f"{name}.pdf", (FOLDER / f"{name}.pdf").read_bytes(), "application/pdf", None, title, None, None, paragraphs)
    for name, (title, paragraphs) in PDFS.items()
]
