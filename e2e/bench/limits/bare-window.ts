import { app, BrowserWindow, protocol } from 'electron';

/** The least that a desktop application does until a person sees something: one window with one row. */
void app.whenReady().then(async () => {
  protocol.handle('app', () => new Response('<div role="row">row</div>', { headers: { 'content-type': 'text/html' } }));
  await new BrowserWindow({ show: true }).loadURL('app://elektra/');
});
