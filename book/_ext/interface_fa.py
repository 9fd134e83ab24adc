"""The Persian words of the interface, by the way in which they reach the page."""

from __future__ import annotations

_SEARCH = {
    "Search": "جستجو",
    "search": "جستجو",
    "Search Page": "صفحهٔ جستجو",
    "Quick search": "جستجوی سریع",
    "Go": "برو",
    "Search Results": "نتیجه‌های جستجو",
    "Searching": "در حال جستجو",
    "Preparing search...": "آماده‌سازی جستجو…",
    "Search within %(docstitle)s": "جستجو در %(docstitle)s",
    "Hide Search Matches": "پنهان‌کردن واژه‌های یافته",
    ", in ": "، در ",
    "Your search did not match any documents. Please make sure that all words are spelled "
    "correctly and that you've selected enough categories.": "چیزی پیدا نشد. املای واژه‌ها را "
    "بازبینی کنید یا با واژه‌های کمتری بجویید.",
    "Search finished, found ${resultCount} page(s) matching the search query.": "${resultCount} "
    "صفحه پیدا شد.",
    "Please activate JavaScript to enable the search functionality.": "برای جستجو، جاوااسکریپت "
    "مرورگر را روشن کنید.",
    "Please activate JavaScript to enable the search\n    functionality.": "برای جستجو، "
    "جاوااسکریپت مرورگر را روشن کنید.",
    "Searching for multiple words only shows matches that contain\n    all words.": "اگر چند واژه "
    "بنویسید، صفحه‌هایی می‌آیند که همهٔ واژه‌ها را دارند.",
}

#: The catalogue of Sphinx's scripts; some messages have a form for one and a form for many.
SCRIPT_CATALOGUE = {
    **_SEARCH,
    "Search finished, found one page matching the search query.": [
        "یک صفحه پیدا شد.",
        "${resultCount} صفحه پیدا شد.",
    ],
}

_LINKS = {
    f"{link} to this {thing}": f"پیوند به این {persian}"
    for link in ("Link", "Permalink")
    for thing, persian in {
        "heading": "عنوان",
        "headline": "عنوان",
        "image": "شکل",
        "table": "جدول",
        "code": "کد",
        "toctree": "فهرست",
        "equation": "فرمول",
        "term": "واژه",
        "definition": "تعریف",
    }.items()
}

_PAGE = {
    "Skip to main content": "رفتن به متن",
    "Back to top": "بازگشت به بالا",
    "Contents": "فهرست مطالب",
    "On this page": "در این صفحه",
    "Section Navigation": "فهرست کتاب",
    "Site navigation": "فهرست کتاب",
    "Navigation": "پیمایش",
    "Breadcrumb": "جایگاه صفحه",
    "Breadcrumbs": "جایگاه صفحه",
    "Home": "خانه",
    "Collapse Sidebar": "بستن نوار کناری",
    "Expand Sidebar": "گشودن نوار کناری",
    "Color mode": "رنگ صفحه",
    "Light": "روشن",
    "Dark": "تیره",
    "System Settings": "مانند دستگاه",
    "previous": "پیشین",
    "next": "پسین",
    "previous page": "صفحهٔ پیشین",
    "next page": "صفحهٔ پسین",
    "Announcement": "آگهی",
    "Version warning": "هشدار نسخه",
    "Show Source": "متن منبع",
    "About these documents": "دربارهٔ کتاب",
    "Copyright": "حق نشر",
    "Copyright %(copyright)s": "حق نشر %(copyright)s",
    "© Copyright %(copyright)s.": "© %(copyright)s",
    "&#169; %(copyright_prefix)s %(copyright)s.": "&#169; %(copyright)s",
    "Last updated on %(last_updated)s.": "به‌روزشده در %(last_updated)s",
    "Index": "نمایه",
    "General Index": "نمایه",
    "Indices": "نمایه‌ها",
    "Index &#x2013; %(key)s": "نمایه &#x2013; %(key)s",
    "Index pages by letter": "نمایه به ترتیب حرف‌ها",
    "Full index on one page": "همهٔ نمایه در یک صفحه",
    "Symbols": "نمادها",
    "Table of Contents": "فهرست مطالب",
    "Error": "خطا",
}

_CONTENT = {
    "Note": "نکته",
    "Tip": "راهنمایی",
    "Hint": "سرنخ",
    "Warning": "هشدار",
    "Caution": "احتیاط",
    "Attention": "توجه",
    "Important": "مهم",
    "Danger": "خطر",
    "See also": "نیز ببینید",
    "Footnotes": "پانوشت‌ها",
    "Fig. %s": "شکل %s",
    "Table %s": "جدول %s",
    "Listing %s": "کد %s",
    "Section %s": "بخش %s",
}

_BOOK_THEME = {
    "By": "نوشتهٔ",
    "Contents": "در این صفحه",
    "logo": "",
    "Download this page": "دریافت این صفحه",
    "Download notebook file": "دریافت دفترچه",
    "Download source file": "دریافت متن منبع",
    ".ipynb": "دفترچهٔ Jupyter",
    ".md": "متن منبع",
    ".pdf": "چاپ",
    "Print to PDF": "چاپ یا PDF",
    "Fullscreen mode": "تمام‌صفحه",
    "Launch interactive content": "اجرای دفترچه",
    "Launch on": "اجرا در",
    "Source repository": "مخزن کتاب",
    "Source repositories": "مخزن کتاب",
    "Repository": "مخزن کتاب",
    "Show source": "متن منبع",
    "Open issue": "گزارش مشکل",
    "Open an issue": "گزارش مشکل",
    "Suggest edit": "پیشنهاد ویرایش",
    "Edit this page": "پیشنهاد ویرایش",
    "Search": "جستجو",
}

#: What gettext is asked for, by catalogue. Sphinx and the pydata theme share one.
CATALOGUES: dict[str, dict[str, str]] = {
    "sphinx": {**_SEARCH, **_LINKS, **_PAGE, **_CONTENT},
    "booktheme": _BOOK_THEME,
}

#: What templates and extensions write without gettext: texts, names and hints of their own.
IN_PAGES = {
    "Toggle primary sidebar": "فهرست کتاب",
    "Toggle secondary sidebar": "فهرست این صفحه",
    "Toggle hidden content": "نمایش یا پنهان‌کردن",
    "Main": "فهرست کتاب",
    "Page": "فهرست این صفحه",
    "Show code cell source": "نمایش کد",
    "Hide code cell source": "پنهان‌کردن کد",
    "Show code cell output": "نمایش خروجی",
    "Hide code cell output": "پنهان‌کردن خروجی",
    "Show code cell content": "نمایش کد و خروجی",
    "Hide code cell content": "پنهان‌کردن کد و خروجی",
    "Show code cell outputs": "نمایش خروجی",
    "Hide code cell outputs": "پنهان‌کردن خروجی",
    **_LINKS,
}

#: What togglebutton.js puts into the page.
IN_SCRIPTS = {'aria-label="Toggle hidden content"': 'aria-label="نمایش یا پنهان‌کردن"'}

#: The language table of copybutton.js.
COPY_BUTTON = {
    "copy": "رونوشت",
    "copy_to_clipboard": "رونوشت در بریده‌دان",
    "copy_success": "رونوشت شد",
    "copy_failure": "رونوشت نشد",
}
