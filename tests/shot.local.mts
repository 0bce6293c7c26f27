import { chromium } from '@playwright/test';
import { browserToLaunch } from '/work/wt/lead/tests/support/browser.ts';
const [,, base, out, ...specs] = process.argv;
const b = await chromium.launch(await browserToLaunch());
for (const spec of specs) {
  const [persona, path, mode='light', w='1280', full='1'] = spec.split('|');
  const ctx = await b.newContext({ viewport: { width: Number(w), height: 900 }, colorScheme: mode as 'light', locale: 'en-GB' });
  const page = await ctx.newPage();
  page.on('pageerror', e => console.log('PAGEERROR', path, e.message));
  page.on('console', m => m.type()==='error' && console.log('CONSOLE', path, m.text()));
  if (persona !== 'public') await page.goto(`${base}/demo/${persona}`);
  const r = await page.goto(base + path, { waitUntil: 'networkidle' }).catch(()=>null);
  const name = `${out}/${persona}-${path.replaceAll('/', '_')}-${mode}-${w}.png`;
  await page.screenshot({ path: name, fullPage: full === '1' });
  console.log(r?.status(), name);
  await ctx.close();
}
await b.close();
