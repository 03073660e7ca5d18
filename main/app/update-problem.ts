interface Problem {
  readonly code: string;
  readonly message: string;
}

/** Codes of electron-updater, builder-util-runtime and Node, in words for the person. */
const SENTENCES: Readonly<Record<string, string>> = {
  ERR_UPDATER_INVALID_SIGNATURE:
    'The signature of what was fetched is not ours, so it was not installed. Tell the maintainers of Elektra Web.',
  ERR_CHECKSUM_MISMATCH: 'What was fetched is not the file that was released, so it was not kept. Try again.',
  ERR_UPDATER_LATEST_VERSION_NOT_FOUND: 'No release was found. Try again later.',
  ERR_UPDATER_CHANNEL_FILE_NOT_FOUND: 'The release says nothing for this system. Try again later.',
  ERR_UPDATER_INVALID_UPDATE_INFO: 'What the release says of itself cannot be read. Try again later.',
  ENOSPC: 'The disk is full. Free space and try again.',
  EACCES: 'The application may not be replaced by this user. Install the new version as it was installed before.',
  EROFS: 'The application is on a disk that cannot be written. Install the new version as it was installed before.',
  HTTP_ERROR_407: 'The proxy asks for a sign-in. Give its name and password in the preferences, and try again.',
};
const UNREACHABLE =
  'The place of the releases does not answer. Check the network and the proxy in the preferences, and try again.';

/** Why there is no newer version, in a sentence that says what to do. */
export function updateProblem(error: unknown): Problem {
  const code = codeOf(error);
  const known = SENTENCES[code];
  if (known !== undefined) return { code, message: known };
  if (isNetwork(code, error)) return { code: 'UPDATE_UNREACHABLE', message: UNREACHABLE };
  const words = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  return { code: 'UPDATE_FAILED', message: `The update failed: ${words.slice(0, 300)}. More is in the logs.` };
}

function isNetwork(code: string, error: unknown): boolean {
  const isOfNode = ['ENOTFOUND', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EAI_AGAIN', 'ENETUNREACH'].includes(code);
  return isOfNode || code.startsWith('HTTP_ERROR_') || (error instanceof Error && error.message.includes('net::ERR_'));
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
