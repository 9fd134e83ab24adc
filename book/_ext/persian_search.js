/* Persian rules for Sphinx's search page; `PersianText` is generated from persian_text.py.
 * Sphinx puts this into language_data.js, which the search page loads behind searchtools.js. */

// The two names that Sphinx's search looks for.
var Stemmer = function () {
  this.stemWord = PersianText.stem;
};
var splitQuery = PersianText.queryWords;

/* Titles and index entries are compared letter by letter with the query, so both are folded as
 * the words of the index are; the reader still sees the title as it is written. */
const folded = (words) => words.map(PersianText.stem).join(" ");
const foldText = (text) => folded(PersianText.words(text));
const writtenTitles = new Map();

const foldKeys = (table) => {
  const foldedKeys = Object.create(null);
  for (const [key, places] of Object.entries(table)) {
    const name = foldText(key);
    foldedKeys[name] = (foldedKeys[name] || []).concat(places);
  }
  return foldedKeys;
};

const setIndex = Search.setIndex;
Search.setIndex = (index) => {
  const titles = index.titles.map(foldText);
  index.titles.forEach((title, file) => writtenTitles.set(index.docnames[file], title));
  for (const [title, places] of Object.entries(index.alltitles))
    for (const [file] of places)
      writtenTitles.set(
        `${index.docnames[file]} ${titles[file]} > ${foldText(title)}`,
        `${index.titles[file]} > ${title}`,
      );
  setIndex({
    ...index,
    titles,
    alltitles: foldKeys(index.alltitles),
    indexentries: foldKeys(index.indexentries),
  });
};

const performSearch = Search._performSearch;
Search._performSearch = (query, ...terms) =>
  performSearch(folded(PersianText.queryWords(query)), ...terms).map((result) => {
    const [docname, title] = result;
    const written =
      writtenTitles.get(`${docname} ${title}`) ||
      (foldText(writtenTitles.get(docname)) === title && writtenTitles.get(docname));
    return written ? [docname, written, ...result.slice(2)] : result;
  });

/* The number of results in Persian digits, as everywhere in the book. */
const startSearch = Search.performSearch;
Search.performSearch = (query) => {
  startSearch(query);
  const line = Search.status;
  Search.status = {
    set innerText(text) {
      line.innerText = text.replace(/[0-9]/g, (digit) => PersianText.tidy(digit));
    },
  };
};

/* The excerpt: the text around the first word that was looked for, without the source of formulas
 * and without what belongs to the page's machinery; a space between neighbouring blocks. */
const NOT_PROSE =
  ".headerlink, script, style, .copybtn, .linenos, .toctree-wrapper, #jb-print-docs-body, " +
  ".bd-header-article, .prev-next-footer, svg";
const BLOCKS = "p, li, pre, h1, h2, h3, h4, h5, h6, td, th, dt, dd, summary, figcaption, div";
const WORDS_BEFORE = 12;
const WORDS_SHOWN = 45;

Search.htmlToText = (htmlString, anchor) => {
  const page = new DOMParser().parseFromString(htmlString, "text/html");
  page.querySelectorAll(NOT_PROSE).forEach((element) => element.remove());
  page
    .querySelectorAll(".math, mjx-container")
    .forEach((formula) => formula.replaceWith(" … "));
  page.querySelectorAll(BLOCKS).forEach((block) => block.append(" "));
  const main = page.querySelector('[role="main"]');
  const part = (anchor && main?.querySelector(`#${CSS.escape(anchor.slice(1))}`)) || main;
  return (part?.textContent || "").replace(/[\s¶#]+/gu, " ").trim();
};

Search.makeSearchSummary = (htmlText, keywords, anchor) => {
  const pieces = Search.htmlToText(htmlText, anchor).split(" ");
  const isMatch = (piece) => PersianText.words(piece).some((w) => keywords.has(PersianText.stem(w)));
  const first = Math.max(pieces.findIndex(isMatch) - WORDS_BEFORE, 0);
  const last = first + WORDS_SHOWN;
  const summary = document.createElement("p");
  summary.className = "context";
  if (first > 0) summary.append("… ");
  for (const piece of pieces.slice(first, last)) {
    if (isMatch(piece)) {
      const mark = document.createElement("span");
      mark.className = "highlighted";
      mark.textContent = piece;
      summary.append(mark, " ");
    } else summary.append(`${piece} `);
  }
  if (last < pieces.length) summary.append("…");
  return summary;
};
