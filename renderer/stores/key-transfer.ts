import type { KeyName } from '#shared/model/key-name.ts';
import type { SubjectId } from './subject.ts';

/** A key that goes to another name, with all below it. */
export interface KeyMove {
  readonly key: KeyName;
  readonly target: KeyName;
}

/** Keys with all below them on their way to other names, in the same instance or in another one. */
export interface Transfer {
  readonly mode: 'copy' | 'move';
  readonly from: SubjectId;
  readonly to: SubjectId;
  readonly moves: readonly KeyMove[];
  /** Targets at which something is that is to go. At any other target that is there by then the act is refused. */
  readonly replace: ReadonlySet<string>;
}
