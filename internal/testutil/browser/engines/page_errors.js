// What a page does for PageErrors. It is the page's first script.
(() => {
  // A page that is left cuts its requests off, and htmx logs each of them.
  let leaving = false;
  addEventListener('beforeunload', () => (leaving = true));
  addEventListener('pageshow', () => (leaving = false));
  // The browser does not go on before the server has heard.
  const report = (text) => {
    if (leaving) return;
    const request = new XMLHttpRequest();
    request.open('POST', '/__page-error', false);
    request.send(`${location.href}: ${text}`);
  };
  const logged = console.error;
  console.error = (...args) => {
    report(args.map(String).join(' '));
    logged.apply(console, args);
  };
  addEventListener('error', (event) => event.message && report(event.message)); // an image that does not load has none
  addEventListener('unhandledrejection', (event) => report(`rejected: ${event.reason}`));
  addEventListener(
    'securitypolicyviolation',
    (event) => report(`${event.effectiveDirective} refuses ${event.blockedURI} ${event.sample}`),
    true,
  );
  // As in a person's browser: clerk-js takes an automated one for a bot.
  Object.defineProperty(Navigator.prototype, 'webdriver', { get: () => false });
})();
