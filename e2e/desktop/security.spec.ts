import { expect, test } from '../electron/desktop-test.ts';

test('the window is as locked up as Electron can make it', async ({ startHere }) => {
  const application = await startHere();
  await application.window();
  expect(application.webPreferences()).toMatchObject({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    webSecurity: true,
  });
  for (const [name, value] of Object.entries(application.webPreferences())) {
    if (/^(nodeIntegration|webviewTag|allowRunningInsecure|experimental|navigateOnDragDrop)/.test(name)) {
      expect(value, name).toBe(false);
    }
  }
  expect(application.schemes()).toEqual([
    { scheme: 'app', privileges: expect.not.objectContaining({ bypassCSP: true, corsEnabled: true }) },
  ]);
  for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'usb', 'openExternal']) {
    expect(await application.permission(permission), permission).toEqual({ check: false, request: false });
  }
});

test('the page reaches nothing but itself', async ({ start, browserLog, elektrad }) => {
  browserLog.allow(/Content Security Policy|ERR_FAILED|violates|Refused|Mixed Content/);
  const page = await (await start()).window();
  const reached = await page.evaluate(async (url) => {
    const tries = [
      () => fetch(url),
      () => fetch('/index.html'),
      () =>
        new Promise((resolve, reject) => {
          const image = new Image();
          image.onload = resolve;
          image.onerror = reject;
          image.src = `${url}/x.png`;
        }),
      () =>
        new Promise((resolve, reject) => {
          const socket = new WebSocket(url.replace('http', 'ws'));
          socket.onopen = resolve;
          socket.onerror = reject;
        }),
      () =>
        new Promise<void>((resolve, reject) => {
          const script = document.createElement('script');
          script.textContent = 'window.ran = true';
          document.head.append(script);
          if (Reflect.get(window, 'ran') === true) resolve();
          else reject(new Error('inline'));
        }),
    ];
    const outcomes = await Promise.allSettled(tries.map((each) => Promise.resolve().then(each)));
    return outcomes.map(({ status }) => status);
  }, elektrad.url);
  expect(reached).toEqual(['rejected', 'rejected', 'rejected', 'rejected', 'rejected']);
});

test('no other page is shown, in this window or another; our own documents open in the browser', async ({
  start,
  browserLog,
}) => {
  browserLog.allow(/ERR_ABORTED|Content Security Policy|Not allowed to load local resource/);
  const application = await start();
  const page = await application.window();
  const address = page.url();
  for (const url of ['https://evil.example/', 'http://127.0.0.1:1/', 'file:///etc/passwd']) {
    await page.evaluate((target) => {
      location.href = target;
    }, url);
    await expect(page).toHaveURL(address);
    await page.evaluate((target) => window.open(target), url);
  }
  const others = () =>
    page
      .context()
      .pages()
      .filter((each) => each !== page);
  await expect.poll(others).toEqual([]);
  expect(await application.opened()).toEqual([]);
});

test('only files of the built page are served', async ({ start, browserLog }) => {
  browserLog.allow(/404|Failed to load/);
  const page = await (await start()).window();
  const origin = new URL(page.url()).origin;
  const answers = [];
  for (const path of [
    '/../main/desktop.js',
    '/..%2fmain%2fdesktop.js',
    '/%2e%2e/package.json',
    '/assets/../../main/cli.js',
    '/x%00.js',
  ]) {
    const answer = await page.goto(origin + path).catch(() => null);
    const text = (await answer?.text()) ?? '';
    answers.push(/import|"name": "elektra-web"/.test(text) && !text.includes('<!doctype html>'));
  }
  expect(answers).toEqual([false, false, false, false, false]);
});
