// Places in a figure: pointing at one picks the choice beside the figure that has the same id, and
// the figure shows what is picked or has the focus. The choices stay what is sent.

const svgSpace = "http://www.w3.org/2000/svg";
const margin = 3; // of a frame around its region, in the figure's units

/**
 * A frame around a region, in the coordinates of the figure. It takes the pointer for the whole box,
 * where shapes and words leave gaps.
 * @param {SVGSVGElement} figure @param {SVGGraphicsElement} region
 */
function frame(figure, region) {
  const box = region.getBBox();
  const matrix = figure.getScreenCTM().inverse().multiply(region.getScreenCTM());
  const rect = document.createElementNS(svgSpace, "rect");
  for (const [name, value] of Object.entries({
    class: "spot",
    x: box.x - margin,
    y: box.y - margin,
    width: box.width + 2 * margin,
    height: box.height + 2 * margin,
    rx: margin,
    transform: `matrix(${["a", "b", "c", "d", "e", "f"].map((key) => matrix[key]).join(" ")})`,
  })) {
    rect.setAttribute(name, String(value));
  }
  return rect;
}

/** @param {Element} box @param {string} id the choice, or what is said of it in the solution */
function rowOf(box, id) {
  const rows = box.querySelectorAll("input, [data-of-spot]");
  return [...rows].find((row) => (row.dataset.ofSpot ?? row.value) === id);
}

/** @param {Element} row @param {SVGRectElement} rect */
function show(row, rect) {
  const isInput = row.matches("input");
  rect.classList.toggle("picked", isInput ? row.checked : row.classList.contains("picked"));
  rect.classList.toggle("focused", isInput && row.matches(":focus-visible"));
  rect.classList.toggle("right", row.classList.contains("right"));
}

/** @param {HTMLElement} box */
function enhance(box) {
  const figure = box.querySelector("svg");
  if (!figure || box.classList.contains("framed")) return;
  box.classList.add("framed");
  const pairs = [...figure.querySelectorAll("[data-spot]")].flatMap((region) => {
    const row = rowOf(box, region.dataset.spot);
    return row ? [{ row, rect: frame(figure, region) }] : [];
  });
  const area = ({ rect }) => rect.getAttribute("width") * rect.getAttribute("height");
  // A region within another one lies above it.
  for (const { row, rect } of pairs.sort((one, other) => area(other) - area(one))) {
    figure.append(rect);
    if (!row.matches("input")) continue;
    rect.classList.add("open");
    rect.addEventListener("click", () => {
      row.click();
      row.focus();
    });
  }
  const update = () => pairs.forEach(({ row, rect }) => show(row, rect));
  for (const event of ["change", "focusin", "focusout"]) {
    box.addEventListener(event, () => requestAnimationFrame(update));
  }
  update();
}

/** @param {ParentNode} root */
function look(root) {
  for (const box of root.querySelectorAll("[data-hotspot]")) enhance(box);
}

look(document);
document.addEventListener("htmx:load", (event) => look(event.target.parentNode ?? document));
