import type { App, Event } from 'electron';

interface Instances extends Pick<App, 'requestSingleInstanceLock'> {
  on(event: 'second-instance', listener: (event: Event, argv: string[]) => void): unknown;
}

/**
 * One window for one data directory: two programs on one registry would each deliver. A second start hands its arguments to the first, and ends.
 * https://www.electronjs.org/docs/latest/api/app#apprequestsingleinstancelockadditionaldata
 * @param removeLeft takes away a lock that nobody holds any more; true: there was one
 * @returns false: this is the second one
 */
export function holdSingleInstance(
  app: Instances,
  onSecondStart: (argv: readonly string[]) => void,
  removeLeft: () => boolean = () => false,
): boolean {
  if (!app.requestSingleInstanceLock() && !(removeLeft() && app.requestSingleInstanceLock())) return false;
  app.on('second-instance', (_event, argv) => onSecondStart(argv));
  return true;
}
