// Renders TeX to the HTML of MathJax 3 (CommonHTML output with MathML for screen readers).
//
// stdin:  JSON array of {tex, display}
// stdout: JSON {css, formulas}; each formula is {html, width} (width in em) or, where TeX is wrong, {error}
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

// mathjax-full is CommonJS; plain `import` would not find its files without their extension.
const require = createRequire(import.meta.url);
const { mathjax } = require("mathjax-full/js/mathjax.js");
const { TeX } = require("mathjax-full/js/input/tex.js");
const { AllPackages } = require("mathjax-full/js/input/tex/AllPackages.js");
const { CHTML } = require("mathjax-full/js/output/chtml.js");
const { liteAdaptor } = require("mathjax-full/js/adaptors/liteAdaptor.js");
const { RegisterHTMLHandler } = require("mathjax-full/js/handlers/html.js");
const { AssistiveMmlHandler } = require("mathjax-full/js/a11y/assistive-mml.js");

// Joined Persian letters are about half an em wide on average.
const adaptor = liteAdaptor({ unknownCharWidth: 0.5 });
AssistiveMmlHandler(RegisterHTMLHandler(adaptor));

const output = new CHTML({
  fontURL: "fonts/mathjax",
  adaptiveCSS: false,
  // Any explicit font keeps the letters of \text{…} together; book/_assets/math.css says which.
  mtextFont: "inherit",
});
// Without these two a slip in a formula is an error, and not red text on the page.
const lenient = ["noundefined", "noerrors"];
const input = new TeX({
  packages: AllPackages.filter((name) => !lenient.includes(name)),
  formatError: (_, error) => {
    throw error;
  },
});
const page = mathjax.document("", { InputJax: input, OutputJax: output });

function render({ tex, display }) {
  try {
    input.reset();
    const formula = new page.options.MathItem(tex, input, display);
    formula.start.node = adaptor.body(page.document);
    formula.setMetrics(16, 8, 1200, 1200, 1);
    formula.convert(page);
    const { w } = output.getBBox(formula, page);
    return { html: adaptor.outerHTML(formula.typesetRoot), width: w };
  } catch (error) {
    return { error: error.message };
  }
}

const formulas = JSON.parse(readFileSync(0, "utf8")).map(render);
const css = adaptor.textContent(output.styleSheet(page));
process.stdout.write(JSON.stringify({ css, formulas }));
