import type { Certificate, Event, WebContents } from 'electron';
import type { Log } from '../log.ts';

interface Verifying {
  on(
    event: 'certificate-error',
    listener: (
      event: Event,
      contents: WebContents,
      url: string,
      error: string,
      certificate: Certificate,
      callback: (isTrusted: boolean) => void,
    ) => void,
  ): unknown;
}

/** No page of Chromium's goes on over a certificate that is not trusted. https://www.electronjs.org/docs/latest/api/app#event-certificate-error */
export function refuseCertificates(app: Verifying, log: Log): void {
  app.on('certificate-error', (event, _contents, _url, error, { issuerName }, callback) => {
    event.preventDefault();
    callback(false);
    log.warn({ error, issuer: issuerName }, 'a certificate that is not trusted was refused');
  });
}
