// Lets xterm.js live under `style-src 'self'`. It makes <style> elements for its theme and, for true
// colours, style attributes; the policy refuses both. What goes through the CSS object model is
// allowed, so both are sent that way. Import this before a terminal is made.

const createElement = document.createElement.bind(document);

/**
 * What xterm.js takes for a style element: its text goes into an adopted sheet.
 * @returns {HTMLElement}
 */
function styleElement() {
  const element = createElement("template");
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets.push(sheet);
  Object.defineProperty(element, "textContent", {
    get: () => "",
    set: (/** @type {string} */ text) => sheet.replaceSync(text),
  });
  element.remove = () => {
    const at = document.adoptedStyleSheets.indexOf(sheet);
    if (at >= 0) document.adoptedStyleSheets.splice(at, 1);
    Element.prototype.remove.call(element);
  };
  return element;
}

document.createElement = /** @type {typeof document.createElement} */ (
  (/** @type {string} */ name, /** @type {ElementCreationOptions} */ options) =>
    name === "style" ? styleElement() : createElement(name, options)
);

HTMLSpanElement.prototype.setAttribute = function (name, value) {
  if (name === "style") {
    this.style.cssText = value;
  } else {
    Element.prototype.setAttribute.call(this, name, value);
  }
};
