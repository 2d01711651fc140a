import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';

const MAY_BE_MISSING = new RegExp(
  '\\b(BroadcastChannel|localStorage|sessionStorage|indexedDB|caches|cookieStore|navigator|navigation|AbortSignal|structuredClone' +
    '|crypto|Notification|Worker|SharedWorker|EventSource|requestIdleCallback|scheduler|reportError|document\\.cookie|CSS)\\b',
);

const withoutComments = (text) => text.replace(/\/\*[^]*?\*\/|(^|\s)\/\/.*/gm, '').replace(/^import .*/gm, '');

test('only browser_apis.js touches what a browser may lack or refuse', () => {
  const dir = new URL('.', import.meta.url);
  const modules = readdirSync(dir).filter((name) => /\.js$/.test(name) && !/\.test\.js$/.test(name));
  const found = (name) => withoutComments(readFileSync(new URL(name, dir), 'utf8')).match(MAY_BE_MISSING)?.[0];
  assert.ok(found('browser_apis.js'), 'the search finds uses');
  for (const name of modules) if (name !== 'browser_apis.js') assert.equal(found(name), undefined, name);
});
