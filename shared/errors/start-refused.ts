/**
 * Thrown while starting when a person has to act first: data of a newer version, a damaged record, a directory somebody else holds. The message says
 * what to do; the command line prints it alone, without a stack.
 */
export class StartRefused extends Error {
  constructor(message: string, details?: ErrorOptions) {
    super(message, details);
    this.name = 'StartRefused';
  }
}
