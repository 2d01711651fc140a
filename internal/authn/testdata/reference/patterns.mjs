// Asks path-to-regexp, as bundled with Clerk's SDKs, what patterns match, for
// pathpattern_internal_test.go. Run like generate.mjs; writes patterns.json.
import { createRequire } from 'node:module';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dirname, join } from 'node:path';

const { match } = createRequire(createRequire(process.cwd() + '/').resolve('@clerk/backend'))('@clerk/shared/pathToRegexp');

const patterns = ['/orgs/:slug', '/orgs/:slug/(.*)', '/orgs/:slug(.*)', '/orgs/:id', '/orgs/:id(\\d+)', '/:a/:slug', '/orgs{/:slug}?', '/orgs/:slug?', '/orgs/:slug+', '/orgs/:slug*', '/orgs/:slug/', '/x/:a-:slug', '/x/:a.:slug', '/orgs/(.*)', '/orgs', '/', '', '/a\\:b/:id', '/(a|b)/:slug', '/(?:a)/:id', '/orgs/:slug(', '/:', '/orgs/:slug)', '/{:slug}-x', '/:a:b', '/orgs/:slug/*', '*', '/x(/:id', '/orgs/((a)b)', '/orgs/((?:a|b)c)/:id', '/{a{b}}', '/a.b/:id', '/é/:slug', '/orgs/:sl_ug9x', '/files/:id.json', '/:slug{/*}?', '/a+b', '/ab?', '/orgs/:slug{-:id}?', '/(\\(x\\))/:id', '/orgs/org_:id', '{/orgs/:slug}+', '/orgs/(?=x)y'];
const paths = ['/orgs/a', '/orgs/a/', '/orgs/a/b', '/orgs/a/b/c', '/ORGS/A', '/orgs', '/orgs/', '/', '/orgs/123', '/orgs/a%20b', '/x/1-2', '/x/1-2-3', '/x/1.2', '/a:b/7', '/a/s', '/b/s', '/c/s', '/ac/1', '/bc/1', '/orgs/ac/1', '/orgs/bc/2/', '/a.b/1', '/aXb/1', '/é/s', '/%C3%A9/s', '/files/1.json', '/files/1.x.json', '/orgs/a-b', '/(x)/1', '/orgs/org_1', '/orgs/a#b', '/orgs/a?b', '/s-x', '/orgs/a//', '//orgs/a'];

const record = pattern => {
  let matcher;
  try {
    matcher = match(pattern);
  } catch {
    return { pattern, error: true };
  }
  const matches = {};
  for (const path of paths) {
    const result = matcher(path);
    if (!result) continue;
    matches[path] = {};
    for (const name of ['id', 'slug']) {
      const value = result.params[name];
      if (value !== undefined) matches[path][name] = Array.isArray(value) ? value.join('/') : value;
    }
  }
  return { pattern, matches };
};
const file = join(dirname(fileURLToPath(import.meta.url)), 'patterns.json');
writeFileSync(file, JSON.stringify({ paths, patterns: patterns.map(record) }, null, 1) + '\n');
