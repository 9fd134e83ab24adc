// Checks the answers of the quiz forms that book/_ext/quiz.py writes into a page.
"use strict";

/**
 * Every reasonable reading of a typed number: Persian, Arabic or Latin digits, and «/» or «,» both
 * as the decimal sign of Persian keyboards and as fraction bar or thousands separator.
 */
function readNumber(text) {
  const plain = text
    .normalize("NFKC")
    .replace(/[۰-۹]/g, (digit) => digit.charCodeAt(0) - 0x06f0)
    .replace(/[٠-٩]/g, (digit) => digit.charCodeAt(0) - 0x0660)
    .replace(/[\s\u200c\u200e\u200f\u2066-\u2069٬]/g, "")
    .replace(/[−–]/g, "-")
    .replace(/[٫،]/g, ".");
  const percent = plain.replace(/[%٪]/g, "");
  const readings = [percent.replace(/[/,]/, "."), percent.replaceAll(",", "")].map(Number);
  const fraction = percent.split("/").map(Number);
  if (fraction.length === 2 && !percent.startsWith("/")) readings.push(fraction[0] / fraction[1]);
  if (percent !== plain) readings.push(...readings.map((value) => value / 100));
  return /\d/.test(percent) ? readings.filter(Number.isFinite) : [];
}

const persian = (number) => number.toLocaleString("fa-IR");

function startQuestion(form, onSolved) {
  const inputs = [...form.querySelectorAll("input")];
  const answers = [...form.querySelectorAll(".quiz-answer")];
  const closing = answers.slice(form.dataset.kind === "numeric" ? 0 : inputs.length);
  const feedback = form.querySelector(".quiz-feedback");
  const isRight = (index) => answers[index].dataset.correct === "true";

  function say(state, sentence, explanations = []) {
    form.dataset.state = state;
    const verdict = document.createElement("p");
    verdict.className = "quiz-verdict";
    verdict.textContent = sentence;
    feedback.replaceChildren(verdict, ...explanations.map((answer) => answer.cloneNode(true)));
  }

  function reset() {
    delete form.dataset.state;
    feedback.replaceChildren();
    for (const input of inputs) {
      input.removeAttribute("aria-invalid");
      delete input.parentElement.dataset.mark;
    }
  }

  function checkNumber() {
    const [field] = inputs;
    const readings = readNumber(field.value);
    if (readings.length === 0) {
      field.setAttribute("aria-invalid", "true");
      say("empty", "یک عدد بنویسید، مانند ۱٫۵ یا 1.5.");
      return;
    }
    const answer = Number(form.dataset.answer);
    // The smallest slack forgives the rounding of binary fractions (0.1 + 0.2).
    const slack = Number(form.dataset.tolerance) + 1e-9 * Math.max(1, Math.abs(answer));
    const right = readings.some((value) => Math.abs(value - answer) <= slack);
    if (right) say("right", "درست است.", closing);
    else say("wrong", "این عدد درست نیست. دوباره حساب کنید، یا «نمایش پاسخ» را بزنید.");
    if (right) onSolved(form);
  }

  function checkChoices() {
    const chosen = inputs.flatMap((input, index) => (input.checked ? [index] : []));
    if (chosen.length === 0) {
      say("empty", "نخست گزینه‌ای را برگزینید.");
      return;
    }
    for (const index of chosen) {
      inputs[index].parentElement.dataset.mark = isRight(index) ? "right" : "wrong";
    }
    const explanations = chosen.map((index) => answers[index]);
    const missing = inputs.some((input, index) => isRight(index) && !input.checked);
    if (!chosen.every(isRight)) {
      say("wrong", chosen.length > 1 ? "همهٔ این گزینه‌ها درست نیستند." : "درست نیست.", explanations);
    } else if (missing) {
      say("partial", "تا اینجا درست است، ولی گزینهٔ درستِ دیگری هم هست.", explanations);
    } else {
      say("right", "درست است.", [...explanations, ...closing]);
      onSolved(form);
    }
  }

  function reveal() {
    if (form.dataset.kind !== "numeric") {
      inputs.forEach((input, index) => {
        input.parentElement.dataset.mark = isRight(index) ? "right" : "wrong";
      });
    }
    say("revealed", "پاسخ و دلیل آن:", answers);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    reset();
    if (form.dataset.kind === "numeric") checkNumber();
    else checkChoices();
  });
  form.addEventListener("input", reset);
  form.querySelector(".quiz-actions [type=button]").addEventListener("click", () => {
    reset();
    reveal();
  });
  for (const choice of form.querySelectorAll(".quiz-choice")) {
    choice.addEventListener("click", (event) => {
      if (!event.target.closest("input, label, a, button")) choice.querySelector("input").click();
    });
  }
  form.querySelector(".quiz-actions").hidden = false;
  form.querySelector(".quiz-answers").hidden = true;
}

function startScore(line, forms) {
  const solved = new Set();
  const show = () => {
    line.textContent =
      solved.size === forms.length
        ? `همهٔ ${persian(forms.length)} پرسش را درست پاسخ دادید.`
        : `${persian(solved.size)} از ${persian(forms.length)} پرسش درست پاسخ داده شد.`;
  };
  for (const form of forms) {
    startQuestion(form, () => {
      solved.add(form);
      show();
    });
  }
  show();
}

let waiting = [];
for (const element of document.querySelectorAll("form.quiz, .quiz-score")) {
  if (element.matches("form")) {
    waiting.push(element);
  } else {
    startScore(element, waiting);
    waiting = [];
  }
}
