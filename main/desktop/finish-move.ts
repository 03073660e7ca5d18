import type { Log } from '../clusterd/ports.ts';
import type { KeptWorkplace } from './kept-workplace.ts';
import { putAside } from './put-aside.ts';

/** A move that was broken off before its file was said to be written does not happen: nobody can have gone on with it. */
export async function forgetUnwrittenMove(kept: KeptWorkplace, log: Log): Promise<void> {
  const { move } = kept.current();
  if (move === null || move.isWritten) return;
  await kept.change({ move: null });
  log.warn({ file: move.file }, 'the move to a server was broken off while its file was written; it does not happen');
}

/** Puts the local registry aside when the server has taken over; done again after a crash. The local clusterd must be closed. */
export async function finishMove(kept: KeptWorkplace, directory: string, log: Log): Promise<void> {
  const { move } = kept.current();
  if (move?.isFinishing !== true) return;
  try {
    const folder = await putAside(directory, move.at);
    await kept.change({ move: null, localId: null });
    log.info({ folder }, 'the move to a server is finished; what was managed from here is put aside');
  } catch (error) {
    // Nothing is delivered from here as long as there is a move.
    log.error(
      { err: error, directory },
      'what was managed from here could not be put aside; it is tried again at the next start',
    );
  }
}
