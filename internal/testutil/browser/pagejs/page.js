// What the harness asks a page. Each call evaluates the whole function: it leaves nothing behind in the page.
(method, ...args) => {
  const label = (element) =>
    (element.innerText ?? element.textContent ?? '').replace(/\s+/g, ' ').trim();

  const visible = (element) => {
    const { width, height } = element.getBoundingClientRect();
    return width > 0 && height > 0 && element.checkVisibility({ visibilityProperty: true });
  };

  const describe = (element) => element.outerHTML.replace(/\s+/g, ' ').slice(0, 120);

  // The first visible match; text, where it is not empty, must be the whole of its text.
  const find = (selector, text) => {
    const found = [...document.querySelectorAll(selector)];
    const labeled = text === '' ? found : found.filter((element) => label(element) === text);
    const shown = labeled.find(visible);
    if (shown) return shown;
    if (labeled.length > 0) throw new Error(`${labeled.length} found, none visible`);
    if (found.length > 0) throw new Error(`none with this text, found ${JSON.stringify(found.map(label))}`);
    throw new Error('none found');
  };

  const methods = {
    visible: (selector, text) => {
      find(selector, text);
      return true;
    },

    gone: (selector) => {
      const rest = [...document.querySelectorAll(selector)].filter(visible);
      if (rest.length > 0) throw new Error(`still visible: ${describe(rest[0])}`);
      return true;
    },

    text: (selector) => label(find(selector, '')),

    contains: (selector, text) => {
      const texts = [...document.querySelectorAll(selector)].filter(visible).map(label);
      if (!texts.some((found) => found.includes(text))) throw new Error(`the text is ${JSON.stringify(texts)}`);
      return true;
    },

    // Where a click would hit the element itself.
    point: (selector, text) => {
      const element = find(selector, text);
      if (element.matches(':disabled, [aria-disabled="true"]')) throw new Error(`disabled: ${describe(element)}`);
      element.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
      const box = element.getBoundingClientRect();
      const point = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      const hit = document.elementFromPoint(point.x, point.y);
      if (!hit) throw new Error(`outside the viewport: ${describe(element)}`);
      if (!element.contains(hit)) throw new Error(`covered by ${describe(hit)}`);
      return point;
    },

    // Selects what a text field holds, so that typing replaces it.
    select: (selector) => {
      const field = find(selector, '');
      field.focus();
      field.select?.();
      return true;
    },

    attribute: (selector, name) => {
      const element = document.querySelector(selector);
      if (!element) throw new Error('none found');
      return element.getAttribute(name) ?? '';
    },

    count: (selector) => document.querySelectorAll(selector).length,

    // The document named by the time stamp has run its deferred scripts.
    parsed: () => {
      if (performance.getEntriesByType('navigation')[0]?.domContentLoadedEventEnd > 0) return true;
      throw new Error(`the document is ${document.readyState}`);
    },
  };
  return methods[method](...args);
}
