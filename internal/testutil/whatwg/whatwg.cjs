// What browsers make of URLs: Node has the WHATWG's parser, as they do.
//
// Reads JSON on each line and answers on a line. null asks for values that try to lead to evil.example, or to run as
// script; {"page": …, "values": […]} for where each leads from the page.

const cross = (...lists) => lists.reduce((values, list) => values.flatMap((v) => list.map((w) => v + w)), ['']);
const unique = (values) => [...new Set(values)];
const chars = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i));

// Each host is evil's, reads as another one than it is spelled, or is none.
const HOSTS = [
  'evil.example', 'EVIL.EXAMPLE', 'evil.example.', 'evil', 'evil.example:8443', 'evil.example:443', 'evil.example:0443', 'evil.example:',
  'evil.example:99999', 'evil.example:x', 'app.example.evil.example', 'app.example@evil.example', 'app.example:443@evil.example',
  'app.example%40evil.example', 'app.example%2F@evil.example', 'a@b@evil.example', '@evil.example', 'evil.example\\@app.example',
  'evil.example\\.app.example', 'evil.example#@app.example', 'evil.example?@app.example', 'evil%2eexample', '%65vil.example',
  'evil\u3002example', 'evil\uff0eexample', 'evil\uff61example', 'app.example\u3002evil.example', 'app.example\uff0fevil.example',
  'evil%E3%80%82example', 'ev\u00adil.example', 'evil\u200b.example', '\u202eelpmaxe.live', '\u2066evil.example', '\u24d4vil.example',
  'b\u00fccher.example', 'xn--bcher-kva.example', 'xn--a.example', 'evil..example', '.evil.example', 'evil_.example', 'evil.example<', 'evil"example',
  '127.0.0.1', '127.1', '0x7f.1', '0177.0.0.1', '2130706433', '127.0.0.1.', '1.2.3.256', '\uff11\uff12\uff17.1', '[::1]', '[0:0::1]', '[::1.2.3.4]',
  '[::ffff:1.2.3.4]', '[fe80::1%25eth0]', '[::1]:443', '[::1', 'localhost', '', ' ', '/', '%00', '%', '%zz',
];
const EVIL = ['evil.example', 'app.example@evil.example:8443/x?y#z', ''];

const WEB = cross(['https:', 'HTTPS:', 'http:', 'ht\ttps:', 'https\n:', '\u0001https:', ' https:', 'https%3a', 'https\uff1a', 'ftp:', 'ws:', 'file:'],
  ['', '/', '//', '///', '////', '/\\', '\\/', '\\\\', '/./', '/\t/', '\r\n//', '/%2f', '\u2215\u2215', '\uff0f\uff0f']);

// Where a path on this origin ends and another host begins, for some reader.
const SEPARATORS = [
  '//', '///', '////', '\\', '\\\\', '/\\', '\\/', '/\\/', '//\\', '/./', '/.//', '/././/', '/../', '/..//', '/a/..//', '/a/../..//', '/.\\', '/./\\',
  '/%2f', '/%2F/', '%2f%2f', '/%5c', '/%5C/', '%5c%5c', '/%2e//', '/%2e%2e//', '/.%2e//', '/%252e//', '/%252f', '/%255c', '/a/%2e%2e//', '/;/', '/;//',
  '/@', '/?/', '?//', '#//', '/#//', '/:', '/:@', ':', '://', '://\\', '.', './/', '../', '..//', '/~//', '/*//', '/a//',
  ...[...chars(0, 0x20), ...chars(0x7f, 0xa0), '\u1680', '\u2000', '\u2028', '\u2029', '\u200b', '\u200e', '\u200f', '\u202a', '\u202e', '\u2066', '\u2069',
    '\u3000', '\ufeff', '\uff0f', '\uff3c', '\u2215', '\u2044', '\u29f8', '\u3002', '\ufe68', '\ufffd'].flatMap((c) => [`/${c}/`, `${c}//`, `/${c}`]),
  ...['%00', '%01', '%08', '%09', '%0a', '%0d', '%0d%0a', '%20', '%7f', '%85', '%c2%85', '%c2%a0', '%e3%80%80', '%ef%bc%8f', '%c0%af', '%e2%88%95', '%ff']
    .flatMap((c) => [`/${c}/`, `${c}//`, `/${c}`]),
];

const SCRIPTS = cross(
  ['', ' ', '\t', '\u0000', '\u001f', '\u00a0', '/', '//', '?', 'x:'],
  ['javascript:', 'JaVaScRiPt:', 'java\tscript:', 'java\nscript:', 'java\r\nscript:', 'javascript\t:', 'javascript :', 'java\u0000script:', 'javascript\uff1a',
    'javascript&colon;', 'javascript%3a', 'javascript&#58;', 'j\u0061vascript:', 'view-source:javascript:', 'data:text/html,', 'data:text/html;base64,', 'vbscript:',
    'blob:https://app.example/', 'blob:', 'filesystem:https://app.example/', 'about:blank#', 'intent://', 'file:///', 'mailto:'],
  ['alert(1)', '//evil.example/%0aalert(1)']);

// What would end a header, or start a new one.
const HEADERS = cross(['/', '/a', '//', 'https://evil.example/', ''],
  ['\r\nSet-Cookie: a=b', '\nLocation: //evil.example', '\r\n\r\n<script>', '%0d%0aSet-Cookie:%20a=b', '%0aX: y', '\u560d\u560aX: y', '\u0000', '%00', '\u0085X: y']);

// Too long for a header, or for one that holds it once more escaped.
const LONG = [12 << 10, 64 << 10].flatMap((length) =>
  cross(['/', '/\\', 'https://evil.example/', 'javascript:'], ['a/', '/', '%2f', '\u3002'].map((s) => s.repeat(length / s.length))));

function corpus() {
  const values = [
    ...cross(WEB, EVIL), ...cross(['https://', 'http://', 'https:/', 'https:/\\', '//', '/%2f'], HOSTS), ...cross(SEPARATORS, EVIL), ...SCRIPTS, ...HEADERS,
  ];
  const unescaped = values.flatMap((v) => {
    try { return decodeURIComponent(v); } catch { return []; }
  });
  return unique([...values, ...unescaped, ...values.map(encodeURIComponent), ...values.map((v) => v.replaceAll('%', '%25')), ...LONG]);
}

// The address, and what a script gets that follows path and query as it reads them from location.
function resolve(value, base) {
  const parse = (v, b) => {
    try { return new URL(v, b); } catch { return null; }
  };
  const url = parse(value, base);
  if (!url) return { valid: false };
  const { protocol, host, origin } = url;
  const again = parse(url.pathname + url.search, origin === 'null' ? base : origin);
  return { valid: true, protocol, host, origin, readBack: again?.origin ?? '' };
}

require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const question = JSON.parse(line);
  const answer = question ? question.values.map((value) => resolve(value, question.page)) : corpus();
  process.stdout.write(JSON.stringify(answer) + '\n');
});
