"""A picture made of frames that the reader steps through: one HTML output, nothing external."""

from __future__ import annotations

import base64
import hashlib
import html
import io
import itertools
import json
from collections.abc import Sequence
from string import Template

from matplotlib.figure import Figure

from zharfa.persian import digits

_serial = itertools.count(1)

# Without a script, and where scripts are removed, the last frame stays, with its description and
# its caption. The script adds the controls and starts at the first frame. Colours are inherited
# from the page, so the controls fit the light and the dark ground.
_PAGE = Template("""\
<figure class="zharfa-steps" id="$id" dir="rtl" lang="fa">
<img src="$last" alt="$alt" width="$width" height="$height" style="max-width:100%;height:auto">
$caption</figure>
<style>
.zharfa-steps{margin:0 0 1em;text-align:center}
.zharfa-steps .zharfa-steps-bar{display:flex;align-items:center;gap:.75em;max-width:40em;\
margin:.25em auto;flex-wrap:nowrap}
.zharfa-steps button{font:inherit;color:inherit;background:transparent;border:1px solid;\
border-radius:.5em;padding:.3em .9em;min-height:2.75em;cursor:pointer}
.zharfa-steps button:disabled{opacity:.45;cursor:default}
.zharfa-steps button:focus-visible,.zharfa-steps input:focus-visible\
{outline:3px solid #4d8ff2;outline-offset:2px}
.zharfa-steps input{flex:1 1 4em;min-width:3em;min-height:2.75em;margin:0;accent-color:#4d8ff2}
.zharfa-steps output{white-space:nowrap;font-variant-numeric:tabular-nums}
</style>
<script>
(function () {
  var frames = $frames, alt = $alt_text;
  var root = document.getElementById("$id");
  if (!root || root.dataset.ready) return;
  root.dataset.ready = "true";
  function add(parent, name, properties) {
    return parent.appendChild(Object.assign(document.createElement(name), properties));
  }
  function persian(number) {
    return String(number).replace(/[0-9]/g, function (d) { return "۰۱۲۳۴۵۶۷۸۹"[d]; });
  }
  var image = root.querySelector("img");
  var bar = document.createElement("div");
  bar.className = "zharfa-steps-bar";
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", "گام‌های تصویر");
  image.insertAdjacentElement("afterend", bar);
  var previous = add(bar, "button", {type: "button", textContent: "قبلی"});
  var slider = add(bar, "input", {type: "range", min: 1, max: frames.length, value: 1, dir: "rtl"});
  slider.setAttribute("aria-label", "گام");
  var counter = add(bar, "output", {});
  var next = add(bar, "button", {type: "button", textContent: "بعدی"});
  function show(step) {
    step = Math.max(1, Math.min(frames.length, step));
    var words = "گام " + persian(step) + " از " + persian(frames.length);
    slider.value = step;
    slider.setAttribute("aria-valuetext", words);
    counter.textContent = words;
    image.src = frames[step - 1];
    image.alt = alt + " (" + words + ")";
    previous.disabled = step === 1;
    next.disabled = step === frames.length;
  }
  function move(by) { return function () { show(Number(slider.value) + by); }; }
  previous.addEventListener("click", move(-1));
  next.addEventListener("click", move(1));
  slider.addEventListener("input", move(0));
  show(1);
})();
</script>
""")


class Steps:
    """Frames with a slider and two buttons; displays itself as HTML and, failing that, as PNG.

    Attributes:
        frames: PNG files as bytes, in order.
        title: caption, or None.
        alt: description of the picture.
    """

    def __init__(self, frames: Sequence[bytes], *, alt: str, title: str | None = None) -> None:
        if not frames:
            raise ValueError("دست‌کم یک قاب لازم است: برای n عددی از 1 به بالا بدهید.")
        self.frames = list(frames)
        self.title = title
        self.alt = alt

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, object]:
        # Where HTML is refused (PDF, some viewers) the last frame stands as an ordinary picture.
        return {
            "text/html": self.to_html(),
            "image/png": base64.b64encode(self.frames[-1]).decode("ascii"),
            "text/plain": repr(self),
        }

    def __repr__(self) -> str:
        return f"{self.title or self.alt} ({digits(len(self.frames))} گام)"

    def to_html(self) -> str:
        """Return the self-contained HTML fragment, with an id that no other picture has."""
        addresses = [
            "data:image/png;base64," + base64.b64encode(frame).decode("ascii")
            for frame in self.frames
        ]
        width, height = _png_size(self.frames[-1])
        fingerprint = hashlib.sha256(b"".join(self.frames)).hexdigest()[:8]
        caption = f"<figcaption>{html.escape(self.title)}</figcaption>\n" if self.title else ""
        return _PAGE.substitute(
            id=f"zharfa-steps-{fingerprint}-{next(_serial)}",
            last=addresses[-1],
            alt=html.escape(self.alt, quote=True),
            caption=caption,
            width=width,
            height=height,
            frames=_script_json(addresses),
            alt_text=_script_json(self.alt),
        )


def render_frame(figure: Figure, dpi: int, colours: int = 96) -> bytes:
    """Draw a figure to a small PNG: transparent ground, a palette of at most `colours`."""
    from PIL import Image

    drawn = io.BytesIO()
    figure.savefig(drawn, format="png", dpi=dpi, transparent=True)
    picture = Image.open(drawn).convert("RGBA")
    small = io.BytesIO()
    picture.quantize(colours, method=Image.Quantize.FASTOCTREE).save(small, "PNG", optimize=True)
    return small.getvalue()


def _png_size(png: bytes) -> tuple[int, int]:
    """Read width and height in pixels from the header of a PNG file."""
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


def _script_json(value: object) -> str:
    """Write a value as JSON that cannot end the script element it stands in."""
    return json.dumps(value, ensure_ascii=False).replace("</", "<\\/").replace("<!--", "<\\!--")
