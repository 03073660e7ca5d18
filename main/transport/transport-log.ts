/** Where a transport writes what an operator should know. Fields first, as pino takes them; no secrets, no values of keys. */
export interface TransportLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
