"""Every rule of prose finds what is wrong and lets pass what is right."""

from __future__ import annotations

import pytest
import rules
from passages import CODE, HEADING, MATH, STRING

# (rule, wrong, right): the same sentence, once with the fault and once without it.
PAIRS = [
    (rules.arabic_letters, "يادگيري عميق", "یادگیری عمیق"),
    (rules.arabic_letters, "كتاب", "کتاب"),
    (rules.arabic_letters, "سال ٢٠٢٤", "سال ۲۰۲۴"),
    (rules.arabic_letters, "شبکۀ عصبی", "شبکهٔ عصبی"),
    (rules.arabic_letters, "کتـــاب", "کتاب"),
    (rules.half_space, "خط را می کشد", "خط را می‌کشد"),
    (rules.half_space, "خط را نمی کشد", "خط را نمی‌کشد"),
    (rules.half_space, "این میشود", "این می‌شود"),
    (rules.half_space, "این نمیتواند", "این نمی‌تواند"),
    (rules.half_space, "شبکه ها بزرگ‌اند", "شبکه‌ها بزرگ‌اند"),
    (rules.half_space, "شبکه های بزرگ", "شبکه‌های بزرگ"),
    (rules.half_space, "درختهای بلند", "درخت‌های بلند"),
    (rules.half_space, "آنها رفتند", "آن‌ها رفتند"),
    (rules.half_space, "بزرگ تر است", "بزرگ‌تر است"),
    (rules.half_space, "مهم ترین گام", "مهم‌ترین گام"),
    (rules.half_space, "ساخته اند", "ساخته‌اند"),
    (rules.half_space, "خانه ای", "خانه‌ای"),
    (rules.half_space, "شبکهٔ پیش خور", "شبکهٔ پیش‌خور"),
    (rules.half_space, "بیش برازش", "بیش‌برازش"),
    (rules.half_space, "راه حل این است", "راه‌حل این است"),
    (rules.half_space, "این‌ خط", "این خط"),
    (rules.half_space, "این ‌خط", "این خط"),
    (rules.half_space, "می‌‌شود", "می‌شود"),
    (rules.hamza, "لایه‌ی پنهان", "لایهٔ پنهان"),
    (rules.hamza, "همه‌ی آن‌ها", "همهٔ آن‌ها"),
    (rules.hamza, "شبکه عصبی مصنوعی", "شبکهٔ عصبی مصنوعی"),
    (rules.hamza, "مجموعه آزمون", "مجموعهٔ آزمون"),
    (rules.latin_punctuation, "ورودی, خروجی", "ورودی، خروجی"),
    (rules.latin_punctuation, "این است; آن نیست", "این است؛ آن نیست"),
    (rules.latin_punctuation, "چرا?", "چرا؟"),
    (rules.latin_punctuation, f"نام {CODE}, {CODE}", f"نام {CODE}، {CODE}"),
    (rules.latin_punctuation, "دقت ۹۱.۴٪ شد", "دقت ۹۱٫۴٪ شد"),
    (rules.latin_punctuation, "دقت ۹۱%", "دقت ۹۱٪"),
    (rules.latin_punctuation, 'کلاس "یک"', "کلاس «یک»"),
    (rules.latin_punctuation, "کلاس “یک”", "کلاس «یک»"),
    (rules.latin_digits, "دقت 91.4 شد", "دقت ۹۱٫۴ شد"),
    (rules.latin_digits, "سال 1958 بود", "سال ۱۹۵۸ بود"),
    (rules.latin_digits, "با 3 لایه", "با Keras 3 یا CIFAR-10 و CC BY-SA 4.0"),
    (rules.latin_digits, "نسخهٔ 1.0", "نسخهٔ 0.1.0"),
    (rules.spacing, "دو  فاصله", "یک فاصله"),
    (rules.spacing, "پایان .", "پایان."),
    (rules.spacing, "یک ، دو", "یک، دو"),
    (rules.spacing, "یک،دو", "یک، دو"),
    (rules.spacing, "( یک)", "(یک)"),
    (rules.spacing, "«یک »", "«یک»"),
    (rules.spacing, "خط(مرز)", "خط (مرز)"),
    (rules.spacing, "پایان.آغاز", "پایان. آغاز"),
    (rules.spacing, "حرف «ی»عربی", "حرف «ی» عربی و «ها»ی جمع"),
    (rules.starts_with_latin, f"{CODE} تابع است", f"تابع {CODE} است"),
    (rules.starts_with_latin, "Keras کتابخانه‌ای است", "کتابخانهٔ Keras"),
    (rules.starts_with_latin, f"{MATH} عدد است", f"عدد {MATH}"),
    (rules.glossary_terms, "دیتاست بزرگ", "مجموعه‌دادهٔ بزرگ"),
    (rules.glossary_terms, "چند هایپر فراپارامتر", "چند ابرپارامتر"),
    (rules.glossary_terms, "لایهٔ مخفی", "لایهٔ پنهان"),
    (rules.glossary_terms, "تابع فعال‌ساز", "تابع فعال‌سازی"),
    (rules.glossary_terms, "نزول گرادیان", "گرادیان کاهشی"),
    (rules.hype, "نتیجه فوق‌العاده است", "نتیجه خوب است"),
    (rules.hype, "نورون یک مدل می‌باشد", "نورون یک مدل است"),
    (rules.persian_digits_in_code, "$x=۲$", "$x=2$"),
    (rules.persian_digits_in_code, "`epochs=۲۰`", "`epochs=20`"),
]

GOOD = [
    "پرسپترون تنها یک خط می‌کشد: هر چه یک سوی خط باشد «۱» است و هر چه سوی دیگر باشد «۰».",
    "همین سادگی هم نقطهٔ قوت آن است و هم دلیل شکستش در XOR. چهار نقطهٔ XOR را روی کاغذ بکشید و "
    "بکوشید با یک خط از هم جدایشان کنید؛ اگر نشد، ناامید نشوید: اثباتِ ناممکن‌بودنش فقط چهار "
    "نامساوی می‌خواهد.",
    "این بخش پاسخ می‌دهد چرا بیش‌برازش (overfitting) رخ می‌دهد.",
    f"تابع {CODE} و عدد {MATH} را ببینید؛ در Keras 3 هم همین است.",
    "تنها در انتهای راه، منهای یک، رها شدند.",
    "میان میدان، میزان میراث بها دارد.",
    "لحظهٔ قطع آموزش به درستی نوشته شود.",
    "پاسخ «۰» است، نه «۱»: چرا؟ (چون چنین است.)",
]


def short(value):
    return value.__name__ if callable(value) else None


@pytest.mark.parametrize(("rule", "wrong", "right"), PAIRS, ids=short)
def test_rule(rule, wrong, right):
    assert rule(wrong) != []
    assert rule(right) == []


@pytest.mark.parametrize("text", GOOD)
def test_good_prose_has_no_fault(text):
    assert rules.faults(text) == []


def test_every_rule_has_an_example():
    used = {rule for kind in rules.RULES.values() for rule in kind}
    assert used <= {rule for rule, _, _ in PAIRS}


def test_kinds_have_their_own_rules():
    assert rules.faults("Keras کتابخانه است برای یادگیری", HEADING) == []
    assert rules.faults("نمونهٔ 12 از همهٔ نمونه‌ها", STRING) == []
    assert rules.faults("نمونهٔ 12 از همهٔ نمونه‌ها") != []


def test_english_text_is_not_judged():
    assert rules.faults('Zharfa («ژرفا», "depth") is a book.') == []


@pytest.mark.parametrize("row", rules.glossary(), ids=lambda row: row[0])
def test_the_vocabulary_keeps_its_own_rules(row):
    _, term, variants = row
    assert rules.arabic_letters(term) == []
    assert rules.half_space(term) == []
    assert rules.hamza(term) == []
    assert term not in variants


def test_terms_of_headings_need_their_english_at_first_use():
    headings = ["بیش‌برازش چیست؟"]
    assert rules.missing_english(headings, ["از بیش‌برازش (overfitting) بپرهیزید."]) == []
    late = ["از بیش‌برازش بپرهیزید.", "به بیش‌برازش (overfitting) برمی‌گردیم."]
    assert rules.missing_english(headings, late) == ["بیش‌برازش (overfitting)"]
    assert rules.missing_english(["نتیجه"], late) == []


def test_a_term_inside_a_longer_one_is_not_its_use():
    paragraphs = ["شبکهٔ عصبی بازگشتی (recurrent neural network) حافظه دارد."]
    assert rules.missing_english(["شبکهٔ عصبی بازگشتی (RNN)"], paragraphs) == []
