import type { BrowserWindow, Dialog, FileFilter } from 'electron';

export type WantedFile = 'certificate' | 'key' | 'authority' | 'new-backup';

const PEM: FileFilter = { name: 'PEM', extensions: ['pem', 'crt', 'cer', 'key'] };
const EVERYTHING: FileFilter = { name: '*', extensions: ['*'] };

/** The dialog of the system, before the window. @returns null: none was chosen */
export async function chooseFile(
  dialog: Pick<Dialog, 'showOpenDialog' | 'showSaveDialog'>,
  window: BrowserWindow,
  what: WantedFile,
  now: Date,
): Promise<string | null> {
  if (what === 'new-backup') {
    const defaultPath = `elektra-web-${now.toISOString().slice(0, 10)}.backup`;
    const { canceled, filePath } = await dialog.showSaveDialog(window, {
      defaultPath,
      // Only on Linux the question has to be asked for.
      properties: ['showOverwriteConfirmation', 'createDirectory', 'dontAddToRecent'],
    });
    return canceled || filePath === '' ? null : filePath;
  }
  const { filePaths } = await dialog.showOpenDialog(window, {
    properties: ['openFile', 'dontAddToRecent'],
    filters: [PEM, EVERYTHING],
  });
  return filePaths[0] ?? null;
}
