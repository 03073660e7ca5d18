/**
 * Where a file of the installed desktop application is that lies beside its archive, because the program of a thread is not reliably loaded out of one:
 * https://www.electronjs.org/docs/latest/tutorial/asar-archives. Any other path stays what it is.
 */
export function besideArchive(path: string): string {
  return path.replace(/([\\/]app\.asar)(?=[\\/])/, '$1.unpacked');
}
