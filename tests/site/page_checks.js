/* What can be seen only in the drawn page. Evaluated in the page; returns a list of sentences. */
({ englishStrings }) => {
  const problems = [];
  const root = document.documentElement;
  const shown = (element) => element.checkVisibility();
  const name = (element) => {
    const start = element.cloneNode(false).outerHTML.slice(0, 120);
    return `${start} in ${element.parentElement?.cloneNode(false).outerHTML.slice(0, 80)}`;
  };

  if (root.dir !== "rtl") problems.push(`<html dir="${root.dir}">`);
  if (root.lang !== "fa") problems.push(`<html lang="${root.lang}">`);

  // No horizontal overflow of the page; boxes that scroll by themselves are allowed.
  if (root.scrollWidth > root.clientWidth) {
    const out = [...document.querySelectorAll("body *")].filter((element) => {
      const { left, right, width } = element.getBoundingClientRect();
      return width > 0 && (left < -1 || right > root.clientWidth + 1) && shown(element);
    });
    const culprits = out.slice(-3).map(name).join("; ");
    problems.push(`page is ${root.scrollWidth} px wide, window ${root.clientWidth}: ${culprits}`);
  }

  // No English interface string, in text, in tooltips, or for a screen reader.
  const NOT_INTERFACE = "pre, code, script, style, .math, mjx-container, .bd-article p, .citation";
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!element.closest(NOT_INTERFACE)) texts.push([element, walker.currentNode.data]);
  }
  for (const attribute of ["aria-label", "title", "placeholder", "data-bs-original-title", "alt"])
    for (const element of document.querySelectorAll(`[${attribute}]`))
      texts.push([element, element.getAttribute(attribute)]);
  for (const element of document.querySelectorAll(".highlight, .admonition, summary, button"))
    for (const pseudo of ["::before", "::after"])
      texts.push([element, getComputedStyle(element, pseudo).content.replace(/^"|"$/g, "")]);
  for (const [element, raw] of texts) {
    const text = raw.trim().replace(/\s+/g, " ");
    const whole = text.replace(/[:.…]+$/, "");
    const english = englishStrings.find((string) =>
      string.includes(" ") ? text.includes(string) : whole === string,
    );
    if (english) problems.push(`English string "${english}" in ${name(element)}`);
    // Two Latin words and no Persian letter on a control are English, listed or not.
    const control = element.closest("button, summary, label, [role=dialog], dialog, nav[aria-label]");
    if (control && /[A-Za-z]{2,}[ -][A-Za-z]{2,}/.test(text) && !/[\u0600-\u06ff]/.test(text))
      problems.push(`English text "${text.slice(0, 60)}" in ${name(element)}`);
  }

  // Code runs from left to right: in every line of Latin signs each one stands behind the last.
  const range = document.createRange();
  for (const block of document.querySelectorAll("pre, code")) {
    if (!shown(block) || (block.matches("code") && block.closest("pre"))) continue;
    const nodes = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    let line = [];
    let length = 0;
    const checkLine = () => {
      const text = line.map(([sign]) => sign).join("");
      const isLatin = /^[\x20-\x7e]+$/.test(text) && /[A-Za-z]/.test(text);
      for (let i = 1; isLatin && i < line.length; i++) {
        const [before, here] = [line[i - 1][1](), line[i][1]()];
        const sameRow = Math.abs(before.top - here.top) < 3;
        if (sameRow && here.width > 0 && here.left < before.left - 0.5) {
          problems.push(`code drawn in the wrong order: "${text.slice(0, 60)}"`);
          break;
        }
      }
      line = [];
    };
    while (nodes.nextNode() && length < 1500) {
      const node = nodes.currentNode;
      length += node.data.length;
      for (let i = 0; i < node.data.length; i++) {
        if (node.data[i] === "\n") checkLine();
        else
          line.push([
            node.data[i],
            () => {
              range.setStart(node, i);
              range.setEnd(node, i + 1);
              return range.getBoundingClientRect();
            },
          ]);
      }
    }
    checkLine();
    if (problems.length > 30) break;
  }
  return problems;
}
